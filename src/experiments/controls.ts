// Closed-form controls of the robust recipe: regression on the inputs, and on the logarithms of their sizes.

import { Matrix, solve } from 'ml-matrix'
import type { Interval } from '../base/options.ts'
import { nearest } from '../formula/snap.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import type { Task } from '../tasks/task.ts'
import { metricsOf } from '../train/evaluation.ts'
import { drawRows } from '../train/rows.ts'
import { subsetSlots, subsetValues, targetOf } from '../train/target.ts'

const rowCount = 1000
// As the recipe: coefficients so near to −1, 0 or 1 are put there.
const wholeWithin = 0.1

type Predict = (row: readonly number[]) => number

/** Mean squared error outside of the better of both regressions inside; neither operation nor operands are told. */
export function regressionControl(task: Task, seed: number, testRange: readonly Interval[]): number {
  const inside = controlRows(task, seed, 'validation', [task.trainRange], rowCount)
  const fits = [sumOf(inside), productOf(inside)]
  const errors = fits.map((predict) => errorOf(predict, inside))
  const best = fits[errors[0] !== undefined && errors[1] !== undefined && errors[1] < errors[0] ? 1 : 0] as Predict
  // The choice is made: only now are test rows drawn.
  return errorOf(best, controlRows(task, seed, 'test', testRange, rowCount))
}

export interface ControlRows {
  readonly inputs: readonly (readonly number[])[] // [rows][in]
  readonly target: readonly number[]
}

/** Rows of a range with the targets of the seed, in float64. */
export function controlRows(
  task: Task,
  seed: number,
  purpose: 'validation' | 'test',
  ranges: readonly Interval[],
  rowCount: number,
): ControlRows {
  const x = drawRows(seed, purpose, ranges, task.inputs, rowCount)
  const [input, rows] = [axis('in', task.inputs), axis('rows', rowCount)]
  const target = targetOf(task, slot('x', [input, rows]), { input, output: axis('out', 1) }, subsetSlots(task, input))
  const inputs = Array.from({ length: rowCount }, (_, row) =>
    Array.from({ length: task.inputs }, (__, i) => x[i * rowCount + row] as number),
  )
  return { inputs, target: Array.from(interpret(target, { ...subsetValues(task, seed), x }).data) }
}

const errorOf = (predict: Predict, { inputs, target }: ControlRows): number =>
  metricsOf(inputs.map(predict), target).meanSquaredError

function coefficients(columns: readonly (readonly number[])[], target: readonly number[]): number[] {
  const found = solve(new Matrix(columns.map((row) => [...row])), Matrix.columnVector([...target]), true).to1DArray()
  return found.map((value) => {
    const whole = nearest(value, [-1, 0, 1])
    return Math.abs(value - whole) <= wholeWithin ? whole : value
  })
}

function sumOf({ inputs, target }: ControlRows): Predict {
  const w = coefficients(inputs, target)
  return (row) => row.reduce((sum, value, i) => sum + value * (w[i] as number), 0)
}

/** Exponents from sizes; whole odd ones carry signs. */
function productOf({ inputs, target }: ControlRows): Predict {
  const logOf = (value: number) => Math.log(Math.abs(value))
  const w = coefficients(
    inputs.map((row) => row.map(logOf)),
    target.map(logOf),
  )
  return (row) =>
    row.reduce((product, value, i) => {
      const exponent = w[i] as number
      if (exponent === 0) return product
      const isOdd = Math.abs(exponent) === 1
      return product * Math.abs(value) ** exponent * (isOdd ? Math.sign(value) : 1)
    }, 1)
}
