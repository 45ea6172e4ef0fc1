// From what a person asks for to a training: defaults that depend on one another, checks, and the configuration's hash.

import { configurationHash } from '../base/configuration.ts'
import { suggest, unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { randomStream } from '../base/normal.ts'
import { type Interval, resolveOptions } from '../base/options.ts'
import { findFusedSupport } from '../compile/features.ts'
import { type Formula, variablesOf } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { printFormula } from '../graph/formula-print.ts'
import { modules } from '../modules/index.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { optimizers } from '../optimizers/index.ts'
import { type ScheduleName, schedules } from '../optimizers/schedules.ts'
import { tasks } from '../tasks/index.ts'
import {
  checkedRange,
  type FormulaTaskOptions,
  formulaTask,
  overlappingSubsets,
  type Task,
  type TestedTask,
} from '../tasks/task.ts'
import type { Batching } from './batches.ts'
import { checkOutputs, checkSizes, domainNotes, formulaNotes } from './checks.ts'
import { initializerFrom } from './initial.ts'
import type { TrainingOptions } from './job.ts'
import type { TestRange } from './learn.ts'
import { stackOf } from './model.ts'
import { defaultOptimizer, type GivenTrainingValues, type TrainingValues, trainingOptionSpecs } from './options.ts'
import type { PenaltyChanges } from './penalties.ts'
import type { LossKind } from './step.ts'

/** Option values after all defaults, and what they came to. */
export interface Training {
  readonly values: TrainingValues
  readonly module: ArithmeticModule
  readonly options: TrainingOptions
  readonly seeds: readonly number[]
  /** Where finished weights are scored; nothing before that draws from it. */
  readonly testRange: TestRange
  readonly testRows: number
  /** Everything that a seed's result depends on, as JSON carries it. */
  readonly configuration: Readonly<Record<string, unknown>>
  readonly hash: string
  /** Sentences for the user: nothing is wrong, and yet they should know. */
  readonly notes: readonly string[]
}

/**
 * The training of a task or of a formula.
 * @param what id of a task, or a formula such as `a + b`.
 * @param module instead of the registered one that `given.module` names: one of the user's own.
 * @throws NaluError if anything is unknown, out of bounds or contradicts itself, or if a formula of the user's has no
 * value somewhere in the training range.
 */
export function resolveTraining(what: string, given: GivenTrainingValues = {}, module?: ArithmeticModule): Training {
  const values = resolveOptions(trainingOptionSpecs, given)
  const chosen = module ?? findModule(values.module)
  const known = tasks.find(({ task }) => task.id === what)
  const { task, test } = taskOf(what, known, values)
  const notes = known === undefined ? formulaNotes(task, test) : []
  // What is not said is as the module's authors advise: their rate belongs to their optimiser.
  const { advice = {} } = chosen
  const optimizerId = values.optimizer ?? advice.optimizer ?? defaultOptimizer
  const optimizer = optimizers.find(({ id }) => id === optimizerId) as (typeof optimizers)[number]
  const advised = optimizerId === (advice.optimizer ?? defaultOptimizer) ? advice.learningRate : undefined
  const layers = values.layers ?? known?.layers ?? []
  const resolved: TrainingValues = {
    ...values,
    train: task.trainRange,
    test,
    inputs: task.inputs,
    layers,
    batch: values.batch ?? (values.rows === undefined ? 128 : undefined),
    optimizer: optimizerId,
    lr: values.lr ?? advised ?? optimizer.learningRate,
    clipNorm: values.clipNorm ?? advice.clipNorm,
    clipValue: values.clipValue ?? advice.clipValue,
  }
  checkSizes(resolved)
  const model = stackOf(chosen, task.inputs, layers)
  if (module !== undefined) checkOutputs(model)
  const options: TrainingOptions = {
    model,
    task,
    batching: batchingOf(resolved),
    // The declaration lists exactly these.
    loss: values.loss as LossKind,
    optimizer,
    learningRate: resolved.lr as number,
    schedule: schedules[values.schedule as ScheduleName],
    clipping: {
      ...(resolved.clipNorm === undefined ? {} : { norm: resolved.clipNorm }),
      ...(resolved.clipValue === undefined ? {} : { value: resolved.clipValue }),
    },
    stop: {
      steps: values.steps,
      whenSolved: values.stopWhenSolved,
      patience: values.patience,
      seconds: values.seconds ?? Number.POSITIVE_INFINITY,
    },
    checkEvery: values.checkEvery,
    validationRows: values.validationRows,
    strict: values.strict,
    ...(values.penalty === undefined ? {} : { penalties: penaltyOf(chosen, values.penalty) }),
    ...(values.init === undefined ? {} : { initial: initializerFrom(values.init) }),
  }
  const configuration = configurationOf(what, resolved, options, chosen)
  return {
    values: resolved,
    module: chosen,
    options,
    seeds: seedsOf(values),
    testRange: () => test,
    testRows: values.testRows,
    configuration,
    hash: configurationHash(configuration),
    notes: [...notes, ...domainNotes(chosen, task)],
  }
}

/** @throws NaluError with a guess if no registered module has this id. */
export function findModule(id: string): ArithmeticModule {
  const found = modules.find((module) => module.id === id)
  if (found !== undefined) return found
  throw unknownName(
    'module',
    id,
    modules.map((module) => module.id),
  )
}

/** @throws NaluError if the module has no penalty, or if there are more numbers than a penalty has. */
function penaltyOf({ id, penalties }: ArithmeticModule, numbers: readonly number[]): PenaltyChanges {
  const [first] = penalties ?? []
  if (first === undefined) throw invalid(`Option --penalty: module ${id} has no penalty. Leave the option out.`)
  const [weight, from, to, ...rest] = numbers
  if (weight === undefined || rest.length > 0) {
    throw invalid(`Option --penalty: ${numbers.length} numbers were given. Give one to three: weight,from,to.`)
  }
  const schedule = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  return { [first.id]: { weight, ...schedule } }
}

function seedsOf({ seed, seeds }: TrainingValues): number[] {
  if (!Number.isSafeInteger(seed + seeds - 1)) {
    throw invalid(`Option --seed: ${seeds} seeds from ${seed} on go beyond ${Number.MAX_SAFE_INTEGER}. Start lower.`)
  }
  return Array.from({ length: seeds }, (_, i) => seed + i)
}

function batchingOf({ rows, batch }: TrainingValues): Batching {
  if (rows === undefined) return { kind: 'fresh', batch: batch as number }
  if (batch === undefined) return { kind: 'full', rows }
  if (batch > rows) {
    throw invalid(`Option --batch: ${batch} is more than the ${rows} rows of --rows. Give --batch up to ${rows}.`)
  }
  return { kind: 'shuffled', rows, batch }
}

function taskOf(
  what: string,
  known: TestedTask | undefined,
  values: TrainingValues,
): { readonly task: Task; readonly test: readonly Interval[] } {
  const formula = known?.task.formula ?? readFormula(what)
  const train = checkedRange(values.train ?? known?.task.trainRange ?? [1, 2])
  const test = values.test ?? known?.testRange ?? rangesOutside(train)
  if (test.length === 0) throw invalid('Option --test: no range was given. Give one, such as --test 2,6.')
  const placed = inputsOf(formula, known?.task, values)
  if (known === undefined) return { task: formulaTask(formula, { ...placed, trainRange: train }), test }
  const { id, title, threshold } = known.task
  return { task: formulaTask(formula, { ...placed, trainRange: train, id, title, threshold }), test }
}

/** Reads a formula; a slip in the id of a task is not taken for a difference of two variables. */
function readFormula(what: string): Formula {
  const ids = tasks.map(({ task }) => task.id)
  const isLikeAnId = /^[a-z]{2,}(-[a-z\d]{2,})+$/i.test(what)
  if (isLikeAnId && suggest(what, ids) !== undefined) {
    const { message } = unknownName('task', what, ids)
    throw invalid(`${message}\nA difference is written with spaces: "${what.split('-').join(' - ')}".`)
  }
  return parseFormula(what)
}

function inputsOf(
  formula: Formula,
  known: Task | undefined,
  { inputs, subset, overlap }: TrainingValues,
): Pick<FormulaTaskOptions, 'inputs' | 'subsets' | 'subsetsOfSeed'> {
  const count = variablesOf(formula).length
  if (subset === undefined) {
    if (overlap !== undefined)
      throw invalid('Option --overlap is a share of --subset. Give --subset too, such as 0.25.')
    if (known !== undefined) return { inputs: inputs ?? known.inputs, subsets: known.subsets }
    if (inputs !== undefined && inputs < count) {
      throw invalid(
        `Option --inputs: ${inputs} is fewer than the ${count} variables of the formula. Give at least ${count}.`,
      )
    }
    return inputs === undefined ? {} : { inputs }
  }
  const size = inputs ?? known?.inputs
  if (size === undefined) {
    throw invalid(
      'Option --subset is a share of the inputs, and it is not said how many there are. Give --inputs too, such as 100.',
    )
  }
  const placed = (offset: number) => overlappingSubsets(count, { inputs: size, subset, overlap: overlap ?? 0, offset })
  // Drawn once for each seed, as in Madsen & Johansen 2020.
  const subsetsOfSeed = (seed: number) => placed(randomStream(seed, 'subset offset').uniform(0, 1))
  return { inputs: size, subsets: placed(0), subsetsOfSeed }
}

/** Away from zero and four times as wide; on both sides of a range that has zero inside. */
function rangesOutside([low, high]: Interval): readonly Interval[] {
  const width = high - low
  if (low >= 0) return [[high, high + 4 * width]]
  if (high <= 0) return [[low - 4 * width, low]]
  return [
    [low - width, low],
    [high, high + width],
  ]
}

/** What a seed's result depends on; how many seeds there are is not part of it. */
function configurationOf(
  what: string,
  { seeds: _, seed: __, strict, ...values }: TrainingValues,
  { task }: TrainingOptions,
  module: ArithmeticModule,
): Readonly<Record<string, unknown>> {
  const isOwn = !modules.includes(module)
  const entries = Object.entries<unknown>({
    task: task.id === what ? what : printFormula(task.formula),
    ...values,
    module: module.id,
    // Another module of the user's may have the same id.
    equation: isOwn ? module.equation : undefined,
    threshold: task.threshold,
    fused: !strict && findFusedSupport(),
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
