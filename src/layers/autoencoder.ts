// An autoencoder: an encoder, and a decoder that is to give back what the encoder was given.

import { layerCitations } from '../base/layer-citations.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { inside, type Layer, type LayerKind, makeLayer, wrongShape } from './layer.ts'
import { renamed } from './renamed.ts'
import { describeShape, image, isAlike, vector } from './shape.ts'
import { together } from './stack.ts'
import { transposedConv2d } from './transposed-conv2d.ts'

/**
 * A decoder on the code of an encoder; its outputs have the shape and the axes of the inputs, which are its targets.
 * @throws NaluError if the decoder gives another shape.
 */
export function autoencoder(encoder: Layer, decoder: Layer): Layer {
  return makeLayer('autoencoder', `${encoder.id} and ${decoder.id}`, (input, place) => {
    const code = encoder.on(input, inside(place, 'encoder'))
    const back = decoder.on(code.output, inside(place, 'decoder'))
    if (!isAlike(back.output, input)) {
      throw wrongShape('autoencoder', `what its decoder gives back, ${describeShape(back.output)}`, input)
    }
    return {
      ...together([code, back]),
      output: input,
      apply: (x, pass) => renamed(back.apply(code.apply(x, pass), pass), back.output.axes, input.axes),
    }
  })
}

export const autoencoderKind: LayerKind = {
  id: 'autoencoder',
  title: 'Autoencoder',
  citation: layerCitations.hinton2006,
  equation: String.raw`y = d(e(x)), \quad y \to x`,
  examples: () => [
    { input: vector(4), layer: autoencoder(dense(2, { activation: 'tanh' }), dense(4)) },
    { input: image(1, 5, 5), layer: autoencoder(conv2d(2, 3, { stride: 2 }), transposedConv2d(1, 3, { stride: 2 })) },
  ],
}
