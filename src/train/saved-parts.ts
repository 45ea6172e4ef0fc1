// What documents share: a configuration and its hash, arrays, a task, metrics and the outcome of a training.

import { decodeArray } from '../base/arrays.ts'
import { configurationHash } from '../base/configuration.ts'
import {
  anyNumber,
  choice,
  type Decoder,
  fields,
  filledText,
  finite,
  interval,
  listOf,
  optional,
  type Place,
  quote,
  truth,
  whole,
} from '../base/decode.ts'
import { invalid, NaluError } from '../base/errors.ts'
import { type JsonNumber, jsonNumber } from '../base/numbers.ts'
import type { Interval } from '../base/options.ts'
import { printFormula } from '../graph/formula-print.ts'
import { formulaTask, type Metric, type Subset, subsetsFor, type Task, type Threshold } from '../tasks/task.ts'
import type { Metrics } from './evaluation.ts'
import type { StopReason } from './stop.ts'
import type { SeedResult } from './trainer.ts'

/** All options of a run after defaults, as JSON carries them. */
export type Configuration = Readonly<Record<string, unknown>>

/** @throws NaluError if the configuration is not the one that the hash was taken of. */
export function checkConfiguration(configuration: Configuration, hash: string, { source, remedy }: Place): void {
  const found = configurationHash(configuration)
  if (found === hash) return
  throw invalid(
    `The configuration in ${source} has the hash ${found}, but the hash beside it is ${quote(hash)}. ${remedy}`,
  )
}

/** `decodeArray`, with the name of the array before what is wrong with it. */
export function readArray<T extends 'float32' | 'float64' | 'int32'>(
  encoded: unknown,
  type: T | undefined,
  name: string,
  remedy: string,
): ReturnType<typeof decodeArray<T>> {
  try {
    return decodeArray(encoded, type)
  } catch (cause) {
    if (!(cause instanceof NaluError)) throw cause
    throw invalid(`${name} cannot be read: ${cause.message} ${remedy}`, { cause })
  }
}

export interface TaskDocument {
  readonly id: string
  readonly title: string
  readonly formula: string
  readonly inputs: number
  readonly subsets: readonly Subset[]
  readonly trainRange: Interval
  readonly testRange: readonly Interval[] | undefined
  readonly threshold: Threshold
}

/** The task as this seed has it: where its variables' inputs lie may depend on the seed. */
export function writeTask(task: Task, seed: number, testRange: readonly Interval[] | undefined): TaskDocument {
  const { id, title, formula, inputs, trainRange, threshold } = task
  const subsets = subsetsFor(task, seed)
  return { id, title, formula: printFormula(formula), inputs, subsets, trainRange, testRange, threshold }
}

const metricFields: Readonly<Record<Metric, Decoder<number>>> = {
  relativeRmse: anyNumber,
  meanSquaredError: anyNumber,
  halfSumOfSquares: anyNumber,
}
const metricNames = Object.keys(metricFields) as Metric[]

const taskFields = fields({
  id: filledText,
  title: filledText,
  formula: filledText,
  inputs: whole(1),
  subsets: listOf(fields({ from: whole(0), to: whole(1) })),
  trainRange: interval,
  testRange: optional(listOf(interval)),
  threshold: fields({ metric: choice(metricNames), below: finite }),
})

/**
 * The task of a document, if it has one.
 * @throws NaluError if it is no task, or one for another number of inputs than the model's.
 */
export function readTask(
  given: unknown,
  inputs: number,
  place: Place,
): { readonly task: Task | undefined; readonly testRange: readonly Interval[] | undefined } {
  const read = optional(taskFields)(given, place)
  if (read === undefined) return { task: undefined, testRange: undefined }
  const { formula, testRange, ...options } = read
  if (options.inputs !== inputs) {
    throw invalid(
      `The task in ${place.source} has ${options.inputs} inputs, but the model takes ${inputs}. ${place.remedy}`,
    )
  }
  try {
    return { task: formulaTask(formula, options), testRange }
  } catch (cause) {
    if (!(cause instanceof NaluError)) throw cause
    throw invalid(`The task in ${place.source} cannot be read: ${cause.message} ${place.remedy}`, { cause })
  }
}

export type MetricsDocument = Readonly<Record<Metric, JsonNumber>>

export function writeMetrics(metrics: Metrics): MetricsDocument {
  return Object.fromEntries(metricNames.map((name) => [name, jsonNumber(metrics[name])])) as MetricsDocument
}

export const readMetrics: Decoder<Metrics> = fields(metricFields)

/** How a training went. Times are no part of it: the same training gives the same document. */
export interface TrainingSummary
  extends Pick<
    SeedResult,
    'seed' | 'steps' | 'stopReason' | 'notFiniteAtStep' | 'solved' | 'solvedAtStep' | 'trainLoss' | 'validation'
  > {
  /** Outside the training range. */
  readonly test?: Metrics | undefined
  /** Trained with fused multiply-add. Predictions never use it. */
  readonly fused: boolean
}

export interface TrainingDocument extends Omit<TrainingSummary, 'trainLoss' | 'validation' | 'test'> {
  readonly trainLoss: JsonNumber
  readonly validation: MetricsDocument
  readonly test: MetricsDocument | undefined
}

export function writeTraining(training: TrainingSummary): TrainingDocument {
  const { seed, steps, stopReason, notFiniteAtStep, solved, solvedAtStep, trainLoss, validation, test, fused } =
    training
  return {
    seed,
    steps,
    stopReason,
    notFiniteAtStep,
    solved,
    solvedAtStep,
    trainLoss: jsonNumber(trainLoss),
    validation: writeMetrics(validation),
    test: test === undefined ? undefined : writeMetrics(test),
    fused,
  }
}

const stopReasons: Readonly<Record<StopReason, true>> = {
  solved: true,
  steps: true,
  plateau: true,
  time: true,
  'not finite': true,
  interrupted: true,
}

const readStopReason: Decoder<StopReason> = choice(Object.keys(stopReasons) as StopReason[])

export const readTraining: Decoder<TrainingSummary> = fields({
  seed: whole(0),
  steps: whole(0),
  stopReason: readStopReason,
  notFiniteAtStep: optional(whole(0)),
  solved: truth,
  solvedAtStep: optional(whole(0)),
  trainLoss: anyNumber,
  validation: readMetrics,
  test: optional(readMetrics),
  fused: truth,
})
