// A cell as the field's benchmarks train and score it: new rows in every step and Adam unless it says otherwise, records that are chosen from afterwards.

import type { Distribution } from '../base/distribution.ts'
import { adam } from '../optimizers/adam.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { schedules } from '../optimizers/schedules.ts'
import type { Task } from '../tasks/task.ts'
import type { Batching } from '../train/batches.ts'
import type { Clipping } from '../train/descent.ts'
import type { Model } from '../train/model.ts'
import type { PenaltyChanges } from '../train/penalties.ts'
import type { FormulaCell } from './experiment.ts'
import type { PublishedCell, PublishedRate } from './published/rates.ts'
import { successOf } from './published-success.ts'
import type { ScoringOptions } from './scoring.ts'

export interface ProtocolCellOptions {
  readonly id: string
  readonly title: string
  readonly keys: Readonly<Record<string, string>>
  readonly model: Model
  readonly task: Task
  readonly steps: number
  readonly learningRate: number
  /** Rows of a step, or which rows a step sees where they are not new ones. */
  readonly batch: number | Batching
  /** Default: Adam. */
  readonly optimizer?: Optimizer
  readonly checkEvery: number
  readonly penalties?: PenaltyChanges
  readonly clipping?: Clipping
  readonly testRange: Distribution
  readonly evaluationRows: number
  readonly choice?: ScoringOptions['choice']
  readonly threshold: number
  /** Another threshold that is in use. */
  readonly otherThreshold?: number
  readonly published?: PublishedCell | undefined
}

export function protocolCell(options: ProtocolCellOptions): FormulaCell {
  const { id, title, keys, model, task, steps, learningRate, batch, checkEvery, testRange, evaluationRows } = options
  const { threshold, otherThreshold, published, choice } = options
  const success: PublishedRate | undefined = published?.success
  return {
    id,
    title,
    keys,
    ...(success === undefined ? {} : { published: successOf(success) }),
    training: {
      model,
      task,
      batching: typeof batch === 'number' ? { kind: 'fresh', batch } : batch,
      loss: 'meanSquaredError',
      optimizer: options.optimizer ?? adam,
      learningRate,
      schedule: schedules.constant,
      clipping: options.clipping ?? {},
      penalties: options.penalties ?? {},
      stop: { steps, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
      checkEvery,
      // The protocol's own scoring has rows enough.
      validationRows: 16,
      strict: false,
      keepRecords: true,
    },
    scoring: {
      testRange,
      rows: evaluationRows,
      ...(choice === undefined ? {} : { choice }),
      threshold,
      ...(otherThreshold === undefined ? {} : { otherThreshold }),
    },
    measured: { testRange, rows: evaluationRows, ...(choice === undefined ? {} : { choice }) },
  }
}
