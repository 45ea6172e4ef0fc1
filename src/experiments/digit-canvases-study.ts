// One seed of digits on one image: a convolutional network and a head learn how many there are, from 0 to 5.

import { halved } from '../base/images.ts'
import { conv2d } from '../layers/conv2d.ts'
import { dense } from '../layers/dense.ts'
import { flatten } from '../layers/flatten.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { maxPool } from '../layers/max-pool.ts'
import { type Network, type NetworkValues, network } from '../layers/network.ts'
import { image } from '../layers/shape.ts'
import { digitCanvases } from '../tasks/digit-canvas.ts'
import { pixels } from '../train/data.ts'
import { predictNetwork } from '../train/network-predict.ts'
import { dataSlots } from '../train/network-step.ts'
import { networkObjective } from '../train/train-network.ts'
import { digitsOf } from './digit-networks.ts'
import { headLayer } from './heads.ts'
import { describeTraining, meanAbsoluteError, studiedOf, trainAndChoose } from './network-study.ts'
import type { Procedure, Study } from './study.ts'

/** What says how many there are. */
export const canvasHeads: readonly string[] = ['linear', 'nac', 'nau', 'nalu']

/** Most digits in training. */
export const mostTrained = 5
/** Most digits in the test. */
export const mostTested = 20

export const errorOf = (count: number): string => `error on ${count}`

// Digits of 14 pixels on 64 are halved once more: to be counted they need not be read.
const wholeSize = 64
const canvasSize = wholeSize / 2

const checks = 20
const validationCanvases = 600

interface Options {
  readonly head: string
  readonly batch: number
  readonly learningRate: number
  readonly canvases: number
  readonly testCanvases: number
  /** Units of a dense layer between all features and the head; without it the head reads them all. */
  readonly hidden?: number
}

const optionsOf = ({ options }: Study) => options as Study['options'] & Options

const networkOf = ({ head, hidden }: Options): Network =>
  network(
    image(1, canvasSize, canvasSize),
    conv2d(8, 3, { activation: 'relu' }),
    maxPool(2),
    conv2d(8, 3, { activation: 'relu' }),
    maxPool(2),
    flatten(),
    ...(hidden === undefined ? [] : [dense(hidden, { activation: 'relu' })]),
    headLayer(head, 1),
  )

function objectiveOf(study: Study, made: Network) {
  const { batch, learningRate, steps, canvases, strict = false } = optionsOf(study)
  const training = {
    network: made,
    loss: meanSquaredError,
    batch,
    learningRate,
    steps,
    strict,
    penalties: { sparsity: { from: Math.round(0.4 * steps), to: Math.round(0.7 * steps) } },
  }
  return { ...networkObjective(training, canvases), checkEvery: Math.ceil(steps / checks) }
}

interface Canvases {
  readonly inputs: Float32Array
  readonly counts: Uint8Array
}

export const digitCanvasesProcedure: Procedure = {
  id: 'digit-canvases',
  version: 1,
  trainings: (study) => [describeTraining(objectiveOf(study, networkOf(optionsOf(study))))],
  run: async (study, seed, hooks) => {
    const { canvases, testCanvases } = optionsOf(study)
    const parts = digitsOf(study, seed)
    // Parts are stretches of one sequence, whole rounds of all counts, so that no layout stands in two of them.
    const drawn = (part: 'training' | 'validation' | 'test', first: number, count: number, most: number): Canvases => {
      const { images, counts, size } = digitCanvases({
        digits: parts[part],
        first,
        count,
        between: [0, most],
        size: wholeSize,
        seed,
      })
      return { inputs: pixels(halved({ images, labels: counts, size }).images), counts }
    }
    const [training, validation] = [
      drawn('training', 0, canvases, mostTrained),
      drawn('validation', canvases, validationCanvases, mostTrained),
    ]
    const made = networkOf(optionsOf(study))
    const predicted = (values: NetworkValues, { inputs }: Canvases) => predictNetwork(made, values, inputs)
    const trained = await trainAndChoose(
      {
        ...objectiveOf(study, made),
        data: { [dataSlots[0]]: training.inputs, [dataSlots[1]]: training.counts },
        seed,
      },
      (values) => meanAbsoluteError(predicted(values, validation), validation.counts),
      hooks,
    )
    const rounds = Math.ceil((canvases + validationCanvases) / (mostTested + 1))
    const test = drawn('test', rounds * (mostTested + 1), testCanvases * (mostTested + 1), mostTested)
    const predictions = predicted(trained.values, test)
    const errors = Array.from({ length: mostTested + 1 }, (_, count) => {
      const own = [...test.counts.keys()].filter((row) => test.counts[row] === count)
      const error = meanAbsoluteError(
        own.map((row) => predictions[row] as number),
        own.map(() => count),
      )
      return [errorOf(count), error] as const
    })
    return studiedOf(trained, Object.fromEntries(errors))
  },
}
