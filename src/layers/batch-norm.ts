// Batch normalisation: every feature gets mean 0 and variance 1 over a batch; outside of training, by running means.

import { invalid } from '../base/errors.ts'
import { layerCitations } from '../base/layer-citations.ts'
import { add, divide, multiply, slot, sqrt, stopGradient, subtract } from '../graph/build.ts'
import { moments } from '../graph/network.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial } from '../modules/initializers.ts'
import { wordsOf } from './activation.ts'
import { type Layer, type LayerKind, makeLayer, type Place, parameter, wrongShape } from './layer.ts'
import { flat, image, type Shape, sequence, sizeOf, vector } from './shape.ts'

/** Options of batch normalisation. */
export interface BatchNormOptions {
  /** The axis, counted from 0, each position of which has a mean and a variance of its own. Default 0: channels, or features of a vector. */
  readonly axis?: number
  /** Share of a running mean that a step keeps. Default 0.9. */
  readonly momentum?: number
}

// As in common code; the paper gives no value.
const epsilon = 1e-5

/**
 * Normalises over the rows of a batch and all axes but one; a flat shape over the rows alone (Ioffe & Szegedy 2015,
 * algorithms 1 and 2). Outside of training by running means, whose variance counts n − 1 as the paper's.
 * @throws NaluError if the inputs are indices or do not have the axis, or if the momentum is not from 0 to 1.
 */
export function batchNorm({ axis: position = 0, momentum = 0.9 }: BatchNormOptions = {}): Layer {
  if (!(momentum >= 0 && momentum < 1)) {
    throw invalid(`Layer batchNorm: the momentum is ${momentum}; expected a share from 0 to below 1.`)
  }
  return makeLayer('batchNorm', wordsOf(position === 0 ? '' : `axis ${position}`), (input, place) => {
    const kept = keptAxes(input, position)
    const over = input.axes.filter((each) => !kept.includes(each))
    const fan = { in: sizeOf({ axes: kept }), out: sizeOf({ axes: kept }) }
    const scale = parameter(place, 'scale', kept, { initial: constantInitial(1), fan, description: 'scale' })
    const shift = parameter(place, 'shift', kept, { initial: constantInitial(0), fan, description: 'shift' })
    const running = runningMoments(place, kept)
    return {
      output: input,
      parameters: [scale, shift],
      states: [running.mean, running.variance],
      apply: (x, { rows, training }) => {
        const centred = (mean: Node, variance: Node) =>
          add(multiply(divide(subtract(x, mean), sqrt(add(variance, epsilon))), scale.slot), shift.slot)
        if (training === undefined) return centred(running.mean.slot, running.variance.slot)
        const { mean, variance } = moments(x, [...over, rows])
        const count = sizeOf({ axes: [...over, rows] })
        const follow = (state: (typeof running)['mean'], now: Node) =>
          training.remember(state.slot, add(multiply(momentum, state.slot), multiply(1 - momentum, stopGradient(now))))
        follow(running.mean, mean)
        // Of one number alone there is no variance to estimate.
        follow(running.variance, count === 1 ? variance : multiply(variance, count / (count - 1)))
        return centred(mean, variance)
      },
    }
  })
}

const runningMoments = ({ name }: Place, kept: Shape['axes']) => ({
  mean: { slot: slot(`${name}.running mean`, kept), initial: 0, description: 'running mean' },
  variance: {
    slot: slot(`${name}.running variance`, kept, { range: { low: 0, high: Infinity } }),
    initial: 1,
    description: 'running variance',
  },
})

function keptAxes(input: Shape, position: number): Shape['axes'] {
  const kept = input.isFlat ? input.axes : input.axes.slice(position, position + 1)
  if (kept.length > 0 && input.below === undefined) return kept
  throw wrongShape('batchNorm', `numbers with an axis ${position}, counted from 0`, input)
}

export const batchNormKind: LayerKind = {
  id: 'batchNorm',
  title: 'Batch normalisation',
  citation: layerCitations.ioffe2015,
  equation: String.raw`y = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta, \quad \mu, \sigma^2 \text{ over the batch}`,
  examples: () => [
    { input: vector(3), layer: batchNorm() },
    { input: image(2, 3, 2), layer: batchNorm({ momentum: 0.5 }) },
    { input: sequence(3, 2), layer: batchNorm({ axis: 1 }) },
    { input: flat(image(2, 1, 2)), layer: batchNorm() },
  ],
}
