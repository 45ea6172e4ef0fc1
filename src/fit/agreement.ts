// Whether the best restarts of a search gave one law: rule 3 of the verdict.

import type { Candidate } from '../search/candidates.ts'
import type { ErrorKind } from '../search/residuals.ts'
import type { ShapeOutcome } from '../search/search.ts'
import { skeletonOf } from '../search/skeleton.ts'
import { rules } from './rules.ts'

export interface Agreement {
  /** What was counted: restarts of a search, or draws of rows for a law that needs none. */
  readonly of: 'restarts' | 'draws'
  /** Restarts that ended as well as any of their shape or stack. */
  readonly best: number
  /** Those among them that gave the picked law. */
  readonly agreeing: number
}

/**
 * Counted in the shape or stack of modules in which most of the best restarts gave the pick. The best are those whose laws
 * score within six of the least score of their shape, as a restart climbs to a short law that fits and not to one that fits
 * best. Restarts give one law if it has the same exponents; its coefficients then follow from the rows.
 */
export function agreementOf(pick: Candidate, outcomes: readonly ShapeOutcome[], kind: ErrorKind): Agreement {
  // What was made of a law that restarts led to has their agreement.
  const expected = [skeletonOf(pick.law), skeletonOf(pick.base)]
  let most: Agreement = { of: 'restarts', best: 0, agreeing: 0 }
  for (const laws of byName(outcomes).values()) {
    const scored = laws.flatMap(({ candidate, reachedBy }) =>
      candidate === undefined ? [] : [{ law: candidate.law, score: candidate.errors[kind].score, reachedBy }],
    )
    const limit = Math.min(...scored.map(({ score }) => score)) + rules.asGoodScore
    const best = scored.filter(({ score }) => score <= limit)
    const count = (of: typeof best) => of.reduce((sum, { reachedBy }) => sum + reachedBy, 0)
    const agreeing = count(best.filter(({ law }) => expected.includes(skeletonOf(law))))
    if (agreeing > most.agreeing) most = { of: 'restarts', best: count(best), agreeing }
  }
  return most
}

/** Two thirds of at least three. */
export const agrees = ({ best, agreeing }: Agreement): boolean =>
  best >= rules.leastRestarts && agreeing >= rules.leastAgreeing * best

/** The laws of all rounds of each shape and stack. */
function byName(outcomes: readonly ShapeOutcome[]): Map<string, ShapeOutcome['laws'][number][]> {
  const laws = new Map<string, ShapeOutcome['laws'][number][]>()
  for (const { name, laws: own } of outcomes) {
    laws.set(name, [...(laws.get(name) ?? []), ...own])
  }
  return laws
}
