// A model's output as a function of its weights, with its Jacobian, in float64: what polishing and refining fit.

import type { Axis } from '../graph/axis.ts'
import { axis } from '../graph/axis.ts'
import { slot, sum } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import { interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { forward, type Model } from '../train/model.ts'
import { decidedGates, type Snapping, snappingOf, trainedWeights, type Values } from './snap.ts'

/** An array whose elements may be fitted. */
interface Fitted {
  /** The parameter or weight, `layer1.W`. */
  readonly name: string
  /** The slot of its copies, one for each row: their gradients are the rows of the Jacobian. */
  readonly copies: SlotNode
  readonly snap: readonly number[] | undefined
}

/** What fitting needs of a model with one output, over a fixed number of rows. Plain data. */
export interface WeightFit {
  readonly rows: Axis
  readonly x: SlotNode // [in, rows]
  readonly snapping: Snapping
  readonly fitted: readonly Fitted[]
  readonly prediction: Node // [rows], with copies in place of the arrays
  readonly jacobian: readonly Node[]
}

/** The fit of a model over so many rows. */
export function weightFitOf(model: Model, count: number): WeightFit {
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

/** Weights and free parameters as they were trained, array by array. */
export function trainedArrays({ snapping, fitted }: WeightFit, parameters: Values): Float64Array[] {
  const trained = trainedWeights(snapping, parameters)
  return fitted.map(({ name }, i) => trained[i] ?? Float64Array.from(parameters[name] as ArrayLike<number>))
}

/** Arrays of a fit as values for the slots of a `snappingOf` the same model. */
export function slotsOf({ snapping, fitted }: WeightFit, arrays: readonly Float64Array[]): Values {
  const names = fitted.map(({ name }, i) => snapping.snapped[i] ?? name)
  return Object.fromEntries(names.map((name, i) => [name, arrays[i] as Float64Array]))
}

/** A fit on rows and with its gates decided. */
export interface BoundFit {
  /** Values of the decided gates' slots. */
  readonly gates: Values
  /** `[rows]`. */
  readonly predict: (arrays: readonly Float64Array[]) => Float64Array
  /** Derivatives of every row by every element, rows fastest, array by array. */
  readonly slopes: (arrays: readonly Float64Array[]) => readonly Float64Array[]
}

/** @param x `[in, rows]`, as many rows as the fit has. */
export function bindFit(fit: WeightFit, parameters: Values, x: ArrayLike<number>): BoundFit {
  const { rows, snapping, fitted, prediction, jacobian } = fit
  const gates = decidedGates(snapping, parameters, x)
  const bound = (arrays: readonly Float64Array[]): Values => {
    const copies = fitted.map((each, i) => [each.copies.name, repeat(arrays[i] as Float64Array, rows.size)] as const)
    return { ...parameters, ...gates, x, ...Object.fromEntries(copies) }
  }
  return {
    gates,
    predict: (arrays) => spreadOver(interpretAll([prediction], bound(arrays))[0] as Tensor, [rows]),
    slopes: (arrays) =>
      interpretAll(jacobian, bound(arrays)).map((tensor, i) => spreadOver(tensor, (fitted[i] as Fitted).copies.axes)),
  }
}

/** Every element once for each row: the copies of an array, rows fastest. */
function repeat(values: Float64Array, rows: number): Float64Array {
  const copies = new Float64Array(values.length * rows)
  values.forEach((value, i) => {
    copies.fill(value, i * rows, (i + 1) * rows)
  })
  return copies
}
