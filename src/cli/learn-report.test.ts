import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parseFormula } from '../graph/formula-parse.ts'
import { successRate } from '../statistics/success-rate.ts'
import { resolveTraining } from '../train/configuration.ts'
import type { Learned, ScoredSeed } from '../train/learn.ts'
import { advice, modulesFor } from './learn-advice.ts'
import { divergenceText, othersText, seedTable, successText, verdict } from './learn-report.ts'

const training = resolveTraining('a + b')

const metrics = (relativeRmse: number) => ({ relativeRmse, meanSquaredError: relativeRmse ** 2, halfSumOfSquares: 1 })

function seedOf(seed: number, inside: number, outside: number, changes: Partial<ScoredSeed> = {}): ScoredSeed {
  const solved = inside < 1e-5
  return {
    seed,
    steps: 5000,
    stopReason: solved ? 'solved' : 'steps',
    notFiniteAtStep: undefined,
    solved,
    solvedAtStep: solved ? 1000 * (seed + 1) : undefined,
    trainLoss: inside ** 2,
    validation: metrics(inside),
    test: metrics(outside),
    stepsPerSecond: 1,
    seconds: 1,
    parameters: {},
    history: [],
    records: [],
    state: undefined as never,
    ...changes,
  }
}

function learnedOf(...seeds: ScoredSeed[]): Learned {
  const ended = seeds.filter(({ stopReason }) => stopReason !== 'interrupted')
  const chosen = seeds.filter(({ validation }) => Number.isFinite(validation.relativeRmse))
  return {
    seeds,
    success: successRate(ended.filter(({ solved }) => solved).length, ended.length),
    chosen: chosen.toSorted((a, b) => a.validation.relativeRmse - b.validation.relativeRmse)[0],
  }
}

const plain = stripVTControlCharacters

describe('whether it holds outside the training range is said in words:', () => {
  test.each([
    [1e-6, 2e-6, 'It holds outside the training range: relative RMSE 2e-6 on [2, 6), 1e-6 inside (seed 3'],
    [1e-6, 5e-4, 'It nearly holds outside the training range: relative RMSE 5e-4'],
    [1e-6, 0.2, 'It does not hold outside the training range: relative RMSE 0.2'],
    [1e-6, Number.NaN, 'It does not hold outside the training range: relative RMSE NaN'],
    [1e-6, Number.POSITIVE_INFINITY, 'It does not hold outside the training range: relative RMSE ∞'],
    [0.1, 0.2, 'The nearest is seed 3: relative RMSE 0.2 on [2, 6), 0.1 inside.'],
  ])('%f inside, %f outside', (inside, outside, text) => {
    expect(plain(verdict(seedOf(3, inside, outside), training))).toContain(text)
  })
})

describe('how many solved it:', () => {
  const interrupted = { stopReason: 'interrupted' } as const
  test.each<[string, Learned, string]>([
    ['all', learnedOf(seedOf(0, 0, 0), seedOf(1, 0, 0)), 'Found. 2 of 2 seeds solved it (100 %'],
    ['the steps at the median', learnedOf(seedOf(0, 0, 0), seedOf(1, 0, 0)), 'in 1,500 steps at the median'],
    [
      'one',
      learnedOf(seedOf(4, 0, 0)),
      'Found. The one seed solved it (100 %, 95 % interval 21–100 %), at step 5,000.',
    ],
    [
      'none',
      learnedOf(seedOf(0, 1, 1), seedOf(1, 1, 1)),
      'Not found. None of 2 seeds solved it (0 %, 95 % interval 0–66 %)',
    ],
    ['not the one', learnedOf(seedOf(0, 1, 1)), 'Not found. The one seed did not solve it'],
    ['none has ended', learnedOf(seedOf(0, 1, 1, interrupted)), 'No seed had ended.'],
    [
      'interrupted ones are not counted',
      learnedOf(seedOf(0, 0, 0), seedOf(1, 1, 1, interrupted)),
      'The one seed solved it (100 %, 95 % interval 21–100 %), at step 1,000. 1 seed had not ended and is not counted.',
    ],
  ])('%s', (_, learned, text) => {
    expect(plain(successText(learned))).toContain(text)
  })
})

