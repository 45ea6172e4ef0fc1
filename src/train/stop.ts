// Stop rules: why a training ends.

/** Why a training ended. */
export type StopReason = 'solved' | 'steps' | 'plateau' | 'time' | 'not finite' | 'interrupted'

/** When a training ends, beside a loss that is not finite. */
export interface StopRules {
  /** Most steps. */
  readonly steps: number
  /** End once a check finds the task solved. */
  readonly whenSolved: boolean
  /** End after this many steps without the loss falling by a hundredth; 0 never does. */
  readonly patience: number
  /** End after this many seconds of one seed; Infinity never does. */
  readonly seconds: number
}

// The loss must fall by this share to count as progress.
const progress = 0.01

/** Follows the loss and tells when it has stopped falling. */
export interface PlateauState {
  /** Lowest mean loss of a chunk so far, and the step after it. */
  readonly best: number
  readonly step: number
}

export const noPlateau: PlateauState = { best: Infinity, step: 0 }

export function followPlateau(state: PlateauState, meanLoss: number, step: number): PlateauState {
  return meanLoss < state.best * (1 - progress) ? { best: meanLoss, step } : state
}

export const isPlateau = (state: PlateauState, step: number, { patience }: StopRules): boolean =>
  patience > 0 && step - state.step >= patience
