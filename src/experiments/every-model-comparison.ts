// Heads compared with the linear one, seed by seed: the same data and the same start of the host.

import { holm } from '../statistics/holm.ts'
import { signedRankTest, smallestSignedRankP } from '../statistics/wilcoxon.ts'
import type { Where } from './every-model-data.ts'
import type { Outcome } from './experiment.ts'

/** What the test says of a head beside the linear one. */
export type Verdict = 'better' | 'worse' | 'no difference' | 'too few seeds'

/** A head and the linear one on the same task, inside or outside. */
export interface Comparison {
  readonly task: string
  readonly head: string
  readonly where: Where
  /** The head's loss over the linear one's, of each seed that both have. */
  readonly ratios: readonly number[]
  /** Of the signed-rank test, corrected by Holm's method over all comparisons. */
  readonly adjustedP: number
  readonly verdict: Verdict
}

/** The chance of even one false difference among all comparisons. */
export const comparisonLevel = 0.05

/** A loss; a seed without a finite one counts as infinitely bad. */
export function lossOf({ measures }: Pick<Outcome, 'measures'>, where: Where): number {
  const loss = measures[where] ?? Number.NaN
  return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss
}

/** Two losses as a ratio: 1 of equal ones, also where both are 0 or both are infinite. */
export const lossRatio = (loss: number, linear: number): number => (loss === linear ? 1 : loss / linear)

interface Pairs {
  readonly task: string
  readonly head: string
  readonly where: Where
  readonly ratios: readonly number[]
}

/**
 * Every head but the first with the first, on every task, inside and outside. The test is one of logarithms of ratios,
 * since losses of seeds lie powers of ten apart; seeds that failed with both heads count as equal.
 */
export function compareHeads(
  outcomes: readonly Outcome[],
  tasks: readonly string[],
  [linear, ...heads]: readonly string[],
  cellOf: (task: string, head: string) => string,
): Comparison[] {
  const bySeed = (task: string, head: string) => {
    const own = outcomes.filter(({ cell }) => cell === cellOf(task, head))
    return new Map(own.map((outcome) => [outcome.seed, outcome]))
  }
  const pairs: Pairs[] = tasks.flatMap((task) => {
    const reference = bySeed(task, linear as string)
    return heads.flatMap((head) => {
      const own = bySeed(task, head)
      return (['inside', 'outside'] as const).map((where) => ({
        task,
        head,
        where,
        ratios: [...own].flatMap(([seed, outcome]) => {
          const other = reference.get(seed)
          return other === undefined ? [] : [lossRatio(lossOf(outcome, where), lossOf(other, where))]
        }),
      }))
    })
  })
  const tests = pairs.map(({ ratios }) => signedRankTest(ratios.map(Math.log)))
  const { adjusted, rejected } = holm(
    tests.map(({ pValue }) => pValue),
    comparisonLevel,
  )
  return pairs.map((pair, i) => {
    const { positive, negative } = tests[i] as (typeof tests)[number]
    const canDiffer = pairs.length * smallestSignedRankP(pair.ratios.length) <= comparisonLevel
    const isDifferent = rejected[i] === true
    const differs: Verdict = negative > positive ? 'better' : 'worse'
    const verdict = isDifferent ? differs : canDiffer ? 'no difference' : 'too few seeds'
    return { ...pair, adjustedP: adjusted[i] as number, verdict }
  })
}
