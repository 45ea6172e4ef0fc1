// What an experiment's worker does, wherever it runs: one seed of any cell a task.

import type { Handler } from '../pool/pool.ts'
import type { SeedStart, TrainingJob } from '../train/job.ts'
import { type Progress, type SeedResult, trainSeed } from '../train/trainer.ts'

/** Workers share nothing: a task says all of its training, so that seeds of different cells can follow each other. */
export interface CellTask {
  /** Number of the run, to tell events apart. */
  readonly run: number
  readonly job: TrainingJob
  readonly start: SeedStart
}

export interface CellEvent {
  readonly run: number
  readonly progress: Progress
}

export const trainCell: Handler<undefined, CellTask, SeedResult, CellEvent> = (
  _,
  { run, job, start },
  onEvent,
  signal,
) => trainSeed(job, start, { signal, onProgress: (progress) => onEvent({ run, progress }) })
