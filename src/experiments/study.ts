// A study: a training that no formula says, such as one of networks on images. A worker finds its procedure by name.

import type { CancelSignal } from '../base/platform.ts'
import type { StopReason } from '../train/stop.ts'
import type { Progress } from '../train/trainer.ts'

/** Plain data: everything that a seed's outcome depends on beside the procedure itself. */
export type StudyOptions = Readonly<Record<string, string | number | boolean | readonly number[]>>

/** What a cell of an application trains and measures. */
export interface Study {
  /** Name of its procedure. */
  readonly procedure: string
  /** `steps` is the number of steps of every training, `strict` asks for the same bits on every machine. */
  readonly options: StudyOptions & { readonly steps: number; readonly strict?: boolean }
  /** Bytes that it reads, such as images. Options say which they are, so no hash goes over them. */
  readonly given?: Readonly<Record<string, Uint8Array>>
}

/** What came of one seed. */
export interface Studied {
  readonly steps: number
  readonly stopReason: StopReason
  /** The first step whose loss was not finite. */
  readonly notFiniteAtStep: number | undefined
  readonly measures: Readonly<Record<string, number>>
}

/** What a procedure may tell and must heed. */
export interface StudyHooks {
  readonly onProgress: (progress: Progress) => void
  readonly signal: CancelSignal
}

/** How studies of one kind are run. */
export interface Procedure {
  readonly id: string
  /** Counts up whenever data, training or measures come out differently from the same options. */
  readonly version: number
  /** Every training of a seed, see `describeTraining`: equations are part of a configuration, down to each operation. */
  readonly trainings: (study: Study) => readonly Readonly<Record<string, unknown>>[]
  readonly run: (study: Study, seed: number, hooks: StudyHooks) => Promise<Studied>
}

export function changedStudy(
  study: Study,
  { steps, strict }: { readonly steps?: number | undefined; readonly strict?: boolean | undefined },
): Study {
  const { options } = study
  return {
    ...study,
    options: {
      ...options,
      ...(steps === undefined ? {} : { steps: Math.min(steps, options.steps) }),
      ...(strict === undefined ? {} : { strict }),
    },
  }
}
