import { describe, expect, test } from 'vitest'
import { citations } from '../../base/citations.ts'
import { modules } from '../../modules/index.ts'
import { successRate } from '../../statistics/success-rate.ts'
import { arithmeticModels, arithmeticSweeps } from './arithmetic-100.ts'
import { penaltySweep } from './arithmetic-100-results.ts'
import { division, divisionSetting } from './division.ts'
import { hillSpaceResults } from './hill-space.ts'
import { inaluDistributions } from './inalu.ts'
import { publishedResults } from './index.ts'
import {
  decimals,
  type Origin,
  type PublishedRate,
  publishedCell,
  publishedCells,
  rateOf,
  rateOfPercent,
} from './rates.ts'
import { settingOf, singleModuleModules, singleModuleOperations, singleModuleRanges } from './single-module.ts'

const origin: Origin = { paper: 'madsen2020', source: 'a test' }
const rates = publishedResults.flatMap(({ success, trainSuccess }): PublishedRate[] =>
  [success, trainSuccess].filter((rate) => rate !== undefined),
)
const values = publishedResults.flatMap((cell) =>
  [cell.solvedAtMedian, cell.solvedAtMean, cell.sparsityError, cell.testError].filter((value) => value !== undefined),
)

describe('every published rate', () => {
  test('stands for a whole number of its seeds, to the digits that were printed', () => {
    expect(rates.length).toBeGreaterThan(200)
    for (const { successes, seeds, rate } of rates) {
      expect(Number.isInteger(seeds)).toBe(true)
      if (successes === undefined) continue
      expect(Number.isInteger(successes)).toBe(true)
      expect(Math.abs(successes / seeds - rate)).toBeLessThanOrEqual(0.5 * 10 ** -decimals(rate) + 1e-12)
    }
  })

  test('lies in its interval, and the interval is Wilson’s as far as it is printed: to whole percents', () => {
    const printed = rates.filter(({ interval }) => interval !== undefined)
    expect(printed.length).toBe(66 + 6 + 3)
    for (const { successes = Number.NaN, seeds, rate, interval } of printed) {
      const [low, high] = interval ?? [1, 0]
      expect(low).toBeLessThanOrEqual(rate)
      expect(high).toBeGreaterThanOrEqual(rate)
      const wilson = successRate(successes, seeds).interval
      expect(Math.abs(wilson[0] - low)).toBeLessThanOrEqual(0.005 + 1e-9)
      expect(Math.abs(wilson[1] - high)).toBeLessThanOrEqual(0.005 + 1e-9)
    }
  })
})

test('every published value is finite and lies in its interval, and a spread is not negative', () => {
  for (const { value, interval, deviation } of values) {
    expect(Number.isFinite(value)).toBe(true)
    if (interval !== undefined) {
      expect(interval[0]).toBeLessThanOrEqual(value)
      expect(interval[1]).toBeGreaterThanOrEqual(value)
    }
    if (deviation !== undefined) expect(deviation).toBeGreaterThanOrEqual(0)
  }
})

test('every number names its paper and the place in it', () => {
  for (const { paper, source } of [...rates, ...values]) {
    expect(Object.keys(citations)).toContain(paper)
    expect(source).not.toBe('')
  }
})

test('every cell has something in it and a key of its own, and is found by it', () => {
  for (const cell of publishedResults) {
    expect(cell.success ?? cell.testError).toBeDefined()
    expect(publishedCell(publishedResults, cell)).toBe(cell)
  }
})

describe('looking up', () => {
  test('takes every field that is given, and a missing one as missing', () => {
    const key = {
      experiment: 'single-module',
      module: 'nmu',
      operation: 'multiply',
      range: '-2,-1',
      inputs: 2,
    } as const
    expect(publishedCell(publishedResults, key)?.success).toMatchObject({ successes: 20, seeds: 25, rate: 0.8 })
    expect(publishedCell(publishedResults, { ...key, inputs: 10 })).toBeUndefined()
    const { range: _, ...all } = key
    expect(publishedCell(publishedResults, all)).toBeUndefined()
    expect(publishedCells(publishedResults, all)).toHaveLength(9)
  })
})

describe('a rate from a percentage', () => {
  test('keeps the printed digits beside the whole number that they stand for', () => {
    expect(rateOfPercent(91.6, 225, origin)).toEqual({ successes: 206, seeds: 225, rate: 0.916, ...origin })
    expect(rateOfPercent(7, 100, origin, [0.03, 0.14]).interval).toEqual([0.03, 0.14])
    expect(rateOf(1, 3, origin).rate).toBe(1 / 3)
  })

  test('that no number of seeds gives is refused', () => {
    expect(() => rateOfPercent(93, 25, origin)).toThrow('93 % of 25 seeds is not a whole number of seeds')
  })
})

// 85.3 %, which is 15.1 percentage points above the original; 225 runs (arXiv 2110.05177, abstract).
test('the improvement of the modified RealNPU is the one that its abstract states', () => {
  const successes = (module: string) =>
    publishedCell(publishedResults, { experiment: 'single-module', module, operation: 'divide', inputs: 10 })?.success
      ?.successes ?? Number.NaN
  expect((100 * (successes('real-npu-mod') - successes('real-npu'))) / 225).toBeCloseTo(15.1, 1)
})

