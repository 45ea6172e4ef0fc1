import { describe, expect, test } from 'vitest'
import type { Interval } from '../../base/options.ts'
import { parseFormula } from '../../graph/formula-parse.ts'
import {
  arithmetic100,
  arithmeticModels,
  arithmeticOperations,
  arithmeticSizes,
  arithmeticSubsets,
  arithmeticSweeps,
  minimalProduct,
} from './arithmetic-100.ts'
import { arithmeticResults } from './arithmetic-100-results.ts'
import {
  arithmeticThresholds,
  minimalThresholds,
  productThresholds,
  publishedSizes,
  simulateThreshold,
  thresholdEpsilon,
} from './arithmetic-100-thresholds.ts'

describe('the subsets', () => {
  test('are 25 of 100 inputs, 12 of which are shared; the published thresholds are of 26 and 13', () => {
    expect(arithmeticSizes()).toEqual(arithmetic100.sizes)
    expect(publishedSizes()).toEqual({ inputs: 100, subset: 26, overlap: 13 })
  })

  test('of a seed start at one of the 63 places where both fit, each as often, the second 13 inputs after the first', () => {
    const seeds = 6300
    const counts = Array.from({ length: 63 }, () => 0)
    for (let seed = 0; seed < seeds; seed += 1) {
      const [a, b] = arithmeticSubsets(seed)
      const from = a?.from ?? Number.NaN
      expect([a, b]).toEqual([
        { from, to: from + 25 },
        { from: from + 13, to: from + 38 },
      ])
      counts[from] = (counts[from] ?? Number.NaN) + 1
    }
    // χ² of 62 degrees of freedom is beyond 112 once in ten thousand times.
    const expected = seeds / 63
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(counts).toHaveLength(63)
    expect(chiSquare).toBeLessThan(112)
  })

  test('can be drawn for every setting of the sweeps', () => {
    const sizes = [
      ...arithmeticSweeps.inputs.map(({ inputs }) => arithmeticSizes(inputs)),
      ...arithmeticSweeps.subsetShares.map((share) => arithmeticSizes(100, share)),
      ...arithmeticSweeps.overlapShares.map((share) => arithmeticSizes(100, 0.25, share)),
    ]
    expect(sizes.map(({ subset, overlap }) => [subset, overlap])).toEqual([
      ...[
        [1, 0],
        [2, 1],
        [6, 3],
        [12, 6],
        [18, 9],
        [25, 12],
        [31, 15],
        [37, 18],
        [43, 21],
        [50, 25],
      ],
      ...[
        [56, 28],
        [62, 31],
        [68, 34],
        [75, 37],
      ],
      ...[
        [5, 2],
        [10, 5],
        [25, 12],
        [50, 25],
      ],
      ...[
        [25, 0],
        [25, 2],
        [25, 6],
        [25, 12],
        [25, 18],
        [25, 25],
      ],
    ])
  })
})

test('every operation has a formula of a and b', () => {
  for (const { formula } of [...arithmeticOperations, minimalProduct]) expect(() => parseFormula(formula)).not.toThrow()
})

test('results are for eleven models by six operations, of which no model divides', () => {
  const cells = arithmeticResults.filter(({ experiment }) => experiment === 'arithmetic-100')
  expect(arithmeticModels).toHaveLength(11)
  expect(cells).toHaveLength(66)
  for (const { operation, success } of cells) if (operation === 'divide') expect(success?.successes).toBe(0)
})

// The mean of one million samples is what was published; ours has fewer.
const publishedSamples = 1_000_000

/** True if both are means of the same, to five standard errors and half a printed digit. */
function agrees(
  simulated: { threshold: number; standardError: number },
  published: number,
  digits: number,
  samples = 1,
) {
  const error = simulated.standardError * Math.sqrt(1 + samples / publishedSamples)
  const printed = 0.5 * 10 ** (Math.floor(Math.log10(published)) + 1 - digits)
  return Math.abs(simulated.threshold - published) <= 5 * error + printed
}

