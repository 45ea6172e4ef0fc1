// Trains one seed of a job: runs the kernel in chunks, checks, stops, and reports.

import { failure } from '../base/errors.ts'
import { type CancelSignal, now } from '../base/platform.ts'
import type { Kernel } from '../compile/kernel.ts'
import { evaluate, type Metrics, meanOfLoss, metricOfMean, rootMeanSquareOfTarget } from './evaluation.ts'
import type { SeedStart, TrainingJob } from './job.ts'
import { withKernel } from './lent-kernels.ts'
import { type LossSoFar, noLoss } from './losses.ts'
import type { SlotValues } from './model.ts'
import { drawRows } from './rows.ts'
import { type Slots, Steps } from './steps.ts'
import { followPlateau, isPlateau, noPlateau, type PlateauState, type StopReason } from './stop.ts'

/** One check of a training. */
export interface HistoryEntry {
  readonly step: number
  /** Mean of the training loss over the steps since the check before, in float32. */
  readonly trainLoss: number
  /** On fresh rows of the training range in float64; undefined where the training loss alone ruled out a solution. */
  readonly validation?: Metrics
}

/** How far a seed has come. */
export interface Progress {
  readonly seed: number
  readonly step: number
  readonly steps: number
  readonly trainLoss: number
  readonly stepsPerSecond: number
}

/** Everything needed to go on: all slots but the rows, and where the trainer stood. */
export interface TrainingState {
  readonly seed: number
  readonly step: number
  readonly slots: Slots
  readonly trainLoss: LossSoFar
  readonly plateau: PlateauState
  readonly solvedAtStep: number | undefined
  readonly history: readonly HistoryEntry[]
  readonly seconds: number
}

/** What came of one seed. */
export interface SeedResult {
  readonly seed: number
  /** Steps taken. */
  readonly steps: number
  readonly stopReason: StopReason
  /** The step, counted from 0, whose loss was the first that is not finite; the parameters are those that gave it. */
  readonly notFiniteAtStep: number | undefined
  readonly solved: boolean
  readonly solvedAtStep: number | undefined
  readonly trainLoss: number
  readonly validation: Metrics
  readonly stepsPerSecond: number
  readonly seconds: number
  readonly parameters: SlotValues
  readonly history: readonly HistoryEntry[]
  /** The parameters at every check, if the options keep them. */
  readonly records: readonly TrainingRecord[]
  readonly state: TrainingState
}

/** The parameters after a number of steps. */
export interface TrainingRecord {
  readonly step: number
  readonly parameters: SlotValues
}

export interface TrainHooks {
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: CancelSignal
  /** Called at every check with what a resumed training would start from. */
  readonly onCheckpoint?: (state: TrainingState) => void
}

// Checks evaluate in float64 only where the training loss is this close to what a solution has.
const closeEnough = 16

/** Trains a seed from its start, or goes on from a state. */
export const trainSeed = (job: TrainingJob, start: SeedStart | TrainingState, hooks: TrainHooks = {}) =>
  withKernel(job.plan, async (kernel): Promise<SeedResult> => {
    const run = new Run(job, start, kernel)
    await run.toEnd(hooks)
    return run.result()
  })

class Run {
  readonly #job: TrainingJob
  readonly #seed: number
  readonly #steps: Steps
  readonly #validationRows: Float32Array
  readonly #before: number
  readonly #started = now()
  readonly #history: HistoryEntry[]
  readonly #records: TrainingRecord[] = []
  #plateau: PlateauState
  #solvedAtStep: number | undefined
  #stopReason: StopReason | undefined
  #targetSize: number | undefined
  #lastValidation: { readonly step: number; readonly metrics: Metrics } | undefined

