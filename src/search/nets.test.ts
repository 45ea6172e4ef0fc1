import { describe, expect, test } from 'vitest'
import { evaluateLaw, type Law } from '../formula/law.ts'
import { readLaw } from '../formula/read.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { parametersOf } from '../train/model.ts'
import { type TableNet, tableStep } from '../train/table-step.ts'
import { powerSumNet, ratioNet } from './nets.ts'

const rows = axis('rows', 2)
const x = [2, 3, 5, 7] // Rows (2, 5) and (3, 7).

const predictions = (net: TableNet, values: Readonly<Record<string, readonly number[]>>) =>
  Array.from(interpret(net.predict(slot('x', [net.input, rows])), { ...values, x }).data)

describe('a net of', () => {
  test('power sums predicts 4·a²/b + 3·b', () => {
    const values = { 'over products.W': [2, -1, 0, 1], 'over.W': [4, 3] }
    const expected = [(4 * 4) / 5 + 15, (4 * 9) / 7 + 21]
    predictions(powerSumNet(2, 2), values).forEach((y, r) => expect(y).toBeCloseTo(expected[r] as number, 5))
  })

  test('a ratio predicts (4·a + 2·b) / (1 + 3·a·b)', () => {
    const values = { 'over products.W': [1, 0, 0, 1], 'over.W': [4, 2], 'under products.W': [1, 1], 'under.W': [3] }
    const expected = [(8 + 10) / (1 + 30), (12 + 14) / (1 + 63)]
    predictions(ratioNet(2, 2, 2), values).forEach((y, r) => expect(y).toBeCloseTo(expected[r] as number, 5))
  })

  test('a ratio is read as the law that it computes', () => {
    const net = ratioNet(2, 2, 2)
    const x = slot('x', [net.input])
    const columns = [0, 1].map(() => ({ low: 1, high: 4 }))
    const values = {
      'over products.W': [1.5, 0, 0.5, -1],
      'over.W': [4, -2],
      'under products.W': [0.3, 2],
      'under.W': [0.7],
    }
    const law = readLaw(net.predict(x), values, x, columns) as Law
    for (const row of [
      [1, 2],
      [3.5, 1.25],
    ]) {
      expect(evaluateLaw(law, row)).toBeCloseTo(interpret(net.predict(x), { ...values, x: row }).data[0] as number, 5)
    }
    expect(law.sums.map(({ power }) => power).toSorted()).toEqual([-1, 1])
  })

  test('a ratio trains exponents and coefficients, and holds the constants of both sides', () => {
    const names = ['over products.W', 'over.W', 'under products.W', 'under.W']
    expect(parametersOf(ratioNet(3, 2, 2)).map(({ name }) => name)).toEqual(names)
    expect(tableStep({ net: ratioNet(3, 2, 2), rows: 4 }).parameters.map(({ name }) => name)).toEqual(names)
  })
})

test('sizes that make no net are said', () => {
  expect(() => powerSumNet(0, 1)).toThrow('A net with 0 columns; expected a whole number of at least 1.')
  expect(() => powerSumNet(2, 1.5)).toThrow('A net with 1.5 products of a sum; expected a whole number of at least 1.')
  expect(() => ratioNet(2, 0, 2)).toThrow('A net with 0 terms over a fraction line')
  expect(() => ratioNet(2, 1, 1)).toThrow(
    '1 terms under a fraction line; expected at least 2, the first of which is 1. Use powerSumNet.',
  )
})
