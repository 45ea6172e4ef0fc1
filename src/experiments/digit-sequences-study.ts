// One seed of digits in a sequence: trained on short sequences of images, tested on long ones of images never seen.

import type { ImageSet } from '../base/images.ts'
import { randomStream } from '../base/normal.ts'
import type { Network, NetworkValues } from '../layers/network.ts'
import { predictNetwork } from '../train/network-predict.ts'
import type { ObjectiveOptions } from '../train/train-objective.ts'
import { type DigitScale, digitsAmong, digitsOf, normalisedInk } from './digit-networks.ts'
import {
  countingNetwork,
  type DigitOperation,
  imageSlots,
  outputsOf,
  seeingNetwork,
  sequenceNetwork,
  sequenceObjective,
  startOf,
} from './digit-sequences-network.ts'
import { describeTraining, studiedOf, trainAndChoose } from './network-study.ts'
import type { Procedure, Study } from './study.ts'

export const absoluteErrorAt = (length: number): string => `error at ${length}`
export const relativeErrorAt = (length: number): string => `relative error at ${length}`

const checks = 10
const validationSequences = 256

/** What a study of sequences says beside the options that all have. */
interface Options {
  readonly op: DigitOperation
  readonly head: string
  readonly length: number
  readonly testLengths: readonly number[]
  readonly testSequences: number
  readonly batch: number
  readonly learningRate: number
  /** Default: reduced. */
  readonly scale?: DigitScale
}

const optionsOf = ({ options }: Study) => options as Study['options'] & Options

/** A factor of nothing would end a product: as in the source, products are of 1 to 9. */
const usedFor = (op: DigitOperation, set: ImageSet): ImageSet =>
  op === 'product' ? digitsAmong(set, (digit) => digit > 0) : set

function objectiveOf(study: Study, made: Network, images: number) {
  const { op, batch, learningRate, steps, strict = false } = optionsOf(study)
  return {
    trainable: made,
    objective: sequenceObjective(made, op, images, batch),
    // The same numbers as the source's in shares of its steps, which are 86,000 at least.
    penalties: { sparsity: { weight: 10, from: Math.round(0.1 * steps), to: Math.round(0.9 * steps) } },
    learningRate,
    steps,
    strict,
    checkEvery: Math.ceil(steps / checks),
  } satisfies ObjectiveOptions
}

export const digitSequencesProcedure: Procedure = {
  id: 'digit-sequences',
  version: 1,
  trainings: (study) => {
    const { head, op, length, scale = 'reduced' } = optionsOf(study)
    // How many images there are is said by the options; any number stands for it here.
    return [describeTraining(objectiveOf(study, sequenceNetwork(head, op, length, scale), 100))]
  },
  run: async (study, seed, hooks) => {
    const { head, op, length, testLengths, testSequences, scale = 'reduced' } = optionsOf(study)
    const parts = digitsOf(study, seed, scale)
    const [training, validation, test] = [parts.training, parts.validation, parts.test].map((set) =>
      usedFor(op, set),
    ) as [ImageSet, ImageSet, ImageSet]
    const made = sequenceNetwork(head, op, length, scale)
    const seeing = seeingNetwork(op, scale)
    const results = (values: NetworkValues, images: ImageSet, sequences: Sequences) => {
      const seen = predictNetwork(seeing, valuesOf(values, 'layer1'), normalisedInk(images.images))
      return countedOf(head, op, values, seen, sequences)
    }
    const validating = sequencesOf(op, validation, length, validationSequences, seed)
    const trained = await trainAndChoose(
      {
        ...objectiveOf(study, made, training.labels.length),
        data: { [imageSlots[0]]: normalisedInk(training.images), [imageSlots[1]]: training.labels },
        seed,
      },
      (values) => meanSquaredErrorOf(results(values, validation, validating), validating.results),
      hooks,
    )
    const testing = sequencesOf(op, test, Math.max(...testLengths), testSequences, seed)
    const predictions = results(trained.values, test, testing)
    const errors = testLengths.flatMap((at) => {
      const { absolute, relative } = errorsAt(op, predictions, testing, at)
      return [
        [absoluteErrorAt(at), absolute],
        [relativeErrorAt(at), relative],
      ] as const
    })
    return studiedOf(trained, Object.fromEntries(errors))
  },
}

/** Sequences of places in a set of images, and the results after each of their digits. */
interface Sequences {
  readonly places: Int32Array // [sequences, length]
  readonly results: Float64Array // [sequences, length, outputs]
  readonly length: number
}

function sequencesOf(op: DigitOperation, { labels }: ImageSet, length: number, count: number, seed: number): Sequences {
  const stream = randomStream(seed, 'sequences to be scored')
  const outputs = outputsOf(op)
  const places = Int32Array.from({ length: count * length }, () => stream.integer(labels.length))
  const results = new Float64Array(count * length * outputs)
  for (let row = 0; row < count; row += 1) {
    const so = new Float64Array(outputs).fill(startOf(op))
    for (let time = 0; time < length; time += 1) {
      const digit = labels[places[row * length + time] as number] as number
      if (op === 'count') so[digit] = (so[digit] as number) + 1
      else so[0] = op === 'sum' ? (so[0] as number) + digit : (so[0] as number) * digit
      results.set(so, (row * length + time) * outputs)
    }
  }
  return { places, results, length }
}

/** The values of one layer of a network, named as those of a network of this layer alone. */
const valuesOf = (values: NetworkValues, layer: string): NetworkValues =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(`${layer}.`) ? [[name.replace(layer, 'layer1'), value]] : [],
    ),
  )

/** What the second half of the network makes of images that the first has seen, `[sequences, length, outputs]`; NaN of NaN. */
function countedOf(
  head: string,
  op: DigitOperation,
  values: NetworkValues,
  seen: Float32Array,
  { places, length }: Sequences,
): Float32Array {
  const outputs = outputsOf(op)
  const inputs = new Float32Array(places.length * outputs)
  // A network whose weights have grown beyond all bounds says nothing of any sequence.
  if (!seen.every(Number.isFinite)) return inputs.fill(Number.NaN)
  places.forEach((place, i) => {
    inputs.set(seen.subarray(place * outputs, (place + 1) * outputs), i * outputs)
  })
  return predictNetwork(countingNetwork(head, op, length), valuesOf(values, 'layer2'), inputs)
}

function meanSquaredErrorOf(predictions: ArrayLike<number>, targets: Float64Array): number {
  return targets.reduce((sum, target, i) => sum + ((predictions[i] as number) - target) ** 2, 0) / targets.length
}

/**
 * Mean of |prediction − result| after so many digits, and a relative error: the same as a share of the mean result, or for
 * products the mean of each sequence's own share, since the largest of their results would decide everything.
 */
function errorsAt(op: DigitOperation, predictions: Float32Array, { results, length }: Sequences, at: number) {
  const outputs = outputsOf(op)
  let [error, size, shares, count] = [0, 0, 0, 0]
  for (let from = (at - 1) * outputs; from < results.length; from += length * outputs) {
    for (let i = from; i < from + outputs; i += 1) {
      const result = Math.abs(results[i] as number)
      const off = Math.abs((predictions[i] as number) - (results[i] as number))
      error += off
      size += result
      shares += off / result
      count += 1
    }
  }
  return { absolute: error / count, relative: op === 'product' ? shares / count : error / size }
}
