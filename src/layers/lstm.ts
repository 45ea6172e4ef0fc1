// LSTM: a recurrent layer whose cell is kept, forgotten and read through gates.

import { layerCitations } from '../base/layer-citations.ts'
import type { Axis } from '../graph/axis.ts'
import { add, multiply, rename, sigmoid, tanh } from '../graph/build.ts'
import { recur } from '../graph/delay.ts'
import { at, contract } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { glorotUniformInitial, type Initializer } from '../modules/initializers.ts'
import { wordsOf } from './activation.ts'
import {
  checkedSize,
  type Layer,
  type LayerKind,
  type LayerParameter,
  makeLayer,
  newAxis,
  type Place,
  parameter,
  wrongShape,
} from './layer.ts'
import { type Shape, sequence, sizeOf } from './shape.ts'

/** Options of a recurrent layer. */
export interface RecurrentLayerOptions {
  /** Gives the states at every time instead of the last alone. Default false. */
  readonly everyTime?: boolean
}

/** In the order of Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000. */
const gateNames = ['in', 'forget', 'candidate', 'out'] as const

// Gers et al. 2000 keep the forget gate open at the start; 1 is what Jozefowicz et al. 2015 find best.
const openForgetGate = (units: number): Initializer => ({
  description: '1 for the forget gate, 0 for the others',
  draw: (_, count) =>
    Float64Array.from({ length: count }, (__, i) => (gateNames[Math.floor(i / units)] === 'forget' ? 1 : 0)),
})

/**
 * An LSTM over the first axis: `[time, features]` to its last state `[units]`, or to `[time, units]`.
 * @throws NaluError if the inputs have no axis beside time.
 */
export function lstm(units: number, { everyTime = false }: RecurrentLayerOptions = {}): Layer {
  checkedSize('lstm', 'the number of units', units)
  return makeLayer('lstm', wordsOf(units, everyTime ? 'every time' : ''), (input, place) => {
    const { time, features } = timeAxes('lstm', input)
    const cell = lstmCell(place, features, units)
    return {
      output: { axes: everyTime ? [time, cell.output] : [cell.output] },
      parameters: cell.parameters,
      apply: (x, { rows }) => {
        const given = cell.given(x)
        const none = { initial: 0, axes: [cell.output, rows] }
        const [states] = recur(time, [none, none], ([state, kept]) =>
          cell.step(given, [state as Node, kept as Node]),
        ) as [Node, Node]
        return everyTime ? states : at(states, time, time.size - 1)
      },
    }
  })
}

/** What an LSTM carries from one step to the next, each `[units, rows]`. */
export type LstmState = readonly [state: Node, cell: Node]

/** One step of an LSTM, for recurrences that hold more than the LSTM. */
export interface LstmCell {
  readonly output: Axis
  readonly parameters: readonly LayerParameter[]
  /** What a step takes of its inputs `[…features, rows]`; it depends on no state. */
  given(x: Node): Node
  /** The state after a step. Both parts are 0 before the first. */
  step(given: Node, before: LstmState): LstmState
}

/** The cell of `lstm` at a place, on inputs over `features`. */
export function lstmCell(place: Place, features: readonly Axis[], units: number): LstmCell {
  const [out, before] = [newAxis(place, 'units', units), newAxis(place, 'units before', units)]
  const gates = newAxis(place, 'gates', gateNames.length)
  const fan = { in: sizeOf({ axes: features }), out: units }
  const initial = glorotUniformInitial()
  const W = parameter(place, 'W', [gates, out, ...features], { initial, fan, description: 'weights of the inputs' })
  const U = parameter(place, 'U', [gates, out, before], {
    initial,
    fan: { in: units, out: units },
    description: 'weights of the last state',
  })
  const b = parameter(place, 'b', [gates, out], { initial: openForgetGate(units), fan, description: 'bias' })
  return {
    output: out,
    parameters: [W, U, b],
    given: (x) => add(contract(W.slot, x, features), b.slot), // [gates, units, rows]
    step: (given, [state, cell]) => {
      const sums = add(contract(U.slot, rename(state, out, before), before), given)
      const [i, f, candidate, o] = gateNames.map((_, gate) => at(sums, gates, gate)) as [Node, Node, Node, Node]
      const next = add(multiply(sigmoid(f), cell), multiply(sigmoid(i), tanh(candidate)))
      return [multiply(sigmoid(o), tanh(next)), next]
    },
  }
}

/** Time is the first axis, everything after it is a feature. */
export function timeAxes(id: string, input: Shape): { readonly time: Axis; readonly features: readonly Axis[] } {
  const [time, ...features] = input.axes
  if (time === undefined || features.length === 0 || input.below !== undefined || input.isFlat) {
    throw wrongShape(id, 'time × features', input)
  }
  return { time, features }
}

export const lstmKind: LayerKind = {
  id: 'lstm',
  title: 'Long short-term memory',
  citation: layerCitations.hochreiter1997,
  equation: String.raw`(i, f, \tilde c, o)_t = W x_t + U h_{t-1} + b, \quad c_t = \sigma(f_t) \odot c_{t-1} + \sigma(i_t) \odot \tanh(\tilde c_t), \quad h_t = \sigma(o_t) \odot \tanh(c_t)`,
  examples: () => [
    { input: sequence(5, 3), layer: lstm(4) },
    { input: sequence(3, 1), layer: lstm(1, { everyTime: true }) },
  ],
}
