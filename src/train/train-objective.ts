// Trains parameters of networks on any loss that a graph can say: checks, stop rules, and the values of the last good step.

import { invalid } from '../base/errors.ts'
import { type CancelSignal, now } from '../base/platform.ts'
import { KernelCache } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import type { Kernel } from '../compile/kernel.ts'
import { countElements } from '../graph/axis.ts'
import type { SlotNode } from '../graph/node.ts'
import { initialNetwork, type NetworkValues } from '../layers/network.ts'
import { adam } from '../optimizers/adam.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { type Schedule, schedules } from '../optimizers/schedules.ts'
import type { FixedRows } from './batches.ts'
import type { Clipping } from './descent.ts'
import { withKernel } from './lent-kernels.ts'
import { noLoss } from './losses.ts'
import type { NetworkScore } from './network-predict.ts'
import {
  type Objective,
  type ObjectiveContext,
  type ObjectiveStep,
  objectiveStep,
  type Trainable,
} from './objective-step.ts'
import type { PenaltyChanges } from './penalties.ts'
import { changingSlots, type NetworkTrainingState, slotsToResume } from './resume-network.ts'
import { seedValues } from './step.ts'
import { Steps } from './steps.ts'
import { followPlateau, isPlateau, noPlateau, type StopReason, type StopRules } from './stop.ts'

/** How to descend, whatever the loss is of. */
export interface DescentChoices {
  /** Most steps. */
  readonly steps: number
  /** Default: Adam. */
  readonly optimizer?: Optimizer
  /** Default 0.001, that of Adam's authors. */
  readonly learningRate?: number
  /** Default: the rate stays as it is. */
  readonly schedule?: Schedule
  /** Default: none. */
  readonly clipping?: Clipping
  /** Other numbers than the units' own for their penalties. */
  readonly penalties?: PenaltyChanges
  /** Steps between entries of the history. Default: a tenth of the steps. */
  readonly checkEvery?: number
  /** Steps without progress after which training ends. Default: never. */
  readonly patience?: number
  /** Seconds after which training ends. Default: never. */
  readonly seconds?: number
  /** The same bits on every machine: without fused multiply-add. Default false. */
  readonly strict?: boolean
  /** Starting weights, order of rows and draws of dropout. Default 1. */
  readonly seed?: number
  /** Values to start from instead of those of the seed. */
  readonly from?: NetworkValues
  /** Where a training of these options and data stood: it goes on with the bits that it would have had. */
  readonly resume?: NetworkTrainingState
}

/** What is trained, and on what. */
export interface ObjectiveOptions extends DescentChoices {
  readonly trainable: Trainable
  /** Builds the loss of a step. */
  readonly objective: (context: ObjectiveContext) => Objective
  /** Rows of data that the objective takes. Default: it takes none from a fixed set. */
  readonly batching?: FixedRows
  /** Values of the objective's data slots by their names, each in the order of its axes. */
  readonly data?: Readonly<Record<string, ArrayLike<number>>>
  /** A score of the values at every check and after the last step, on what training never sees: `heldOut` of the history. */
  readonly score?: (values: NetworkValues, step: number) => NetworkScore
}

/** One check of a network's training. */
export interface NetworkHistoryEntry {
  readonly step: number
  /** Mean of the training loss over the steps since the check before, in float32. */
  readonly trainLoss: number
  /** On the rows held out, if there are any. */
  readonly heldOut?: NetworkScore
}

/** What came of a training. */
export interface NetworkResult {
  /** Parameters and states after the last step whose loss was finite. */
  readonly values: NetworkValues
  readonly steps: number
  readonly stopReason: StopReason
  /** Loss of the last step, in float32. */
  readonly trainLoss: number
  readonly history: readonly NetworkHistoryEntry[]
  /** On the rows held out, if there are any, after the last step. */
  readonly heldOut?: NetworkScore
  /** Those before the state that was resumed included. */
  readonly seconds: number
  readonly stepsPerSecond: number
  /** What option `resume` takes. */
  readonly state: NetworkTrainingState
}

/** What a caller may follow. */
export interface NetworkHooks {
  readonly onCheck?: (entry: NetworkHistoryEntry) => void
  /** Called at every check with what a resumed training would start from. */
  readonly onCheckpoint?: (state: NetworkTrainingState) => void
  readonly signal?: CancelSignal
}

const kernels = new KernelCache()

// Kingma & Ba 2015, section 2.
const defaultRate = 0.001

/** The step that `trainObjective` runs. */
export function stepOf(options: ObjectiveOptions): ObjectiveStep {
  const { trainable, objective, penalties } = options
  const { optimizer = adam, schedule = schedules.constant, clipping = {} } = options
  const changes = penalties === undefined ? {} : { penalties }
  return objectiveStep({ trainable, objective, optimizer, schedule, clipping, ...changes })
}

/**
 * Trains on a loss that is built as a graph, such as one over episodes that the graph itself plays.
 * @throws NaluError if an option is out of bounds, or if the state to resume is of another training.
 */
export async function trainObjective(options: ObjectiveOptions, hooks: NetworkHooks = {}): Promise<NetworkResult> {
  const { trainable, steps, learningRate = defaultRate, strict = false, data = {}, resume, batching } = options
  checkDescent(options)
  const seed = seedOf(options)
  const step = stepOf(options)
  checkSlots(step, data, options.from, trainable)
  const plan = kernels.plan(step.program, { fused: !strict && findFusedSupport() })
  const slots = {
    ...step.initial,
    ...seedValues(seed),
    'learning rate': learningRate,
    'planned steps': steps,
    ...(resume === undefined
      ? (options.from ?? initialNetwork(trainable, seed))
      : slotsToResume(resume, step.program, batching)),
  }
  const { step: taken, trainLoss } = resume ?? { step: 0, trainLoss: noLoss }
  const run = (kernel: Kernel) => {
    for (const [name, values] of Object.entries(data)) kernel.write(name, values)
    const kept = [...plan.slots.keys()].filter((name) => !Object.hasOwn(data, name))
    const running = new Steps(kernel, kept, { step: taken, trainLoss, slots })
    const changing = changingSlots(step.program).map(({ name }) => name)
    return runToEnd(running, { ...options, seed, batching, changing }, hooks)
  }
  return withKernel(plan, run)
}

