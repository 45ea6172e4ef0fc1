// Snapping: weights are put on the values that their module names, gates are decided, and what is left is a formula's graph.

import { slot } from '../graph/build.ts'
import { mean } from '../graph/functions.ts'
import { interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import { type Node, type SlotNode, topologicalOrder } from '../graph/node.ts'
import { forward, type Model, parametersOf, snappingWeights, type Weight } from '../train/model.ts'

/** A model with slots where weights can be put on their values and gates can be decided. Plain data. */
export interface Snapping {
  /** Outputs `[out, rows]` for the slot `x`, from the slots below. */
  readonly prediction: Node
  readonly weights: readonly Weight[]
  /** Names of the slots that stand for the weights, in their order. */
  readonly snapped: readonly string[]
  /** Each gate's mean over the rows, and the slot that stands for it. */
  readonly gates: readonly { readonly name: string; readonly share: Node; readonly decided: string }[]
  /** Parameters that the prediction still reads: those that have no values to approach. */
  readonly free: readonly SlotNode[]
}

/** Slot values in float64, by name. */
export type Values = Readonly<Record<string, ArrayLike<number>>>

/** The snapping of a model over the rows of `x`, `[in, rows]`. */
export function snappingOf(model: Model, x: SlotNode): Snapping {
  const weights = snappingWeights(model)
  const slots = new Map(weights.map(({ name, node }) => [name, slot(`snapped ${name}`, node.axes)]))
  const gates: { name: string; share: Node; decided: string }[] = []
  // Shares come from the weights as they were trained; only what is behind them is replaced.
  forward(model, x, {
    gate: (name, share) => {
      const rows = share.axes.filter((axis) => x.axes.includes(axis) && axis !== model.input)
      gates.push({ name, share: rows.length === 0 ? share : mean(share, rows), decided: `decided ${name}` })
      return share
    },
  })
  const decided = new Map(gates.map(({ name, share, decided: as }) => [name, slot(as, share.axes)]))
  const prediction = forward(model, x, {
    weight: (name, value) => slots.get(name) ?? value,
    gate: (name, share) => decided.get(name) ?? share,
  })
  const read = new Set<Node>(topologicalOrder([prediction]))
  return {
    prediction,
    weights,
    snapped: [...slots.values()].map(({ name }) => name),
    gates,
    free: parametersOf(model).filter((parameter) => read.has(parameter)),
  }
}

/** The value of `values` that is nearest; the first of two that are equally near. */
export const nearest = (value: number, values: readonly number[]): number =>
  values.reduce((best, each) => (Math.abs(each - value) < Math.abs(best - value) ? each : best))

/** Weights as they were trained, each in the order of its own axes. */
export function trainedWeights({ weights }: Pick<Snapping, 'weights'>, parameters: Values): Float64Array[] {
  const nodes = weights.map(({ node }) => node)
  return interpretAll(nodes, parameters).map((tensor, i) => spreadOver(tensor, (nodes[i] as Node).axes))
}

/** Largest distance of any weight from its nearest value: the "sparsity error" of Madsen & Johansen 2020. NaN of none. */
export function distanceFromSnap(snapping: Pick<Snapping, 'weights'>, parameters: Values): number {
  if (snapping.weights.length === 0) return Number.NaN
  const trained = trainedWeights(snapping, parameters)
  return trained.reduce(
    (most, values, i) =>
      values.reduce((far, value) => {
        const distance = Math.abs(value - nearest(value, (snapping.weights[i] as Weight).snap))
        return Number.isNaN(distance) ? Number.NaN : Math.max(far, distance)
      }, most),
    0,
  )
}

/** Values for the slots of the prediction: every weight on its nearest value, every gate at 0 or 1. `x` decides gates. */
export function snappedValues(snapping: Snapping, parameters: Values, x: ArrayLike<number>): Values {
  const trained = trainedWeights(snapping, parameters)
  const snapped = snapping.snapped.map((name, i) => {
    const { snap } = snapping.weights[i] as Weight
    return [name, (trained[i] as Float64Array).map((value) => nearest(value, snap))] as const
  })
  return { ...parameters, ...Object.fromEntries(snapped), ...decidedGates(snapping, parameters, x) }
}

/** Every gate at 0 or 1, whichever its mean over the rows of `x` is nearer to. */
export function decidedGates({ gates }: Snapping, parameters: Values, x: ArrayLike<number>): Values {
  const shares = interpretAll(
    gates.map(({ share }) => share),
    { ...parameters, x },
  )
  return Object.fromEntries(
    gates.map(({ decided, share }, i) => {
      const means = spreadOver(shares[i] as Tensor, share.axes)
      return [decided, means.map((mean) => Number(mean >= 0.5))]
    }),
  )
}
