// Polishing: weights near their values are held on them, all others are fitted in float64 by Levenberg and Marquardt's method.

import { levenbergMarquardt } from 'ml-levenberg-marquardt'
import type { Axis } from '../graph/axis.ts'
import { axis } from '../graph/axis.ts'
import { slot, sum } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import { interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { forward, type Model } from '../train/model.ts'
import { decidedGates, nearest, type Snapping, snappingOf, trainedWeights, type Values } from './snap.ts'

/** An array of which some elements may be fitted. */
interface Fitted {
  /** The parameter or weight, `layer1.W`. */
  readonly name: string
  /** The slot of its copies, one for each row: their gradients are the rows of the Jacobian. */
  readonly copies: SlotNode
  readonly snap: readonly number[] | undefined
}

/** What fitting needs of a model with one output, over a fixed number of rows. Plain data. */
export interface Polishing {
  readonly rows: Axis
  readonly x: SlotNode // [in, rows]
  readonly snapping: Snapping
  readonly fitted: readonly Fitted[]
  readonly prediction: Node // [rows], with copies in place of the arrays
  readonly jacobian: readonly Node[]
}

/** The polishing of a model over so many rows. */
export function polishingOf(model: Model, count: number): Polishing {
  const rows = axis('rows', count)
  const x = slot('x', [model.input, rows])
  const snapping = snappingOf(model, x)
  const weights = snapping.weights.map(({ name, node, snap }) => ({ name, axes: node.axes, snap }))
  const named = new Set(weights.map(({ name }) => name))
  const free = snapping.free
    .filter(({ name }) => !named.has(name))
    .map(({ name, axes }) => ({ name, axes, snap: undefined }))
  const fitted = [...weights, ...free].map(({ name, axes, snap }): Fitted => {
    return { name, copies: slot(`copies of ${name}`, [...axes, rows]), snap }
  })
  const copies = new Map(fitted.map((each) => [each.name, each.copies]))
  const output = forward(model, x, {
    weight: (name, value) => copies.get(name) ?? value,
    gate: (name, share) => gateSlot(snapping, name) ?? share,
  })
  const prediction = sum(output, [model.output])
  // A row depends on its own copies alone, so the gradient of the sum over rows is every row's own.
  const slots = fitted.map((each) => each.copies)
  return { rows, x, snapping, fitted, prediction, jacobian: gradients(sum(prediction, rows), slots) }
}

function gateSlot({ gates }: Snapping, name: string): Node | undefined {
  const gate = gates.find((each) => each.name === name)
  return gate === undefined ? undefined : slot(gate.decided, gate.share.axes)
}

export interface PolishOptions {
  /** Nearer than this to one of its values a weight is held there. Default 0.1. */
  readonly holdWithin?: number
  /** More elements than this are not fitted: it takes too long. Default 200. */
  readonly mostFitted?: number
  readonly iterations?: number
}

/** What came of polishing. */
export interface Polished {
  /** Values for the slots of a `snappingOf` the same model. */
  readonly values: Values
  /** How many elements were fitted; the others were held. */
  readonly fitted: number
  /** Mean squared error on the rows. */
  readonly error: number
}

interface Element {
  readonly array: number
  readonly element: number
  readonly isHeld: boolean
  readonly value: number
}

/**
 * Fits what is not held on rows of the training range.
 * @param x `[in, rows]`, as many rows as the polishing has.
 * @param target `[rows]`.
 * @returns undefined if there is too much to fit, or if the fit comes to nothing.
 */
export function polish(
  polishing: Polishing,
  parameters: Values,
  x: ArrayLike<number>,
  target: ArrayLike<number>,
  options: PolishOptions = {},
): Polished | undefined {
  const { rows, snapping, fitted, prediction, jacobian } = polishing
  const { holdWithin = 0.1, mostFitted = 200, iterations = 50 } = options
  const starts = startingArrays(polishing, parameters)
  const gates = decidedGates(snapping, parameters, x)
  const elements = fitted.flatMap(({ snap }, array) =>
    Array.from(starts[array] as Float64Array, (value, element): Element => {
      const whole = snap === undefined ? undefined : nearest(value, snap)
      const isHeld = whole !== undefined && Math.abs(value - whole) <= holdWithin
      return { array, element, isHeld, value: isHeld ? whole : value }
    }),
  )
  const open = elements.filter(({ isHeld }) => !isHeld)
  if (open.length > mostFitted || open.some(({ value }) => !Number.isFinite(value))) return undefined

  const arraysWith = (values: readonly number[]): Float64Array[] => {
    const arrays = starts.map((start) => Float64Array.from(start))
    const put = ({ array, element }: Element, value: number) => {
      const values = arrays[array] as Float64Array
      values[element] = value
    }
    for (const each of elements) if (each.isHeld) put(each, each.value)
    for (const [k, each] of open.entries()) put(each, values[k] as number)
    return arrays
  }
  const bind = (values: readonly number[]): Values => {
    const arrays = arraysWith(values)
    const copies = fitted.map((each, i) => [each.copies.name, spread(arrays[i] as Float64Array, rows.size)] as const)
    return { ...parameters, ...gates, x, ...Object.fromEntries(copies) }
  }
  const predict = (values: readonly number[]) =>
    spreadOver(interpretAll([prediction], bind(values))[0] as Tensor, [rows])
  const slopes = (values: readonly number[]) =>
    interpretAll(jacobian, bind(values)).map((tensor, i) => spreadOver(tensor, (fitted[i] as Fitted).copies.axes))
  const found = open.length === 0 ? [] : leastSquares({ open, predict, slopes, target, iterations })
  if (found === undefined) return undefined
  const arrays = arraysWith(found)
  const error = predict(found).reduce((sum, value, row) => sum + (value - (target[row] as number)) ** 2, 0) / rows.size
  return { values: { ...parameters, ...gates, ...slotsOf(polishing, arrays) }, fitted: open.length, error }
}

/** Weights and free parameters as they were trained. */
function startingArrays({ snapping, fitted }: Polishing, parameters: Values): Float64Array[] {
  const trained = trainedWeights(snapping, parameters)
  return fitted.map(({ name }, i) => trained[i] ?? Float64Array.from(parameters[name] as ArrayLike<number>))
}

/** Arrays of a polishing as values for the slots of a `snappingOf` the same model. */
function slotsOf({ snapping, fitted }: Polishing, arrays: readonly Float64Array[]): Values {
  const names = fitted.map(({ name }, i) => snapping.snapped[i] ?? name)
  return Object.fromEntries(names.map((name, i) => [name, arrays[i] as Float64Array]))
}

interface LeastSquares {
  readonly open: readonly Element[]
  readonly predict: (values: readonly number[]) => Float64Array
  /** Derivatives of every row by every element, rows fastest, array by array. */
  readonly slopes: (values: readonly number[]) => readonly Float64Array[]
  readonly target: ArrayLike<number>
  readonly iterations: number
}

function leastSquares({ open, predict, slopes, target, iterations }: LeastSquares): readonly number[] | undefined {
  const rows = target.length
  const points = { x: Float64Array.from({ length: rows }, (_, row) => row), y: target }
  try {
    const { parameterValues } = levenbergMarquardt(
      points,
      (values) => {
        const predicted = predict(values)
        return (row) => predicted[row] as number
      },
      {
        initialValues: open.map(({ value }) => value),
        jacobianFunction: (values) => {
          const all = slopes(values)
          return (row) => open.map(({ array, element }) => (all[array] as Float64Array)[element * rows + row] as number)
        },
        damping: 1e-3,
        maxIterations: iterations,
        errorTolerance: 1e-30,
      },
    )
    return parameterValues.every(Number.isFinite) ? parameterValues : undefined
  } catch {
    // The library throws where a system cannot be solved or an error is not finite: there is nothing to polish then.
    return undefined
  }
}

/** Every element once for each row: the copies of an array, rows fastest. */
function spread(values: Float64Array, rows: number): Float64Array {
  const copies = new Float64Array(values.length * rows)
  values.forEach((value, i) => {
    copies.fill(value, i * rows, (i + 1) * rows)
  })
  return copies
}