describe('thresholds of the 100-input task', () => {
  const samples = 8000

  test.each(arithmeticThresholds)('for $operation are reproduced, with 26 inputs and with 25', (row) => {
    const { operation, published, exactSizes } = row
    const long = simulateThreshold(operation, { ...publishedSizes(), samples, seed: 1 })
    expect(agrees(long, published, 6, samples)).toBe(true)
    // From 2·10⁵ samples.
    const exact = simulateThreshold(operation, { samples, seed: 2 })
    expect(agrees(exact, exactSizes, 3, samples * (publishedSamples / 200_000))).toBe(true)
  })

  test.each(['add', 'divide', 'root'] as const)('for %s tell 25 inputs from 26', (operation) => {
    const published = arithmeticThresholds.find((row) => row.operation === operation)?.published ?? Number.NaN
    expect(agrees(simulateThreshold(operation, { samples, seed: 3 }), published, 6, samples)).toBe(false)
  })

  // 2ε times: the others once, what both sum minus once, what one sums not at all. U[2, 6] has mean 4, variance 4/3.
  test.each([
    [publishedSizes(), 61, 13],
    [arithmeticSizes(), 62, 12],
  ])('for a sum are 4 ε² ((4 (rest − both))² + 4/3 (rest + both)): %o', (sizes, rest, both) => {
    const expected = (2 * thresholdEpsilon) ** 2 * ((4 * (rest - both)) ** 2 + (4 / 3) * (rest + both))
    const { threshold, standardError } = simulateThreshold('add', { ...sizes, samples, seed: 4 })
    expect(Math.abs(threshold - expected)).toBeLessThan(5 * standardError)
  })

  // ε times twice what only b sums, less twice what only a sums: 13 inputs each.
  test('for a difference are 4 ε² · 26 · 4/3', () => {
    const { threshold, standardError } = simulateThreshold('subtract', { samples, seed: 5 })
    expect(Math.abs(threshold - (4 * thresholdEpsilon ** 2 * 26 * 4) / 3)).toBeLessThan(5 * standardError)
  })
})

describe('thresholds of the product with one parameter changed are reproduced:', () => {
  const samples = 3000
  const reproduced = (
    sizes: ReturnType<typeof publishedSizes>,
    threshold: number,
    digits: number,
    range?: Interval[],
  ) =>
    agrees(
      simulateThreshold('multiply', { ...sizes, ...(range === undefined ? {} : { range }), samples, seed: 6 }),
      threshold,
      digits,
      samples,
    )

  test.each(productThresholds.byInputs)('$inputs inputs', ({ inputs, threshold }) => {
    expect(reproduced(publishedSizes(inputs), threshold, 3)).toBe(true)
  })

  test.each(productThresholds.bySubsetShare)('a subset of $share', ({ share, threshold }) => {
    expect(reproduced(publishedSizes(100, share), threshold, 3)).toBe(true)
  })

  test.each(productThresholds.byOverlapShare)('an overlap of $share', ({ share, threshold }) => {
    expect(reproduced(publishedSizes(100, 0.25, share), threshold, 4)).toBe(true)
  })

  test.each(productThresholds.byTestRange)('a test range of $test', ({ test: range, threshold }) => {
    expect(reproduced(publishedSizes(), threshold, 3, [...range])).toBe(true)
  })

  test.each(['multiply', 'add', 'subtract'] as const)('the four inputs of the minimal task: %s', (operation) => {
    const sizes = { ...minimalThresholds.sizes, second: 4 }
    const simulated = simulateThreshold(operation, { ...sizes, samples, seed: 7 })
    expect(agrees(simulated, minimalThresholds[operation], 4, samples)).toBe(true)
  })
})

test('a simulated threshold depends on its seed alone', () => {
  const of = (seed: number) => simulateThreshold('multiply', { samples: 100, seed }).threshold
  expect(of(1)).toBe(of(1))
  expect(of(1)).not.toBe(of(2))
})

test('subsets that do not fit into the inputs are refused', () => {
  const sizes = { inputs: 10, subset: 8, overlap: 2 }
  expect(() => simulateThreshold('add', { ...sizes, samples: 1, seed: 0 })).toThrow(
    'that share 2 take 14; there are 10',
  )
})
