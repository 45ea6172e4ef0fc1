// What `nalu learn --json` prints: one object, in which a number that is not finite is null with its reason beside it.

import { jsonNumber } from '../base/numbers.ts'
import { printFormula } from '../graph/formula-print.ts'
import type { Training } from '../train/configuration.ts'
import { metricOfLoss } from '../train/evaluation.ts'
import type { Learned, ScoredSeed } from '../train/learn.ts'

/** `{ testLoss: 1.5 }`, or `{ testLoss: null, testLossReason: 'infinite' }`. */
function numberField(name: string, x: number): Record<string, number | string | null> {
  const json = jsonNumber(x)
  return json.value === null ? { [name]: null, [`${name}Reason`]: json.reason } : { [name]: json.value }
}

/** What is known of the run beside its seeds. */
export interface RunFacts {
  readonly threads: number
  readonly interrupted: boolean
  /** The file that the chosen seed was saved to. */
  readonly saved: string | undefined
}

export function learnJson(training: Training, learned: Learned, { threads, interrupted, saved }: RunFacts): object {
  const { values, module, options, configuration, hash, notes } = training
  const { seeds, success, chosen } = learned
  const { task, loss } = options
  return {
    schema: 'nalu.learn',
    version: 1,
    task: task.id,
    formula: printFormula(task.formula),
    module: module.id,
    /** Of trainLoss, validationLoss and testLoss. */
    metric: loss,
    threshold: task.threshold,
    trainRange: task.trainRange,
    testRange: values.test,
    validationRows: values.validationRows,
    testRows: values.testRows,
    seeds: seeds.map((seed) => seedJson(seed, loss)),
    solved: success.successes,
    ended: success.count,
    successRate: success.rate,
    interval: success.interval,
    chosen: chosen?.seed ?? null,
    saved: saved ?? null,
    interrupted,
    threads,
    notes,
    configurationHash: hash,
    configuration,
  }
}

function seedJson(result: ScoredSeed, loss: Training['options']['loss']): object {
  const metric = metricOfLoss(loss)
  const { seed, solved, solvedAtStep, trainLoss, validation, test, steps, stopReason, notFiniteAtStep } = result
  return {
    seed,
    solved,
    solvedAtStep: solvedAtStep ?? null,
    ...numberField('trainLoss', trainLoss),
    ...numberField('validationLoss', validation[metric]),
    ...numberField('testLoss', test[metric]),
    ...numberField('validationRelativeRmse', validation.relativeRmse),
    ...numberField('testRelativeRmse', test.relativeRmse),
    steps,
    ...numberField('stepsPerSecond', result.stepsPerSecond),
    stopReason,
    ...(notFiniteAtStep === undefined ? {} : { notFiniteAtStep }),
  }
}
