import { expect, test } from 'vitest'
import { formulaTask } from '../tasks/task.ts'
import { regressionControl } from './controls.ts'

test.each(['a + b', 'a - b', 'a * b', 'a / b'])('regression finds %s, signs included, and holds outside', (formula) => {
  const task = formulaTask(formula, {
    trainRange: [-2, 2],
    inputs: 5,
    subsets: [
      { from: 1, to: 2 },
      { from: 3, to: 4 },
    ],
  })
  expect(
    regressionControl(task, 3, [
      [-6, -2],
      [2, 6],
    ]),
  ).toBeLessThan(1e-24)
})

test('what is neither a sum nor a product is not found', () => {
  const task = formulaTask('a * b + a', { trainRange: [1, 2] })
  expect(regressionControl(task, 3, [[2, 6]])).toBeGreaterThan(1e-3)
})
