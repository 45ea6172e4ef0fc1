// TensorFlow.js for tests: the backend in plain JavaScript, every gradient, and no advice on other backends in the output.

import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // Registers the gradients.

tf.enableProdMode()
await tf.setBackend('cpu')

/** The values of a tensor, last dimension fastest. */
export const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync())
