// A layer applied at every time to what comes next and to its own last outputs: how arithmetic units go along a sequence.

import { invalid } from '../base/errors.ts'
import type { Axis } from '../graph/axis.ts'
import { recur } from '../graph/delay.ts'
import { at, concatenate } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { wordsOf } from './activation.ts'
import { dense } from './dense.ts'
import { checkedSize, inside, type Layer, type LayerKind, makeLayer, newAxis, wrongShape } from './layer.ts'
import type { RecurrentLayerOptions } from './lstm.ts'
import { timeAxes } from './lstm.ts'
import { renamed } from './renamed.ts'
import { describeShape, sequence } from './shape.ts'
import { together } from './stack.ts'
import { unit } from './unit.ts'

/** Options of a layer along a sequence. */
export interface AlongTimeOptions extends RecurrentLayerOptions {
  /** What stands in place of the last outputs at the first time. Default 0; products begin at 1. */
  readonly start?: number
}

/**
 * `h_t = f(x_t, h_{t−1})`: `[time, features]` to the last outputs `[units]`, or to `[time, units]`. The layer is given
 * the features and then its last outputs as one vector (Madsen & Johansen 2020, appendix on sequential MNIST).
 * @throws NaluError if the start is not finite, or if the layer does not give so many units from such a vector, or keeps
 * a state of its batch.
 */
export function alongTime(layer: Layer, units: number, options: AlongTimeOptions = {}): Layer {
  const { start = 0, everyTime = false } = options
  checkedSize('alongTime', 'the number of units', units)
  if (!Number.isFinite(start)) throw invalid(`Layer alongTime: start is ${start}; expected a finite number.`)
  const words = wordsOf(`${layer.id} ${layer.detail}`.trim(), everyTime ? 'every time' : '')
  return makeLayer('alongTime', words, (input, place) => {
    const { time, features } = timeAxes('alongTime', input)
    if (features.length > 1) throw wrongShape('alongTime', 'time × features', input)
    const [feature] = features as [Axis]
    const [state, given] = [newAxis(place, 'state', units), newAxis(place, 'given', feature.size + units)]
    const part = layer.on({ axes: [given] }, inside(place, 'cell'))
    const { output, states } = part
    if (output.axes.length !== 1 || output.axes[0]?.size !== units) {
      throw wrongShape('alongTime', `a layer that gives ${units} units, not ${describeShape(output)},`, input)
    }
    if (states.length > 0) throw wrongShape('alongTime', `a layer without states (${layer.id} keeps one)`, input)
    return {
      ...together([part]),
      output: { axes: everyTime ? [time, state] : [state] },
      apply: (x, pass) => {
        const before = { initial: start, axes: [state, pass.rows] }
        const [after] = recur(time, [before], ([last]) => {
          const both = [
            { value: x, axis: feature },
            { value: last as Node, axis: state },
          ]
          return [renamed(part.apply(concatenate(both, given), pass), output.axes, [state])]
        }) as [Node]
        return everyTime ? after : at(after, time, time.size - 1)
      },
    }
  })
}

export const alongTimeKind: LayerKind = {
  id: 'alongTime',
  title: 'A layer along a sequence',
  citation: undefined,
  equation: String.raw`h_t = f_\theta(x_t, h_{t-1})`,
  examples: () => [
    { input: sequence(4, 2), layer: alongTime(unit(nau, 2), 2) },
    { input: sequence(3, 1), layer: alongTime(unit(nmu, 1), 1, { start: 1, everyTime: true }) },
    { input: sequence(3, 2), layer: alongTime(dense(1, { activation: 'tanh' }), 1) },
  ],
}
