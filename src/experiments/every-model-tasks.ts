// The matrix of "every model": four hosts, two tasks for each, and the heads that end them.

import { failure } from '../base/errors.ts'
import { autoencoder } from '../layers/autoencoder.ts'
import { conv2d } from '../layers/conv2d.ts'
import { dense } from '../layers/dense.ts'
import { flatten } from '../layers/flatten.ts'
import type { Layer } from '../layers/layer.ts'
import { crossEntropy, type Loss, meanSquaredError } from '../layers/losses.ts'
import { lstm } from '../layers/lstm.ts'
import { maxPool } from '../layers/max-pool.ts'
import { type Network, network } from '../layers/network.ts'
import { image, type Shape, sequence, vector } from '../layers/shape.ts'
import { stack } from '../layers/stack.ts'
import {
  countRow,
  curvePoints,
  curveRow,
  type DrawRow,
  imageSide,
  moonsRow,
  numbersRow,
  productRow,
  shapeRow,
  sumRow,
  sumSteps,
  type Where,
  waveRow,
  waveSteps,
} from './every-model-data.ts'
import { headLayer, headTitles } from './heads.ts'

/** The last layer of every network, for so many outputs. `linear` is what it is compared with. */
export const matrixHeads: Readonly<Record<string, (outputs: number) => Layer>> = Object.fromEntries(
  ['linear', 'nac', 'nalu', 'nau', 'nmu'].map((id) => [headTitles[id], (outputs: number) => headLayer(id, outputs)]),
)

/** A task for one host. */
export interface MatrixTask {
  readonly id: string
  readonly host: string
  /** True if targets follow from arithmetic on numbers that inputs hold. */
  readonly isArithmetic: boolean
  /** What is learned, in a few words. */
  readonly title: string
  /** What is different outside. */
  readonly outside: string
  readonly draw: DrawRow
  /** The shape of a row of inputs; outside it may be a longer sequence. */
  readonly input: (where: Where) => Shape
  readonly loss: Loss
  readonly outputs: number
  /** Layers up to the last. */
  readonly layers: (head: Layer) => readonly Layer[]
  /** The same for all heads: see docs/decisions/0023-every-model.md. */
  readonly learningRate: number
}

const relu = { activation: 'relu' } as const

/** Values of the layer below the head. */
const width = 16

const denseLayers = (head: Layer) => [dense(width, relu), head]

const lstmLayers = (head: Layer) => [lstm(width), head]

const autoencoderLayers = (head: Layer) => [
  autoencoder(stack(dense(width, relu), dense(3)), stack(dense(width, relu), head)),
]

const images = () => image(1, imageSide, imageSide)

export const matrixTasks: readonly MatrixTask[] = [
  {
    id: 'product',
    host: 'dense',
    isArithmetic: true,
    title: '(a + b) · c',
    outside: 'numbers from 2 to 6 instead of 0 to 2',
    draw: productRow,
    input: () => vector(3),
    loss: meanSquaredError,
    outputs: 1,
    layers: denseLayers,
    learningRate: 0.01,
  },
  {
    id: 'count',
    host: 'convolutional',
    isArithmetic: true,
    title: 'how many crosses',
    outside: '5 to 8 crosses and as many boxes instead of 0 to 4',
    draw: countRow,
    input: images,
    loss: meanSquaredError,
    outputs: 1,
    layers: (head) => [conv2d(4, 3, { stride: 3, ...relu }), flatten(), dense(width, relu), head],
    learningRate: 0.03,
  },
  {
    id: 'sum',
    host: 'LSTM',
    isArithmetic: true,
    title: 'sum of a sequence',
    outside: '11 to 20 numbers instead of 1 to 10',
    draw: sumRow,
    input: (where) => sequence(sumSteps[where], 1),
    loss: meanSquaredError,
    outputs: 1,
    layers: lstmLayers,
    learningRate: 0.01,
  },
  {
    id: 'numbers',
    host: 'autoencoder',
    isArithmetic: true,
    title: 'numbers with their sums',
    outside: 'numbers of size 1 to 5 instead of up to 1',
    draw: numbersRow,
    input: () => vector(6),
    loss: meanSquaredError,
    outputs: 6,
    layers: autoencoderLayers,
    learningRate: 0.01,
  },
  {
    id: 'moons',
    host: 'dense',
    isArithmetic: false,
    title: 'which of two moons',
    outside: 'points twice as far from the middle',
    draw: moonsRow,
    input: () => vector(2),
    loss: crossEntropy,
    outputs: 2,
    layers: denseLayers,
    learningRate: 0.03,
  },
  {
    id: 'shape',
    host: 'convolutional',
    isArithmetic: false,
    title: 'which shape',
    outside: 'images 2 to 3 times as bright instead of 0.5 to 1 times',
    draw: shapeRow,
    input: images,
    loss: crossEntropy,
    outputs: 4,
    layers: (head) => [conv2d(6, 3, relu), maxPool(2), flatten(), dense(width, relu), head],
    learningRate: 0.03,
  },
  {
    id: 'wave',
    host: 'LSTM',
    isArithmetic: false,
    title: 'which wave',
    outside: '24 steps instead of 12',
    draw: waveRow,
    input: (where) => sequence(waveSteps[where], 1),
    loss: crossEntropy,
    outputs: 4,
    layers: lstmLayers,
    learningRate: 0.01,
  },
  {
    id: 'curve',
    host: 'autoencoder',
    isArithmetic: false,
    title: 'a smooth bump',
    outside: 'bumps of height 2 to 3 instead of 0.5 to 1',
    draw: curveRow,
    input: () => vector(curvePoints),
    loss: meanSquaredError,
    outputs: curvePoints,
    layers: autoencoderLayers,
    learningRate: 0.01,
  },
]

/** @throws NaluError if there is none of this name. */
export function matrixTask(id: string): MatrixTask {
  const found = matrixTasks.find((task) => task.id === id)
  if (found !== undefined) return found
  throw failure(`There is no task "${id}". Those of every-model are ${matrixTasks.map((task) => task.id).join(', ')}.`)
}

/**
 * The network of a task with a head. Parameters have the same names and shapes inside and outside.
 * @throws NaluError if there is no head of this name.
 */
export function matrixNetwork({ input, layers, outputs }: MatrixTask, head: string, where: Where): Network {
  const make = matrixHeads[head]
  if (make === undefined) {
    throw failure(`There is no head "${head}". Those of every-model are ${Object.keys(matrixHeads).join(', ')}.`)
  }
  return network(input(where), ...layers(make(outputs)))
}
