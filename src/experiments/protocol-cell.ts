// A cell as the field's benchmarks train and score it: new rows in every step, Adam, records that are chosen from afterwards.

import type { Interval } from '../base/options.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import type { Task } from '../tasks/task.ts'
import type { Model } from '../train/model.ts'
import type { PenaltyChanges } from '../train/penalties.ts'
import type { Clipping } from '../train/step.ts'
import type { Cell } from './experiment.ts'
import type { PublishedCell, PublishedRate } from './published/rates.ts'
import { successOf } from './published-success.ts'

export interface ProtocolCellOptions {
  readonly id: string
  readonly title: string
  readonly keys: Readonly<Record<string, string>>
  readonly model: Model
  readonly task: Task
  readonly steps: number
  readonly learningRate: number
  readonly batch: number
  readonly checkEvery: number
  readonly penalties?: PenaltyChanges
  readonly clipping?: Clipping
  readonly testRange: readonly Interval[]
  readonly evaluationRows: number
  readonly threshold: number
  /** Another threshold that is in use. */
  readonly otherThreshold?: number
  readonly published?: PublishedCell | undefined
}

export function protocolCell(options: ProtocolCellOptions): Cell {
  const { id, title, keys, model, task, steps, learningRate, batch, checkEvery, testRange, evaluationRows } = options
  const { threshold, otherThreshold, published } = options
  const success: PublishedRate | undefined = published?.success
  return {
    id,
    title,
    keys,
    ...(success === undefined ? {} : { published: successOf(success) }),
    training: {
      model,
      task,
      batching: { kind: 'fresh', batch },
      loss: 'meanSquaredError',
      optimizer: adam,
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
      threshold,
      ...(otherThreshold === undefined ? {} : { otherThreshold }),
    },
    measured: { testRange, rows: evaluationRows },
  }
}
