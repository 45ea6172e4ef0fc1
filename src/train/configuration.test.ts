import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../base/configuration.ts'
import { sum } from '../graph/build.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { subsetsFor } from '../tasks/task.ts'
import { resolveTraining } from './configuration.ts'
import { learn } from './learn.ts'
import { defaultModule, trainingOptionSpecs } from './options.ts'

describe('what is not given', () => {
  test('takes its default', () => {
    const { values, options, seeds, testRange } = resolveTraining('a + b')
    expect(values).toMatchObject({ train: [1, 2], test: [[2, 6]], inputs: 2, layers: [], batch: 128, lr: 0.03 })
    expect(options.model.layers.map(({ module }) => module)).toEqual([defaultModule])
    expect(options.batching).toEqual({ kind: 'fresh', batch: 128 })
    expect(options.task.threshold).toEqual({ metric: 'relativeRmse', below: 1e-5 })
    expect(seeds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(testRange()).toEqual([[2, 6]])
  })

  test('comes from a task that has its own', () => {
    const { values, options } = resolveTraining('static-add')
    expect(values).toMatchObject({ train: [0, 10], test: [[0, 100]], inputs: 10, layers: [2] })
    expect(options.task.id).toBe('static-add')
    expect(options.model.layers.length).toBe(2)
    expect(resolveTraining('static-add', { layers: [], train: [1, 3] }).values).toMatchObject({
      train: [1, 3],
      layers: [],
      test: [[0, 100]],
    })
  })

  test('follows from the optimiser', () => {
    expect(resolveTraining('a', { optimizer: 'sgd' }).options.learningRate).toBe(0.01)
    expect(resolveTraining('a', { optimizer: 'sgd', lr: 0.5 }).options.learningRate).toBe(0.5)
  })

  test('follows from the advice of the module’s authors, as far as nothing else is said', () => {
    const { values, options } = resolveTraining('a * b', { module: 'inalu' })
    expect(values).toMatchObject({ optimizer: 'rmsprop', lr: 0.01, clipValue: 0.1 })
    expect(options.optimizer.id).toBe('rmsprop')
    expect(options.clipping).toEqual({ value: 0.1 })
    expect(resolveTraining('a * b', { module: 'inalu', lr: 0.5 }).values.lr).toBe(0.5)
    // Their rate is one of their optimiser.
    expect(resolveTraining('a * b', { module: 'inalu', optimizer: 'adam' }).values.lr).toBe(0.03)
    expect(resolveTraining('a / b', { module: 'nmru' }).options.clipping).toEqual({ norm: 1 })
  })

  test.each<[readonly [number, number], readonly (readonly [number, number])[]]>([
    [[0, 10], [[10, 50]]],
    [[-2, -1], [[-6, -2]]],
    [
      [-2, 2],
      [
        [-6, -2],
        [2, 6],
      ],
    ],
  ])('is a test outside of training in %j: %j', (train, test) => {
    expect(resolveTraining('a + b', { train }).values.test).toEqual(test)
  })
})

test('a penalty takes other numbers, one to three of them, where the module has one', () => {
  const penaltiesOf = (penalty: number[], module = 'nau') =>
    resolveTraining('a + b', { module, penalty }).options.penalties
  expect(penaltiesOf([0.5])).toEqual({ sparsity: { weight: 0.5 } })
  expect(penaltiesOf([0.5, 100, 200])).toEqual({ sparsity: { weight: 0.5, from: 100, to: 200 } })
  expect(() => penaltiesOf([1, 2, 3, 4])).toThrow('4 numbers were given')
  expect(() => penaltiesOf([1], 'nac')).toThrow('module nac has no penalty')
})

test('rows are fresh, all in every step, or shuffled', () => {
  const batching = (given: Parameters<typeof resolveTraining>[1]) => resolveTraining('a', given).options.batching
  expect(batching({ batch: 7 })).toEqual({ kind: 'fresh', batch: 7 })
  expect(batching({ rows: 50 })).toEqual({ kind: 'full', rows: 50 })
  expect(batching({ rows: 50, batch: 7 })).toEqual({ kind: 'shuffled', rows: 50, batch: 7 })
})

test('subsets lie elsewhere for each seed, the same whenever they are asked for', () => {
  const given = { inputs: 100, subset: 0.25, overlap: 0.5 }
  const { task } = resolveTraining('a * b', given).options
  const again = resolveTraining('a * b', given).options.task
  const starts = new Set<number>()
  for (let seed = 0; seed < 20; seed += 1) {
    const [a, b] = subsetsFor(task, seed) as [{ from: number; to: number }, { from: number; to: number }]
    expect(a.to - a.from).toBe(25)
    expect(b.to - b.from).toBe(25)
    // Half of 25, rounded down, is shared.
    expect(a.to - b.from).toBe(12)
    expect(b.to).toBeLessThanOrEqual(100)
    expect(subsetsFor(again, seed)).toEqual([a, b])
    starts.add(a.from)
  }
  expect(starts.size).toBeGreaterThan(5)
})

describe('the hash of a configuration', () => {
  const hash = (what: string, given: Parameters<typeof resolveTraining>[1] = {}) => resolveTraining(what, given).hash

  test('is the same for the same training, however it was asked for', () => {
    expect(hash('a+b')).toBe(hash('a + b'))
    expect(hash('a + b', { lr: 0.03, train: [1, 2], test: [[2, 6]] })).toBe(hash('a + b'))
    expect(hash('a + b', { seeds: 3, seed: 5 })).toBe(hash('a + b'))
  })

  test('changes with every option', () => {
    const changes: Parameters<typeof resolveTraining>[1][] = [
      { train: [1, 3] },
      { test: [[2, 7]] },
      { testRows: 7 },
      { inputs: 5 },
      { module: 'linear' },
      { layers: [2] },
      { init: 'nac' },
      { rows: 9 },
      { batch: 9 },
      { steps: 9 },
      { optimizer: 'sgd' },
      { lr: 9 },
      { schedule: 'cosine' },
      { loss: 'halfSumOfSquares' },
      { clipNorm: 9 },
      { clipValue: 9 },
      { module: 'nau', penalty: [9] },
      { stopWhenSolved: false },
      { patience: 9 },
      { seconds: 9 },
      { checkEvery: 9 },
      { validationRows: 9 },
      { strict: true },
      { inputs: 20, subset: 0.5 },
      { inputs: 20, subset: 0.5, overlap: 0.5 },
    ]
    const named = new Set(changes.flatMap((change) => Object.keys(change ?? {})))
    const options = Object.keys(trainingOptionSpecs).filter((name) => name !== 'seeds' && name !== 'seed')
    expect([...named].sort()).toEqual(options.sort())
    const hashes = changes.map((change) => hash('a + b', change))
    expect(new Set([...hashes, hash('a + b'), hash('a - b')]).size).toBe(changes.length + 2)
  })

  test('tells modules of the user’s apart by their equations', () => {
    const of = (equation: string) => resolveTraining('a + b', {}, { ...defaultModule, equation }).hash
    expect(of('y = 1')).toBe(of('y = 1'))
    expect(new Set([of('y = 1'), of('y = 2'), hash('a + b')]).size).toBe(3)
  })

  test('is that of plain JSON', () => {
    const { configuration } = resolveTraining('a + b', { seconds: 1 })
    expect(JSON.parse(canonicalJson(configuration))).toEqual(configuration)
  })
})

describe('what cannot be trained is refused:', () => {
  test.each<[string, string, Parameters<typeof resolveTraining>[1], string]>([
    ['an unknown module', 'a', { module: 'nauu' }, 'Did you mean nalu?'],
    ['a slip in a task', 'static-ad', {}, 'Did you mean static-add?'],
    ['no formula', 'a +', {}, 'is expected'],
    ['a division by zero', 'a / b', { train: [-1, 1] }, 'a / b divides by zero in the training range'],
    ['sums that reach zero', 'sqrt(a)', { inputs: 4, subset: 1, train: [-1, 2] }, 'in the training range'],
    ['a batch beyond the rows', 'a', { rows: 5, batch: 6 }, 'Give --batch up to 5.'],
    ['fewer inputs than variables', 'a + b', { inputs: 1 }, 'Give at least 2.'],
    ['a subset of nobody knows what', 'a', { subset: 0.5 }, 'Give --inputs too'],
    ['an overlap of nothing', 'a + b', { overlap: 0.5 }, 'Give --subset too'],
    ['no range to test', 'a', { test: [] }, 'Give one, such as --test 2,6.'],
    ['seeds beyond whole numbers', 'a', { seed: Number.MAX_SAFE_INTEGER }, 'Start lower.'],
    ['rows beyond memory', 'a + b', { rows: 10_000_000, inputs: 100 }, 'Give fewer --rows.'],
    ['a batch beyond memory', 'a', { inputs: 1000, batch: 1_000_000 }, 'Give a smaller --batch.'],
    ['an unknown start', 'a', { init: 'glorot' }, 'Did you mean glorot-uniform?'],
  ])('%s', (_, what, given, message) => {
    expect(() => resolveTraining(what, given)).toThrow(expect.objectContaining({ kind: 'usage' }))
    expect(() => resolveTraining(what, given)).toThrow(message)
  })
})

describe('a module of the user’s whose equations', () => {
  const own = (forward: ArithmeticModule['forward']) => ({ ...defaultModule, id: 'own', forward })

  test('cannot be built is refused', () => {
    const module = own(({ x, output }) => sum(x, [output]))
    expect(() => resolveTraining('a + b', {}, module)).toThrow(/^The equations of module "own" cannot be built: /)
  })

  test('do not give one value for each output is refused', () => {
    const module = own(({ x, input }) => sum(x, [input]))
    expect(() => resolveTraining('a + b', {}, module)).toThrow('Module "own" gives [rows=8]. Its forward is given')
  })
})

describe('what should be known is said:', () => {
  const notes = (what: string, given: Parameters<typeof resolveTraining>[1]) =>
    resolveTraining(what, given).notes.join(' ')

  test('a test without a value somewhere', () => {
    expect(notes('a / b', { test: [[-2, 2]] })).toContain('has no finite value somewhere between -2 and 2')
  })
  test('a test inside the training range', () => {
    expect(notes('a + b', { test: [[1.2, 1.8]] })).toContain('lies inside the training range')
  })
  test('nothing where nothing is to be said', () => {
    expect(notes('a + b', {})).toBe('')
    expect(notes('static-divide', {})).toBe('')
  })
})

test('the test range is asked for only after the last seed has ended', async () => {
  const training = resolveTraining('a + b', { module: 'linear', steps: 20, checkEvery: 10, seeds: 3, testRows: 10 })
  let ended = 0
  const asked: number[] = []
  const range = () => {
    asked.push(ended)
    return training.testRange()
  }
  await learn(training.options, training.seeds, { range, rows: 10 }, { onSeed: () => (ended += 1) })
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.every((count) => count === 3)).toBe(true)
})
