import { describe, expect, test } from 'vitest'
import { randomStream } from '../../base/normal.ts'
import type { Interval } from '../../base/options.ts'
import {
  type SingleModuleOperation,
  settingOf,
  singleModuleModules,
  singleModuleOperations,
  singleModuleRanges,
} from './single-module.ts'
import { singleModuleThreshold } from './single-module-thresholds.ts'

// By hand: with E|x| = (u + l)/2, E x² = (u² + u l + l²)/3 and E 1/x² = 1/(u l) on [l, u].
const printed: readonly (readonly [Interval[], readonly string[]])[] = [
  [[[20, 40]], ['3.667e-7', '3.484e-4', '4.667e-10', '3.667e-5', '3.484e-2', '4.666e-8']],
  [[[-40, -20]], ['3.667e-7', '3.484e-4', '4.667e-10', '3.667e-5', '3.484e-2', '4.666e-8']],
  [[[2, 6]], ['6.667e-9', '1.202e-7', '5.778e-10', '6.667e-7', '1.202e-5', '5.777e-8']],
  [
    [
      [-6, -2],
      [2, 6],
    ],
    ['6.667e-9', '1.202e-7', '5.778e-10', '6.667e-7', '1.202e-5', '5.777e-8'],
  ],
  [[[-6.1, -1.2]], ['5.729e-9', '9.392e-8', '8.373e-10', '5.729e-7', '9.391e-6', '8.372e-8']],
  [[[1.2, 6]], ['5.568e-9', '8.856e-8', '8.267e-10', '5.568e-7', '8.856e-6', '8.265e-8']],
  [[[0.2, 2]], ['5.380e-10', '8.762e-10', '1.480e-9', '5.380e-8', '8.761e-8', '1.480e-7']],
]

describe('thresholds of the single-module task', () => {
  test.each(printed)('on %j are those of the table, to its digits', (ranges, expected) => {
    const found = [1e-5, 1e-4].flatMap((epsilon) =>
      (['add', 'multiply', 'divide'] as const).map((operation) =>
        singleModuleThreshold(operation, ranges, { epsilon }).toExponential(3),
      ),
    )
    expect(found).toEqual(expected)
  })

  test('are the same for sums and differences', () => {
    const of = (operation: SingleModuleOperation) => singleModuleThreshold(operation, [[1, 2]], { epsilon: 1e-5 })
    expect(of('subtract')).toBe(of('add'))
  })

  // The published way: draws, with an ε large enough that the draws' rounding does not matter.
  test.each(
    singleModuleOperations.flatMap(({ operation }) =>
      [2, 5, 10].flatMap((inputs) =>
        [
          [[1.2, 6]],
          [
            [-6, -2],
            [2, 6],
          ],
          [[-2, -0.2]],
          [
            [-1, -0.5],
            [2, 4],
          ],
        ].map((ranges) => ({
          operation,
          inputs,
          ranges: ranges as unknown as readonly Interval[],
        })),
      ),
    ),
  )('for $operation of $inputs inputs from $ranges are the mean of draws', ({ operation, inputs, ranges }) => {
    const epsilon = 1e-3
    const samples = 20_000
    const { uniform } = randomStream(1, 'a test of thresholds')
    const width = ranges.reduce((sum, [low, high]) => sum + high - low, 0)
    const errors = Array.from({ length: samples }, () => {
      const x = Array.from({ length: inputs }, () => {
        let at = uniform(0, width)
        for (const [low, high] of ranges) {
          if (at < high - low) return low + at
          at -= high - low
        }
        return Number.NaN
      })
      const [a = Number.NaN, b = Number.NaN] = x
      const others = x.slice(2).reduce((product, each) => product * (1 - epsilon * Math.abs(each)), 1)
      switch (operation) {
        case 'add':
        case 'subtract':
          return (epsilon * x.reduce((sum, each) => sum + Math.abs(each), 0)) ** 2
        case 'multiply':
          return ((1 - epsilon) ** 2 * a * b * others - a * b) ** 2
        default:
          return (((1 - epsilon) / (1 + epsilon)) * (a / b) * others - a / b) ** 2
      }
    })
    const mean = errors.reduce((sum, each) => sum + each, 0) / samples
    const variance = errors.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (samples - 1)
    const closed = singleModuleThreshold(operation, ranges, { epsilon, inputs })
    expect(Math.abs(mean - closed)).toBeLessThan(5 * Math.sqrt(variance / samples))
  })

  test('for a sum over a range with zero inside take the mean of |x| there', () => {
    // E|x| = 1 and E x² = 4/3 on [−2, 2]; (2 · (4/3 − 1) + 2²) ε².
    expect(singleModuleThreshold('add', [[-2, 2]], { epsilon: 1 })).toBeCloseTo(2 / 3 + 4, 12)
  })

  test('of a quotient do not exist where inputs may be zero', () => {
    expect(() => singleModuleThreshold('divide', [[-2, 2]], { epsilon: 1e-5 })).toThrow('no threshold on -2,2')
  })
})

describe('the set-up', () => {
  test('has nine pairs of ranges with ids of their own, each tested where it was not trained', () => {
    expect(new Set(singleModuleRanges.map(({ id }) => id)).size).toBe(9)
    for (const { id, train, test: outside } of singleModuleRanges) {
      expect(id.split(',').map(Number)).toEqual([...train])
      for (const [low, high] of outside) expect(high <= train[0] || low >= train[1]).toBe(true)
    }
  })

  test('compares 23 pairs of a module and an operation', () => {
    expect(Object.values(singleModuleModules).flat()).toHaveLength(23)
  })

  test('changes what a module needs changed, and nothing for the others', () => {
    expect(settingOf('nalu', 'add')).toEqual({ steps: 50_000, learningRate: 1e-3, penalties: {} })
    expect(settingOf('nau', 'add', 100)).toEqual({
      steps: 100_000,
      learningRate: 1e-3,
      penalties: { sparsity: { weight: 0.01, from: 50_000, to: 75_000 } },
    })
    expect(settingOf('inalu', 'subtract', 10).steps).toBe(50_000)
    expect(settingOf('npu', 'multiply').penalties).toEqual({ l1: { weight: 1e-7, from: 10_000, to: 1e-5 } })
    expect(settingOf('real-npu', 'divide').penalties).toEqual({ l1: { weight: 1e-9, from: 10_000, to: 1e-7 } })
  })
})
