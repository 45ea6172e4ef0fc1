// Trains a network on rows of data: shuffled minibatches or all rows, checks on rows held out, stop rules.

import { invalid } from '../base/errors.ts'
import { type CancelSignal, now } from '../base/platform.ts'
import { KernelCache } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import type { Kernel } from '../compile/kernel.ts'
import type { Loss } from '../layers/losses.ts'
import { initialNetwork, type Network, type NetworkValues } from '../layers/network.ts'
import { adam } from '../optimizers/adam.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { type Schedule, schedules } from '../optimizers/schedules.ts'
import type { FixedRows } from './batches.ts'
import { checkData, type DataRows } from './data.ts'
import type { Clipping } from './descent.ts'
import { withKernel } from './lent-kernels.ts'
import { noLoss } from './losses.ts'
import { type NetworkScore, scoreNetwork } from './network-predict.ts'
import { dataSlots, networkStep } from './network-step.ts'
import type { PenaltyChanges } from './penalties.ts'
import { changingSlots, type NetworkTrainingState, slotsToResume } from './resume-network.ts'
import { seedValues } from './step.ts'
import { Steps } from './steps.ts'
import { followPlateau, isPlateau, noPlateau, type StopReason, type StopRules } from './stop.ts'

/** How to train a network. */
export interface NetworkTrainingOptions {
  readonly network: Network
  readonly loss: Loss
  /** Most steps. */
  readonly steps: number
  /** Rows of a step, in a new random order in every pass. Default: all rows in every step. */
  readonly batch?: number
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

/**
 * Trains a network on rows of data.
 * @param heldOut rows that training never sees; their score is part of every check.
 * @throws NaluError if data do not have the shapes of the network, if an option is out of bounds, or if the state to resume
 * is of another training.
 */
export async function trainNetwork(
  options: NetworkTrainingOptions,
  data: DataRows,
  heldOut?: DataRows,
  hooks: NetworkHooks = {},
): Promise<NetworkResult> {
  const { network, loss, steps, batch, optimizer = adam, schedule = schedules.constant, clipping = {} } = options
  const { learningRate = defaultRate, strict = false, resume } = options
  const target = loss.target(network.output)
  const rows = checkData('the training data', data, network.input, target)
  if (heldOut !== undefined) checkData('the data held out', heldOut, network.input, target)
  checkNumbers({ ...options, learningRate })
  const seed = seedOf(options)
  const batching: FixedRows =
    batch === undefined || batch === rows ? { kind: 'full', rows } : { kind: 'shuffled', rows, batch }
  const { penalties } = options
  const changes = penalties === undefined ? {} : { penalties }
  const step = networkStep({ network, loss, batching, optimizer, schedule, clipping, ...changes })
  const plan = kernels.plan(step.program, { fused: !strict && findFusedSupport() })
  const slots = {
    ...step.initial,
    ...seedValues(seed),
    'learning rate': learningRate,
    'planned steps': steps,
    ...(resume === undefined
      ? (options.from ?? initialNetwork(network, seed))
      : slotsToResume(resume, step.program, batching)),
  }
  const { step: taken, trainLoss } = resume ?? { step: 0, trainLoss: noLoss }
  const run = (kernel: Kernel) => {
    kernel.write(dataSlots[0], data.inputs)
    kernel.write(dataSlots[1], data.targets)
    const kept = [...plan.slots.keys()].filter((name) => !(dataSlots as readonly string[]).includes(name))
    const running = new Steps(kernel, kept, { step: taken, trainLoss, slots })
    const changing = changingSlots(step.program).map(({ name }) => name)
    return runToEnd(running, { ...options, seed, batching, changing, heldOut }, hooks)
  }
  return withKernel(plan, run)
}

/** @throws NaluError if a state is resumed with another seed, or with values that would replace its own. */
function seedOf({ seed, from, resume }: NetworkTrainingOptions): number {
  if (resume === undefined) return seed ?? 1
  if (from !== undefined) throw invalid('Options from and resume of trainNetwork are both given. Give one of them.')
  if (seed === undefined || seed === resume.seed) return resume.seed
  throw invalid(
    `Option seed of trainNetwork is ${seed}, and the state to resume is of seed ${resume.seed}. Give the same seed, or none.`,
  )
}

function checkNumbers({ steps, checkEvery = 1, learningRate = defaultRate, batch = 1 }: NetworkTrainingOptions): void {
  for (const [what, value] of Object.entries({ steps, checkEvery, batch })) {
    if (Number.isInteger(value) && value >= 1) continue
    throw invalid(`Option ${what} of trainNetwork is ${value}; expected a whole number of at least 1.`)
  }
  if (learningRate > 0 && Number.isFinite(learningRate)) return
  throw invalid(`Option learningRate of trainNetwork is ${learningRate}; expected a number above 0.`)
}

interface Running extends NetworkTrainingOptions {
  readonly seed: number
  readonly batching: FixedRows
  /** Names of the slots that steps change. */
  readonly changing: readonly string[]
  readonly heldOut: DataRows | undefined
}

async function runToEnd(
  steps: Steps,
  options: Running,
  { onCheck, onCheckpoint, signal }: NetworkHooks,
): Promise<NetworkResult> {
  const { network, loss, heldOut, resume, checkEvery = Math.max(1, Math.round(options.steps / 10)) } = options
  const { patience = 0, seconds: most = Number.POSITIVE_INFINITY } = options
  const rules: StopRules = { steps: options.steps, whenSolved: false, patience, seconds: most }
  const began = now()
  const seconds = () => (resume?.seconds ?? 0) + (now() - began) / 1000
  const names = [...network.parameters, ...network.states].map(({ slot }) => slot.name)
  const values = () => steps.read(names) as NetworkValues
  const score = () => (heldOut === undefined ? undefined : scoreNetwork(network, values(), heldOut, loss))
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
