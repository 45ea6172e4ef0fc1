// Trains one net on one table from many starts, one after another in the same compiled loop.

import { failure, invalid } from '../base/errors.ts'
import { type CancelSignal, now, sleep } from '../base/platform.ts'
import { KernelCache } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import type { CompactPlan, Kernel } from '../compile/kernel.ts'
import { compact } from '../compile/plan-kernel.ts'
import { withKernel } from '../train/lent-kernels.ts'
import { noLoss } from '../train/losses.ts'
import type { SlotValues } from '../train/model.ts'
import { Steps } from '../train/steps.ts'
import { leastSquaresSoftness, type TableNet, tableSlots, tableStep } from '../train/table-step.ts'

/** What a kernel needs to train a net on any table of its columns: plain enough to be posted to a worker. */
export interface TableJob {
  readonly plan: CompactPlan
  /** Rows that the kernel takes; a table with fewer is filled up. */
  readonly rows: number
  readonly columns: number
  readonly parameters: readonly string[]
  /** Values of the optimiser's slots before the first step. */
  readonly initial: Readonly<Record<string, number>>
}

/** A table as training sees it. */
export interface TableData {
  /** One column after another: `[in, rows]`. */
  readonly rows: ArrayLike<number>
  /** `[rows]`; finite. */
  readonly target: ArrayLike<number>
  /** What each row's error is multiplied by, such as 1 or 1 / |target|: `[rows]`. */
  readonly weight: ArrayLike<number>
}

export interface StartsOptions extends TableData {
  readonly job: TableJob
  /** Values of every parameter, for each start. */
  readonly starts: readonly SlotValues[]
  readonly steps: number
  readonly learningRate: number
  /** The width of the pseudo-Huber loss. Default: least squares. */
  readonly softness?: number
  /** Ends training after the start that is under way. */
  readonly signal?: CancelSignal
}

/** What came of one start. */
export interface TrainedStart {
  /** Of the last step; infinite where a loss was not finite, and the values are then the last that had one. */
  readonly loss: number
  readonly values: SlotValues
}

/** Numbers of rows that kernels are made for: with few of them most tables share a kernel. */
const kernelRows = [128, 256, 512, 1024] as const

const kernels = new KernelCache()
const jobs = new WeakMap<TableNet, Map<number, TableJob>>()

/**
 * Compiles the training of a net on tables of up to `rows` rows, or gives the one that was compiled before.
 * @throws NaluError if there are more rows than a kernel takes.
 */
export function tableJob(net: TableNet, rows: number): TableJob {
  const size = kernelRows.find((each) => rows <= each)
  if (size === undefined) {
    throw invalid(
      `A training on ${rows} rows of a table; expected at most ${kernelRows.at(-1)}. Draw a sample of them.`,
    )
  }
  const known = jobs.get(net) ?? new Map<number, TableJob>()
  jobs.set(net, known)
  const job = known.get(size) ?? compile(net, size)
  known.set(size, job)
  return job
}

function compile(net: TableNet, rows: number): TableJob {
  const { program, initial, parameters } = tableStep({ net, rows })
  return {
    plan: compact(kernels.plan(program, { fused: findFusedSupport() })),
    rows,
    columns: net.input.size,
    parameters: parameters.map(({ name }) => name),
    initial,
  }
}

// How long starts are trained before the event loop gets a turn.
const turnMilliseconds = 40

/**
 * Trains each start for `steps` steps; results in the order of the starts, fewer where the signal ended training.
 * @throws NaluError if the numbers of columns, rows and weights do not fit each other, or there are more rows than the job takes.
 */
export function trainStarts(options: StartsOptions): Promise<TrainedStart[]> {
  const { job, starts, signal } = options
  checkData(options)
  return withKernel(job.plan, async (kernel) => {
    writeData(kernel, options)
    const trained: TrainedStart[] = []
    let turn = now()
    for (const start of starts) {
      if (signal?.aborted) break
      trained.push(trainOne(kernel, options, start))
      if (now() - turn < turnMilliseconds) continue
      await sleep(0)
      turn = now()
    }
    return trained
  })
}

function trainOne(kernel: Kernel, options: StartsOptions, start: SlotValues): TrainedStart {
  const { job, steps: planned, learningRate, softness = leastSquaresSoftness } = options
  const slots = {
    ...job.initial,
    ...start,
    [tableSlots.learningRate]: learningRate,
    [tableSlots.steps]: planned,
    [tableSlots.softness]: softness,
  }
  const steps = new Steps(kernel, Object.keys(slots), { step: 0, trainLoss: noLoss, slots })
  while (steps.step < planned && steps.isFinite) steps.run(planned - steps.step)
  return {
    loss: steps.isFinite ? steps.trainLoss.last : Number.POSITIVE_INFINITY,
    values: steps.read(job.parameters) as SlotValues,
  }
}

function checkData({ job, rows, target, weight }: StartsOptions): void {
  const count = target.length
  if (count < 1 || count > job.rows) {
    throw failure(
      `A training on ${count} rows of a table; its kernel takes 1 to ${job.rows}. Ask tableJob for ${count}.`,
    )
  }
  if (rows.length !== count * job.columns || weight.length !== count) {
    throw failure(
      `A training on ${count} rows of ${job.columns} columns has ${rows.length} values and ${weight.length} weights; ` +
        `expected ${count * job.columns} and ${count}.`,
    )
  }
}

/** Rows that fill up have weight 0 and repeat the first, so that whatever is computed of them is finite where that is. */
function writeData(kernel: Kernel, { job, rows, target, weight }: StartsOptions): void {
  const count = target.length
  const fill = (values: ArrayLike<number>, from: number, at: number) => values[from + (at < count ? at : 0)] as number
  const filled = Float64Array.from({ length: job.columns * job.rows }, (_, i) =>
    fill(rows, Math.floor(i / job.rows) * count, i % job.rows),
  )
  const weights = Float64Array.from({ length: job.rows }, (_, i) => (i < count ? (weight[i] as number) : 0))
  kernel.write(tableSlots.rows, filled)
  kernel.write(
    tableSlots.target,
    Float64Array.from({ length: job.rows }, (_, i) => fill(target, 0, i)),
  )
  kernel.write(tableSlots.weight, weights)
}
