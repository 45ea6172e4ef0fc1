import { expect, test } from 'vitest'
import { formulaTask } from '../tasks/task.ts'
import { polynomialControl } from './controls-of-sums.ts'

const taskOf = (formula: string) =>
  formulaTask(formula, {
    trainRange: [1, 1.5],
    inputs: 6,
    subsets: [
      { from: 0, to: 3 },
      { from: 2, to: 6 },
    ],
  })

test.each(['a + b', 'a - b', 'a / b'])('the null space holds %s of sums outside', (formula) => {
  expect(polynomialControl(taskOf(formula), 3, [[2, 6]])).toBeLessThan(1e-20)
})

test('the quadratic polynomial holds a * b of sums outside', () => {
  expect(polynomialControl(taskOf('a * b'), 3, [[2, 6]])).toBeLessThan(1e-18)
})

test('what is neither is not found', () => {
  expect(polynomialControl(taskOf('sqrt(a) * b'), 3, [[2, 6]])).toBeGreaterThan(1e-6)
})
