// The training loss as the kernel traces it, added up from check to check.

/** The training loss as far as it has been seen. */
export interface LossSoFar {
  /** Of the last step; NaN before the first. */
  readonly last: number
  /** Sum and number since the last check. */
  readonly sum: number
  readonly count: number
}

/** Before the first step. */
export const noLoss: LossSoFar = { last: Number.NaN, sum: 0, count: 0 }

/** Adds losses up to the first that is not finite; `good` is how many came before it. */
export function addLosses(
  before: LossSoFar,
  losses: Float32Array,
): { readonly good: number; readonly after: LossSoFar } {
  // A plain loop: this runs for every step of every seed, and a call for each loss took a tenth of the whole time.
  let good = 0
  let { sum } = before
  while (good < losses.length && Number.isFinite(losses[good])) {
    sum += losses[good] as number
    good += 1
  }
  const last = losses[Math.min(good, losses.length - 1)] as number
  return { good, after: { last, sum, count: before.count + good } }
}
