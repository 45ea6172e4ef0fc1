import { expect, test } from 'vitest'
import { binomial, hypergeometric } from './weights.ts'

test('binomial probabilities are those of Pascal’s triangle', () => {
  const [row, rate] = [[1, 6, 15, 20, 15, 6, 1], 0.3]
  for (const [k, chance] of binomial(6, rate).entries()) {
    expect(chance).toBeCloseTo((row[k] as number) * rate ** k * (1 - rate) ** (6 - k), 15)
  }
})

test('a rate of 0 or 1 leaves one outcome', () => {
  expect(Array.from(binomial(3, 0))).toEqual([1, 0, 0, 0])
  expect(Array.from(binomial(3, 1))).toEqual([0, 0, 0, 1])
})

test('a thousand tries neither overflow nor lose the sum', () => {
  for (const rate of [1e-9, 0.02, 0.5, 0.999]) {
    const chances = binomial(1000, rate)
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 13)
    expect(chances.reduce((sum, chance, k) => sum + k * chance, 0) / (1000 * rate)).toBeCloseTo(1, 11)
  }
})

test('of five successes in 4 + 3 tries two to four are among the four', () => {
  // 6·1, 4·3 and 1·3 of 21 tables.
  const { low, chances } = hypergeometric(4, 3, 5)
  expect(low).toBe(2)
  for (const [i, tables] of [6, 12, 3].entries()) expect(chances[i]).toBeCloseTo(tables / 21, 15)
})
