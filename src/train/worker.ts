// What a training worker does, wherever it runs: one seed a task.

import type { Handler } from '../pool/pool.ts'
import type { SeedStart, TrainingJob } from './job.ts'
import { type Progress, type SeedResult, type TrainingState, trainSeed } from './trainer.ts'

/** What a worker tells while it trains. */
export type TrainingEvent =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'checkpoint'; readonly state: TrainingState }

export interface SeedTask {
  readonly start: SeedStart | TrainingState
  /** Send a checkpoint at every check. */
  readonly checkpoints: boolean
}

export const trainTask: Handler<TrainingJob, SeedTask, SeedResult, TrainingEvent> = (job, task, onEvent, signal) =>
  trainSeed(job, task.start, {
    signal,
    onProgress: (progress) => onEvent({ kind: 'progress', progress }),
    ...(task.checkpoints ? { onCheckpoint: (state) => onEvent({ kind: 'checkpoint', state }) } : {}),
  })
