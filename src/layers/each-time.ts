// The same layers at every time of a sequence, with the same weights: a convolutional network on each image.

import { activation } from './activation.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { flatten } from './flatten.ts'
import { inside, type Layer, type LayerKind, makeLayer, wrongShape } from './layer.ts'
import { images, sequence } from './shape.ts'
import { stack, together } from './stack.ts'

/**
 * Layers one after another at every time: `[time, …]` to `[time, …]`. All times share the weights, and a mask of dropout.
 * @throws NaluError if the inputs have no axis beside time, a layer keeps a state of its batch, or the last
 * one leaves several axes flat, which no layer behind it could see.
 */
export function eachTime(...layers: readonly Layer[]): Layer {
  const body = stack(...layers)
  return makeLayer('eachTime', body.detail, (input, place) => {
    const [time, ...axes] = input.axes
    if (time === undefined || input.isFlat || (axes.length === 0 && input.below === undefined)) {
      throw wrongShape('eachTime', 'time × what its layers take', input)
    }
    const { below } = input
    const part = body.on({ axes, ...(below === undefined ? {} : { below }) }, inside(place, 'each'))
    const [state] = part.states
    if (state !== undefined) {
      throw wrongShape(
        'eachTime',
        `layers without states; one of them keeps the ${state.description} of a batch`,
        input,
      )
    }
    if (part.output.isFlat && part.output.axes.length > 1) {
      throw wrongShape('eachTime', 'layers whose last one reads what is flat, such as dense', part.output)
    }
    return {
      ...together([part]),
      output: { axes: [time, ...part.output.axes] },
      // Axes have names: what a layer does not read, it keeps.
      apply: (x, pass) => part.apply(x, pass),
    }
  })
}

export const eachTimeKind: LayerKind = {
  id: 'eachTime',
  title: 'Layers at each time',
  citation: undefined,
  equation: String.raw`y_t = f_\theta(x_t) \text{ with one } \theta \text{ at every time}`,
  examples: () => [
    { input: sequence(4, 3), layer: eachTime(dense(2), activation('tanh')) },
    { input: images(3, 1, 4, 5), layer: eachTime(conv2d(2, 3, { activation: 'tanh' }), flatten(), dense(2)) },
  ],
}
