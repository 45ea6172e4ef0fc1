// One seed of number words: an embedding, an LSTM and a head learn 169 numbers; the check that is best on 200 others counts.

import { embedding } from '../layers/embedding.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { lstm } from '../layers/lstm.ts'
import { type Network, type NetworkValues, network } from '../layers/network.ts'
import { tokens } from '../layers/shape.ts'
import { numberWordSteps, numberWordTokens, numberWordVocabulary, splitNumberWords } from '../tasks/number-words.ts'
import { predictNetwork } from '../train/network-predict.ts'
import { dataSlots } from '../train/network-step.ts'
import { networkObjective } from '../train/train-network.ts'
import type { ObjectiveOptions } from '../train/train-objective.ts'
import { headLayer } from './heads.ts'
import { describeTraining, meanAbsoluteError, studiedOf, trainAndChoose } from './network-study.ts'
import type { Procedure, Study } from './study.ts'

/** What reads the last state of the LSTM. */
export const numberWordHeads: readonly string[] = ['linear', 'nac', 'nalu', 'nau']

/** Sizes of embedding and state in the re-run whose figures were published. */
export const numberWordUnits = 32

const partNames = ['training', 'validation', 'test'] as const

/** Test numbers of one hundred. */
export const errorFrom = (hundred: number): string => `test error from ${hundred}`
export const hundreds: readonly number[] = Array.from({ length: 10 }, (_, i) => 100 * i)

const checks = 20

function networkOf({ options }: Study): Network {
  const input = tokens(numberWordSteps, numberWordVocabulary.length + 1)
  return network(input, embedding(numberWordUnits), lstm(numberWordUnits), headLayer(options['head'] as string, 1))
}

const trainingRows = splitNumberWords(0).training.length

function objectiveOf(study: Study, made: Network): ObjectiveOptions & { readonly checkEvery: number } {
  const { steps, batch, learningRate, strict = false } = study.options
  const training = {
    network: made,
    loss: meanSquaredError,
    batch: batch as number,
    learningRate: learningRate as number,
    steps,
    strict,
  }
  return { ...networkObjective(training, trainingRows), checkEvery: Math.ceil(steps / checks) }
}

export const numberWordsProcedure: Procedure = {
  id: 'number-words',
  version: 1,
  trainings: (study) => [describeTraining(objectiveOf(study, networkOf(study)))],
  run: async (study, seed, hooks) => {
    const made = networkOf(study)
    const split = splitNumberWords(seed)
    const inputsOf = (numbers: readonly number[]) => numberWordTokens(numbers, { leftPadding: true })
    const error = (values: NetworkValues, numbers: readonly number[]) =>
      meanAbsoluteError(predictNetwork(made, values, inputsOf(numbers)), numbers)
    const data = { [dataSlots[0]]: inputsOf(split.training), [dataSlots[1]]: split.training }
    const trained = await trainAndChoose(
      { ...objectiveOf(study, made), data, seed },
      (values) => error(values, split.validation),
      hooks,
    )
    const within = (from: number) => split.test.filter((n) => n >= from && n < from + 100)
    const errors = [
      ...partNames.map((part) => [part, error(trained.values, split[part])] as const),
      ...hundreds.map((from) => [errorFrom(from), error(trained.values, within(from))] as const),
    ]
    return studiedOf(trained, Object.fromEntries(errors))
  },
}