test('how many of the solved hold outside too', () => {
  const three = [seedOf(0, 0, 0), seedOf(1, 0, 1), seedOf(2, 1, 1)]
  expect(othersText(learnedOf(...three), training)).toBe('1 of the 2 solved seeds stay below 1e-5 there.')
  expect(othersText(learnedOf(seedOf(0, 0, 0), seedOf(1, 0, 0)), training)).toMatch(/^All 2 solved seeds/)
  expect(othersText(learnedOf(seedOf(0, 0, 0)), training)).toBe('')
})

test('seeds whose loss was not finite are named, with what helps', () => {
  const diverged = seedOf(7, Number.NaN, Number.NaN, { stopReason: 'not finite', notFiniteAtStep: 1234, solved: false })
  const text = divergenceText(learnedOf(seedOf(0, 1, 1), diverged))
  expect(text).toContain('The loss of 1 seed was no longer finite (seed 7 at step 1,234)')
  expect(text).toContain('--lr')
  expect(divergenceText(learnedOf(seedOf(0, 1, 1)))).toBe('')
})

test('the table marks the chosen seed, and shows few of many seeds', () => {
  const many = learnedOf(...Array.from({ length: 50 }, (_, i) => seedOf(i, i === 40 ? 1e-7 : 0.5, 0.5)))
  const lines = plain(seedTable(many, 'meanSquaredError', false)).split('\n')
  expect(lines.length).toBe(1 + 20 + 1 + 1)
  expect(lines.filter((line) => line.startsWith('>>'))).toEqual([expect.stringMatching(/^>> +40 +41,000 /)])
  expect(lines.at(-1)).toContain('29 more; --verbose lists them all')
  expect(plain(seedTable(many, 'meanSquaredError', true)).split('\n').length).toBe(51)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
})

describe('what to type next:', () => {
  const outcome = (learned: Learned, changes: object = {}) => ({
    learned,
    interrupted: false,
    saved: undefined,
    checkpoint: undefined,
    ...changes,
  })
  const found = learnedOf(seedOf(0, 0, 0))
  const notFound = learnedOf(seedOf(0, 1, 1))

  test('keep what was found', () => {
    expect(advice(training, outcome(found), ['learn', 'a + b'])).toEqual([
      'Keep it:  nalu learn "a + b" --save model.json',
    ])
  })
  test('predict with what was saved', () => {
    expect(advice(training, outcome(found, { saved: 'm.json' }), ['learn', 'a + b'])).toEqual([
      'Predict:  nalu predict m.json data.csv  (a table with columns a, b)',
    ])
  })
  test('train longer, or another module that can', () => {
    expect(advice(training, outcome(notFound), ['learn', 'a + b', '--steps', '7', '--quiet'])).toEqual([
      'Longer:   nalu learn "a + b" --steps 200_000 --quiet',
      'Another:  nalu learn "a + b" --steps 7 --quiet --module nalu-separate',
      'Why:      nalu explain nalu',
    ])
  })
  test('go deeper where one layer cannot', () => {
    const linear = resolveTraining('a * b', { module: 'linear' })
    expect(advice(linear, outcome(notFound), ['learn', 'a * b', '--module=linear'])).toEqual([
      'Deeper:   nalu learn "a * b" --module=linear --layers 2',
      'Another:  nalu learn "a * b" --module nalu',
      'Why:      nalu explain linear',
    ])
  })
  test('go on from a checkpoint', () => {
    const interrupted = outcome(notFound, { interrupted: true, checkpoint: 'c.json' })
    expect(advice(training, interrupted, ['learn', 'a', '--checkpoint', 'c.json', '--save', 'm.json'])).toEqual([
      'Go on:    nalu learn a --checkpoint c.json --save m.json --resume c.json --overwrite',
    ])
    expect(advice(training, outcome(notFound, { interrupted: true }), ['learn', 'a'])).toEqual([])
  })
})

test.each([
  ['a + b', 'nac'],
  ['a * b', 'nac-mul'],
  ['sqrt(a)', 'nac-mul'],
])('modules for %s include %s', (formula, id) => {
  expect(modulesFor(parseFormula(formula))).toContain(id)
})

test.each(['a + b * c', 'sin(a)', 'a^b', '2 * a', '-a'])('no module is named for %s', (formula) => {
  expect(modulesFor(parseFormula(formula))).toEqual([])
})