// Totals of the released results: 222, 225, 225 and 203 of 225.
test.each([
  ['add', 222],
  ['subtract', 225],
  ['multiply', 225],
  ['divide', 203],
] as const)(
  'the DMU’s successes on %s add up to %i of 225, and every one says why it does not compare',
  (operation, total) => {
    const cells = publishedCells(publishedResults, { module: 'dmu', operation })
    expect(cells.map(({ range }) => range)).toEqual(singleModuleRanges.map(({ id }) => id))
    expect(cells.reduce((sum, { success }) => sum + (success?.successes ?? 0), 0)).toBe(total)
    for (const { success } of cells) expect(success?.note).toContain('Not comparable')
  },
)

// Percentages of the released tables, worked out apart from the counts.
test.each([
  ['inalu-minimal', 'nalu', [42.9, 0, 47.1, 0], [14.3, 0, 24.3, 0]],
  ['inalu-minimal', 'inalu-shared', [85.7, 75.7, 48.6, 34.3], [85.7, 75.7, 48.6, 32.9]],
  ['inalu-minimal', 'inalu', [100, 100, 71.4, 34.3], [100, 100, 71.4, 34.3]],
  ['inalu-simple', 'nalu', [38.6, 1.4, 24.3, 0], undefined],
  ['inalu-simple', 'inalu-shared', [100, 54.3, 85.7, 4.3], undefined],
  ['inalu-simple', 'inalu', [100, 100, 85.7, 8.6], undefined],
  ['inalu-function', 'inalu-shared', [100, 65, 0, 0], undefined],
  ['inalu-function', 'inalu', [80, 85, 0, 0], undefined],
] as const)('the successes of %s, %s are the released ones', (experiment, module, outside, inside) => {
  const operations = ['add', 'subtract', 'multiply', 'divide'] as const
  operations.forEach((operation, i) => {
    const inputs = experiment === 'inalu-function' ? 100 : 2
    const cell = publishedCell(publishedResults, { experiment, module, operation, inputs })
    expect(100 * (cell?.success?.rate ?? Number.NaN)).toBeCloseTo(outside[i] ?? Number.NaN, 1)
    if (inside !== undefined) expect(100 * (cell?.trainSuccess?.rate ?? Number.NaN)).toBeCloseTo(inside[i] ?? 0, 1)
  })
})

test('iNALU’s successes by distribution add up to those of all distributions', () => {
  for (const operation of ['add', 'subtract', 'multiply', 'divide'] as const) {
    const key = { experiment: 'inalu-minimal', module: 'inalu', operation, inputs: 2 } as const
    const parts = inaluDistributions.map(
      ({ id }) => publishedCell(publishedResults, { ...key, range: id })?.success?.successes ?? Number.NaN,
    )
    expect(parts.reduce((sum, each) => sum + each, 0)).toBe(publishedCell(publishedResults, key)?.success?.successes)
  }
})

test('Hill Space’s distributions are those of iNALU', () => {
  const ids = inaluDistributions.map(({ id }) => id)
  for (const { range = '' } of hillSpaceResults) expect(ids).toContain(range)
})

test('the sweep of the penalty has a rate for every weight', () => {
  expect(penaltySweep.add).toHaveLength(arithmeticSweeps.penaltyWeights.length)
  expect(penaltySweep.multiply).toHaveLength(arithmeticSweeps.penaltyWeights.length)
})

test('more inputs train longer and begin their penalties later', () => {
  for (const module of ['real-npu-mod', 'nru', 'nmru'] as const) {
    const [two, ten] = [divisionSetting(module, 2), divisionSetting(module, 10)]
    const ramp = module === 'real-npu-mod' ? 'discretisation' : 'sparsity'
    expect(ten.steps).toBe(2 * two.steps)
    expect(two.penalties[ramp]?.to).toBeLessThanOrEqual(two.steps)
    expect(ten.penalties[ramp]?.from).toBeGreaterThan(two.penalties[ramp]?.from ?? Number.NaN)
  }
})

test('settings name penalties as their modules do', () => {
  const declared = (id: string) => modules.find((module) => module.id === id)?.penalties?.map((penalty) => penalty.id)
  const settings = [
    ...division.modules.map((module) => ({ layers: [module], ...divisionSetting(module, 2) })),
    ...singleModuleOperations.flatMap(({ operation }) =>
      singleModuleModules[operation].map((module) => ({ layers: [module], ...settingOf(module, operation) })),
    ),
    ...arithmeticModels,
  ]
  for (const { layers, penalties } of settings) {
    // A module that the library does not have has nothing to be compared with.
    if (layers.some((id) => !modules.some((module) => module.id === id))) continue
    const known = layers.flatMap((id) => declared(id) ?? [])
    for (const id of Object.keys(penalties)) expect(known).toContain(id)
  }
})