  constructor(job: TrainingJob, start: SeedStart | TrainingState, kernel: Kernel) {
    this.#job = job
    this.#seed = start.seed
    const { batching, distribution, inputs, stop, checkEvery } = job
    if (batching.kind !== 'fresh') {
      kernel.write('rows', drawRows(start.seed, 'training', distribution, inputs, batching.rows))
    }
    this.#validationRows = drawRows(start.seed, 'validation', distribution, inputs, job.evaluation.rows)
    const state = 'step' in start ? start : undefined
    const kept = [...job.plan.slots.keys()].filter((name) => name !== 'rows')
    this.#steps = new Steps(kernel, kept, {
      step: state?.step ?? 0,
      trainLoss: state?.trainLoss ?? noLoss,
      slots: start.slots,
    })
    this.#plateau = state?.plateau ?? noPlateau
    this.#solvedAtStep = state?.solvedAtStep
    this.#history = [...(state?.history ?? [])]
    this.#before = state?.seconds ?? 0
    // The last check of the state may have ended the training already.
    if (stop.whenSolved && this.#solvedAtStep !== undefined) this.#stopReason = 'solved'
    else if (this.#step % checkEvery === 0 && isPlateau(this.#plateau, this.#step, stop)) this.#stopReason = 'plateau'
  }

  get #step(): number {
    return this.#steps.step
  }

  get #seconds(): number {
    return this.#before + (now() - this.#started) / 1000
  }

  async toEnd({ onProgress, signal, onCheckpoint }: TrainHooks): Promise<void> {
    const { stop, checkEvery } = this.#job
    const steps = this.#steps
    while (this.#stopReason === undefined) {
      if (this.#step >= stop.steps) this.#stopReason = 'steps'
      else if (signal?.aborted) this.#stopReason = 'interrupted'
      else if (steps.here > 0 && this.#seconds >= stop.seconds) this.#stopReason = 'time'
      if (this.#stopReason !== undefined) break
      steps.run(Math.min(checkEvery - (this.#step % checkEvery), stop.steps - this.#step))
      if (!steps.isFinite) this.#stopReason = 'not finite'
      else if (this.#step % checkEvery === 0) {
        this.#check()
        onCheckpoint?.(this.state())
      }
      await steps.rest(() => onProgress?.(this.#progress()))
    }
    onProgress?.(this.#progress())
  }

  #check(): void {
    const { stop, threshold, keepRecords } = this.#job
    if (keepRecords) this.#records.push({ step: this.#step, parameters: this.#parameters() })
    const { last } = this.#steps.trainLoss
    const meanLoss = this.#steps.takeMean()
    // The training loss is in float32 and on other rows; it only says whether a look in float64 is worth it.
    const mayBeSolved = this.#solvedAtStep === undefined && this.#asThreshold(last) < threshold.below * closeEnough
    const validation = mayBeSolved ? this.#validate() : undefined
    this.#history.push({ step: this.#step, trainLoss: meanLoss, ...(validation === undefined ? {} : { validation }) })
    if (validation !== undefined && validation[threshold.metric] < threshold.below) {
      this.#solvedAtStep = this.#step
      if (stop.whenSolved) this.#stopReason = 'solved'
    }
    this.#plateau = followPlateau(this.#plateau, meanLoss, this.#step)
    if (this.#stopReason === undefined && isPlateau(this.#plateau, this.#step, stop)) this.#stopReason = 'plateau'
  }

  /** The training loss in the unit of the threshold, as far as its rows allow. */
  #asThreshold(loss: number): number {
    const { batching, threshold, evaluation } = this.#job
    const rows = batching.kind === 'full' ? batching.rows : batching.batch
    // A model that says 0 has an error of the target's size.
    this.#targetSize ??= rootMeanSquareOfTarget(evaluation, this.#values(), this.#validationRows)
    const mean = meanOfLoss(this.#job.loss, loss, rows, this.#targetSize)
    return metricOfMean(threshold.metric, mean, evaluation.rows, this.#targetSize)
  }

  #validate(): Metrics {
    if (this.#lastValidation?.step !== this.#step) {
      const metrics = evaluate(this.#job.evaluation, this.#values(), this.#validationRows)
      this.#lastValidation = { step: this.#step, metrics }
    }
    return this.#lastValidation?.metrics as Metrics
  }

  /** Parameters and the subset slots: what the float64 graphs read. */
  #values(): SlotValues {
    const names = [...this.#job.plan.slots.keys()].filter((name) => name.startsWith('inputs of '))
    return this.#steps.read([...this.#job.parameters, ...names]) as SlotValues
  }

  #parameters(): SlotValues {
    return this.#steps.read(this.#job.parameters) as SlotValues
  }

  #progress(): Progress {
    return {
      seed: this.#seed,
      step: this.#step,
      steps: this.#job.stop.steps,
      trainLoss: this.#steps.trainLoss.last,
      stepsPerSecond: this.#steps.perSecond,
    }
  }

  state(): TrainingState {
    return {
      seed: this.#seed,
      step: this.#step,
      slots: this.#steps.slots(),
      trainLoss: this.#steps.trainLoss,
      plateau: this.#plateau,
      solvedAtStep: this.#solvedAtStep,
      history: [...this.#history],
      seconds: this.#seconds,
    }
  }

  result(): SeedResult {
    if (this.#stopReason === undefined) throw failure('A training was read before it ended.')
    const validation = this.#validate()
    const { threshold } = this.#job
    const solved = this.#stopReason !== 'not finite' && validation[threshold.metric] < threshold.below
    return {
      seed: this.#seed,
      steps: this.#step,
      stopReason: this.#stopReason,
      notFiniteAtStep: this.#steps.isFinite ? undefined : this.#step,
      solved,
      // Solved between the last check and the end counts at the end.
      solvedAtStep: solved ? (this.#solvedAtStep ?? this.#step) : undefined,
      trainLoss: this.#steps.trainLoss.last,
      validation,
      stepsPerSecond: this.#steps.perSecond,
      seconds: this.#seconds,
      parameters: this.#parameters(),
      history: this.#history,
      records: this.#records,
      state: this.state(),
    }
  }
}
