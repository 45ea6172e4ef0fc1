import { describe, expect, test } from 'vitest'
import { chiSquareChance, chiSquareOfEqual, correlation, kolmogorovSmirnovChance } from '../../test/statistics.ts'
import { drawRows } from './rows.ts'

const count = 10_000

test('rows are drawn evenly from their range, every input on its own', () => {
  const x = drawRows(1, 'training', [[2, 5]], 2, count)
  const [a, b] = [x.subarray(0, count), x.subarray(count)]
  for (const input of [a, b]) {
    expect(kolmogorovSmirnovChance([...input], (value) => (value - 2) / 3)).toBeGreaterThan(1e-3)
    expect(Math.min(...input)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...input)).toBeLessThanOrEqual(5)
  }
  expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(count))
})

test('of several ranges each gets rows in proportion to its width, and none fall between', () => {
  const x = drawRows(
    2,
    'test',
    [
      [-6, -2],
      [2, 4],
      [10, 12],
    ],
    1,
    count,
  )
  const inside = (low: number, high: number) => [...x].filter((value) => value >= low && value <= high).length
  const counts = [inside(-6, -4), inside(-4, -2), inside(2, 4), inside(10, 12)]
  expect(counts.reduce((sum, each) => sum + each, 0)).toBe(count)
  expect(chiSquareChance(chiSquareOfEqual(counts), 3)).toBeGreaterThan(1e-3)
})

describe('rows depend on', () => {
  const same = drawRows(3, 'training', [[0, 1]], 3, 50)

  test('seed, purpose and range alone', () => {
    expect(drawRows(3, 'training', [[0, 1]], 3, 50)).toEqual(same)
  })

  test('their purpose, so that no test row was ever trained on', () => {
    const [validation, final] = (['validation', 'test'] as const).map((purpose) =>
      drawRows(3, purpose, [[0, 1]], 3, 50),
    )
    const trained = new Set(same)
    expect([...(validation ?? []), ...(final ?? [])].filter((value) => trained.has(value))).toEqual([])
  })

  test('their seed', () => {
    expect(drawRows(4, 'training', [[0, 1]], 3, 50)).not.toEqual(same)
  })

  test('not on how many there are, nor on how many inputs: more of them begin with the same', () => {
    const more = drawRows(3, 'training', [[0, 1]], 4, 80)
    for (let input = 0; input < 3; input += 1) {
      expect(more.slice(input * 80, input * 80 + 50)).toEqual(same.slice(input * 50, input * 50 + 50))
    }
  })
})

describe('rows of a distribution that is not even', () => {
  const normal = { kind: 'normal', mean: 1, deviation: 1, bounds: [-2, 4] } as const

  test('are that distribution, every input on its own', () => {
    const exponential = { kind: 'exponential', scale: 2 } as const
    const x = drawRows(5, 'training', exponential, 2, count)
    const [a, b] = [x.subarray(0, count), x.subarray(count)]
    for (const input of [a, b]) {
      expect(kolmogorovSmirnovChance([...input], (value) => 1 - Math.exp(-value / 2))).toBeGreaterThan(1e-3)
    }
    expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(count))
  })

  test('depend on their seed and their purpose', () => {
    const same = drawRows(6, 'training', normal, 1, 50)
    expect(drawRows(6, 'training', normal, 1, 50)).toEqual(same)
    expect(drawRows(7, 'training', normal, 1, 50)).not.toEqual(same)
    expect(drawRows(6, 'test', normal, 1, 50)).not.toEqual(same)
  })

  test('begin with the same, however many there are', () => {
    const [few, more] = [drawRows(6, 'training', normal, 2, 50), drawRows(6, 'training', normal, 3, 80)]
    expect(more.slice(80, 80 + 50)).toEqual(few.slice(50))
  })
})

describe('rows whose inputs have a distribution each', () => {
  const inputs = [[[-2, -1]], { kind: 'exponential', scale: 2 }, [[1, 2]]] as const
  const x = drawRows(8, 'validation', { kind: 'perInput', inputs }, 3, 50)

  test('are, input by input, those of its distribution', () => {
    inputs.forEach((distribution, i) => {
      const alone = drawRows(8, 'validation', distribution, 3, 50)
      expect(x.slice(i * 50, (i + 1) * 50)).toEqual(alone.slice(i * 50, (i + 1) * 50))
    })
  })
})
