// GRU: a recurrent layer that mixes its last state with a new one through a gate.

import { layerCitations } from '../base/layer-citations.ts'
import { add, multiply, rename, sigmoid, tanh } from '../graph/build.ts'
import { recur } from '../graph/delay.ts'
import { at, contract } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial, glorotUniformInitial } from '../modules/initializers.ts'
import { mix } from '../modules/parts.ts'
import { wordsOf } from './activation.ts'
import { checkedSize, type Layer, type LayerKind, makeLayer, newAxis, parameter } from './layer.ts'
import { type RecurrentLayerOptions, timeAxes } from './lstm.ts'
import { sequence, sizeOf } from './shape.ts'

/**
 * A GRU over the first axis: `[time, features]` to its last state `[units]`, or to `[time, units]`. The reset gate acts
 * on the state before the product with U, as in the paper (Cho et al. 2014, eq. 5 to 8).
 * @throws NaluError if the inputs have no axis beside time.
 */
export function gru(units: number, { everyTime = false }: RecurrentLayerOptions = {}): Layer {
  checkedSize('gru', 'the number of units', units)
  return makeLayer('gru', wordsOf(units, everyTime ? 'every time' : ''), (input, place) => {
    const { time, features } = timeAxes('gru', input)
    const [out, before] = [newAxis(place, 'units', units), newAxis(place, 'units before', units)]
    // Reset, update, candidate.
    const gates = newAxis(place, 'gates', 3)
    const initial = glorotUniformInitial()
    const fan = { in: sizeOf({ axes: features }), out: units }
    const W = parameter(place, 'W', [gates, out, ...features], { initial, fan, description: 'weights of the inputs' })
    const U = parameter(place, 'U', [gates, out, before], {
      initial,
      fan: { in: units, out: units },
      description: 'weights of the last state',
    })
    const b = parameter(place, 'b', [gates, out], { initial: constantInitial(0), fan, description: 'bias' })
    return {
      output: { axes: everyTime ? [time, out] : [out] },
      parameters: [W, U, b],
      apply: (x, { rows }) => {
        const given = add(contract(W.slot, x, features), b.slot) // [time, gates, units, rows]
        const [states] = recur(time, [{ initial: 0, axes: [out, rows] }], ([state]) => {
          const old = state as Node
          const sums = (gate: number, read: Node) =>
            add(contract(at(U.slot, gates, gate), rename(read, out, before), before), at(given, gates, gate))
          const reset = sigmoid(sums(0, old))
          const candidate = tanh(sums(2, multiply(reset, old)))
          return [mix(sigmoid(sums(1, old)), old, candidate)]
        }) as [Node]
        return everyTime ? states : at(states, time, time.size - 1)
      },
    }
  })
}

export const gruKind: LayerKind = {
  id: 'gru',
  title: 'Gated recurrent unit',
  citation: layerCitations.cho2014,
  equation: String.raw`r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r), \quad z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z), \quad \tilde h_t = \tanh(W x_t + U (r_t \odot h_{t-1}) + b), \quad h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t`,
  examples: () => [
    { input: sequence(4, 2), layer: gru(3) },
    { input: sequence(3, 2), layer: gru(2, { everyTime: true }) },
  ],
}
