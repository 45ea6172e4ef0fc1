// The step program of a training on rows of a table: data, weights of rows and the shape of the loss are values of slots.

import { failure } from '../base/errors.ts'
import type { State } from '../compile/step-program.ts'
import { type Axis, axis, describeAxes } from '../graph/axis.ts'
import {
  absolute,
  add,
  constant,
  divide,
  equal,
  max,
  multiply,
  select,
  slot,
  sqrt,
  subtract,
  sum,
} from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import type { RandomSource } from '../graph/random.ts'
import { adam } from '../optimizers/adam.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { type Schedule, schedules } from '../optimizers/schedules.ts'
import { counter } from './batches.ts'
import { descend } from './descent.ts'
import { type Layer, parametersOf } from './model.ts'
import type { TrainingStep } from './step.ts'
import { trainedParameters } from './update.ts'

/** What is trained: layers, and how they predict one column from others. */
export interface TableNet {
  /** Numbers the columns. */
  readonly input: Axis
  /** Everything that has parameters to train; a parameter that is not named here is held by whoever builds the graph. */
  readonly layers: readonly Layer[]
  /** Predictions `[rows]` of columns `[in, rows]`; without the axis of rows, one prediction of one row. */
  readonly predict: (x: Node) => Node
  /**
   * For a prediction that is a quotient `over / under`, both as `predict`: the loss then has no poles, whatever sign the
   * divisor takes on the way.
   */
  readonly ratio?: (x: Node) => { readonly over: Node; readonly under: Node }
}

export interface TableStepOptions {
  readonly net: TableNet
  /** How many rows a step sees; rows of weight 0 are not among them. */
  readonly rows: number
  /** Default: Adam. */
  readonly optimizer?: Optimizer
  /** Default: half a cosine wave. */
  readonly schedule?: Schedule
}

/** The width from which on a loss is that of least squares, for errors of any size that float32 holds. */
export const leastSquaresSoftness = 1e9

/** Names of the slots that whoever runs the step fills beside its parameters. */
export const tableSlots = {
  /** Columns of the table: `[in, rows]`. */
  rows: 'rows',
  /** `[rows]`. */
  target: 'target',
  /** What an error of each row is multiplied by, 0 for a row that fills up: `[rows]`. */
  weight: 'row weight',
  /** Errors much larger than this count by their size and no longer by their square. */
  softness: 'softness',
  learningRate: 'learning rate',
  steps: 'planned steps',
} as const

/**
 * One step of a net on a table: all its rows, weighted, then a step of the optimiser. The penalties of its modules stay out,
 * since coefficients are free here; their bounds hold.
 *
 * The loss is the mean over the rows of weight above 0 of 2·e² / (1 + √(1 + (e / softness)²)), the pseudo-Huber loss in a
 * form that loses no digits where the softness is large: e² there. The error e is (prediction − target) · weight or, with
 * `ratio`, (under · target − over) / (|under · target| + |over|) · weight.
 *
 * A row that fills up has to hold numbers as ordinary as the others: 0 times an infinite prediction is not 0.
 * @throws NaluError if the net predicts anything but one number for each row.
 */
export function tableStep({
  net,
  rows: count,
  optimizer = adam,
  schedule = schedules.cosine,
}: TableStepOptions): TrainingStep {
  const rows = axis('rows', count)
  const x = slot(tableSlots.rows, [net.input, rows])
  const target = slot(tableSlots.target, [rows])
  const weight = slot(tableSlots.weight, [rows])
  const softness = slot(tableSlots.softness)
  const learningRate = slot(tableSlots.learningRate)
  const plannedSteps = slot(tableSlots.steps)
  const step = counter('step')
  const error = multiply(errorOf(net, x, target, rows), weight) // [rows]
  const counted = select(equal(weight, 0), 0, 1) // [rows]
  const loss = divide(sum(softSquare(error, softness), rows), max(sum(counted, rows), 1))
  const descent = descend(
    { loss, trained: trainedParameters(net), units: [], step, learningRate, plannedSteps, random: noDraws },
    { optimizer, schedule, clipping: {} },
  )
  const constants = [x, target, weight, softness, learningRate, plannedSteps, ...descent.constants]
  const changing: State[] = [{ slot: step, next: add(step, 1) }, ...descent.states]
  return {
    program: { states: [...constants.map((each) => ({ slot: each })), ...changing], traces: { loss }, rows },
    initial: { step: 0, ...descent.initial },
    parameters: parametersOf(net),
  }
}

/** Nothing here is drawn: noise and restarts of modules belong to trainings of their own tasks. */
const noDraws = (): RandomSource => ({ seedLow: zero, seedHigh: zero, stream: 0, step: zero })
const zero = constant(0, 'int')

// Far below two sides of any size that a scaled table has; its square is still a float32.
const leastSides = 1e-12

function errorOf({ predict, ratio }: TableNet, x: Node, target: Node, rows: Axis): Node {
  if (ratio === undefined) return subtract(oneEach(predict(x), rows), target)
  const { over, under } = ratio(x)
  const side = multiply(oneEach(under, rows), target)
  return divide(subtract(side, oneEach(over, rows)), add(add(absolute(side), absolute(over)), leastSides))
}

function oneEach(value: Node, rows: Axis): Node {
  if (value.axes.length === 1 && value.axes[0] === rows) return value
  throw failure(`A net for tables predicts ${describeAxes(value.axes)}, not ${describeAxes([rows])}: one number a row.`)
}

const softSquare = (e: Node, softness: Node): Node =>
  divide(multiply(2, square(e)), add(1, sqrt(add(1, square(divide(e, softness))))))