/** @throws NaluError if a state is resumed with another seed, or with values that would replace its own. */
function seedOf({ seed, from, resume }: DescentChoices): number {
  if (resume === undefined) return seed ?? 1
  if (from !== undefined) throw invalid('Options from and resume of a training are both given. Give one of them.')
  if (seed === undefined || seed === resume.seed) return resume.seed
  throw invalid(
    `Option seed of a training is ${seed}, and the state to resume is of seed ${resume.seed}. Give the same seed, or none.`,
  )
}

/** @throws NaluError if a slot has no data, or not as many values as it takes, or if there is data for no slot. */
function checkSlots(
  { data: slots }: ObjectiveStep,
  data: Readonly<Record<string, ArrayLike<number>>>,
  from: NetworkValues | undefined,
  { parameters, states }: Trainable,
): void {
  const check = (what: string, wanted: readonly SlotNode[], given: Readonly<Record<string, ArrayLike<number>>>) => {
    const strange = Object.keys(given).find((name) => !wanted.some((slot) => slot.name === name))
    if (strange !== undefined) throw invalid(`${what} has values for "${strange}", which this training does not have.`)
    for (const { name, axes } of wanted) {
      const found = given[name]?.length
      if (found === countElements(axes)) continue
      const has = found === undefined ? 'none' : `${found}`
      throw invalid(`${what} has ${has} of the ${countElements(axes)} values of "${name}". Give one for each element.`)
    }
  }
  check('Option data of a training', slots, data)
  const trained = [...parameters, ...states].map(({ slot }) => slot)
  if (from !== undefined) check('Option from of a training', trained, from)
}

/** @throws NaluError that names the option which is out of bounds. */
export function checkDescent({ steps, checkEvery = 1, learningRate = defaultRate }: DescentChoices, batch = 1): void {
  for (const [what, value] of Object.entries({ steps, checkEvery, batch })) {
    if (Number.isInteger(value) && value >= 1) continue
    throw invalid(`Option ${what} of a training is ${value}; expected a whole number of at least 1.`)
  }
  if (learningRate > 0 && Number.isFinite(learningRate)) return
  throw invalid(`Option learningRate of a training is ${learningRate}; expected a number above 0.`)
}

interface Running extends Omit<ObjectiveOptions, 'batching'> {
  readonly seed: number
  readonly batching: FixedRows | undefined
  /** Names of the slots that steps change. */
  readonly changing: readonly string[]
}

async function runToEnd(
  steps: Steps,
  options: Running,
  { onCheck, onCheckpoint, signal }: NetworkHooks,
): Promise<NetworkResult> {
  const { trainable, resume, checkEvery = Math.max(1, Math.round(options.steps / 10)) } = options
  const { patience = 0, seconds: most = Number.POSITIVE_INFINITY } = options
  const rules: StopRules = { steps: options.steps, whenSolved: false, patience, seconds: most }
  const began = now()
  const seconds = () => (resume?.seconds ?? 0) + (now() - began) / 1000
  const names = [...trainable.parameters, ...trainable.states].map(({ slot }) => slot.name)
  const values = () => steps.read(names) as NetworkValues
  const score = () => options.score?.(values(), steps.step)
  const history: NetworkHistoryEntry[] = [...(resume?.history ?? [])]
  let plateau = resume?.plateau ?? noPlateau
  let stopReason: StopReason | undefined
  const state = (): NetworkTrainingState => ({
    seed: options.seed,
    step: steps.step,
    slots: steps.read(options.changing),
    batching: options.batching,
    trainLoss: steps.trainLoss,
    plateau,
    history: [...history],
    seconds: seconds(),
  })
  // The last check of what is resumed may have ended the training already.
  if (steps.step % checkEvery === 0 && isPlateau(plateau, steps.step, rules)) stopReason = 'plateau'
  while (stopReason === undefined) {
    const { step } = steps
    if (step >= rules.steps) stopReason = 'steps'
    else if (signal?.aborted) stopReason = 'interrupted'
    else if (steps.here > 0 && seconds() >= rules.seconds) stopReason = 'time'
    if (stopReason !== undefined) break
    steps.run(Math.min(checkEvery - (step % checkEvery), rules.steps - step))
    if (!steps.isFinite) stopReason = 'not finite'
    else if (steps.step % checkEvery === 0) {
      const trainLoss = steps.takeMean()
      const scored = score()
      const entry = { step: steps.step, trainLoss, ...(scored === undefined ? {} : { heldOut: scored }) }
      history.push(entry)
      onCheck?.(entry)
      plateau = followPlateau(plateau, trainLoss, steps.step)
      if (isPlateau(plateau, steps.step, rules)) stopReason = 'plateau'
      onCheckpoint?.(state())
    }
    await steps.rest(() => {})
  }
  const last = history.at(-1)
  const scored = last?.step === steps.step ? last.heldOut : score()
  return {
    values: values(),
    steps: steps.step,
    stopReason,
    trainLoss: steps.trainLoss.last,
    history,
    ...(scored === undefined ? {} : { heldOut: scored }),
    seconds: seconds(),
    stepsPerSecond: steps.perSecond,
    state: state(),
  }
}
