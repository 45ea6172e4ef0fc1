import { describe, expect, test } from 'vitest'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { formulasOf, formulaTask, type Task } from '../tasks/task.ts'
import { subsetSlots, subsetValues, targetOf } from './target.ts'

const trainRange = [1, 2] as const

/** The targets of two rows, inputs first. */
function targets(task: Task, x: readonly number[], seed = 0): number[] {
  const input = axis('in', task.inputs)
  const rows = axis('rows', x.length / task.inputs)
  const output = axis('out', formulasOf(task).length)
  const members = subsetSlots(task, input)
  const node = targetOf(task, slot('x', [input, rows]), { input, output }, members)
  return [...interpret(node, { ...subsetValues(task, seed), x }).data]
}

describe('a target', () => {
  test('is the formula of the inputs', () => {
    expect(targets(formulaTask('a * b - a', { trainRange }), [2, 3, 5, 7])).toEqual([8, 18])
  })

  test('leaves out inputs that stand for no variable', () => {
    expect(targets(formulaTask('a + b', { trainRange, inputs: 3 }), [1, 2, 10, 20, 100, 200])).toEqual([11, 22])
  })

  test('sums the inputs of a variable, also where variables share some', () => {
    const subsets = [
      { from: 0, to: 2 },
      { from: 1, to: 4 },
    ]
    const task = formulaTask('a * b', { trainRange, subsets })
    // (1 + 2) · (2 + 3 + 4)
    expect(targets(task, [1, 2, 3, 4])).toEqual([27])
  })

  test('of seeds whose subsets lie elsewhere is one graph with other data', () => {
    const at = (from: number) => [{ from, to: from + 2 }]
    const task = formulaTask('a', { trainRange, inputs: 4, subsets: at(0), subsetsOfSeed: at })
    expect([0, 1, 2].map((seed) => targets(task, [1, 10, 100, 1000], seed))).toEqual([[11], [110], [1100]])
  })

  test('of several formulas has one row of targets for each output, in their order', () => {
    const task = formulaTask('a + b', { trainRange, more: ['a * b', 'a / b'] })
    expect(targets(task, [6, 8, 2, 4])).toEqual([8, 12, 12, 32, 3, 2])
  })

  test('of more formulas than outputs is refused, with both numbers', () => {
    const task = formulaTask('a + b', { trainRange, more: ['a * b'] })
    const [input, rows] = [axis('in', 2), axis('rows', 1)]
    const build = () => targetOf(task, slot('x', [input, rows]), { input, output: axis('out', 3) }, new Map())
    expect(build).toThrow('2 formulas and the model 3 outputs')
  })
})
