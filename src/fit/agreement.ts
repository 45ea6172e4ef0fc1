// Whether the best restarts of a search gave one law: rule 3 of the verdict.

import type { Candidate } from './candidates.ts'
import type { Prepared } from './prepare.ts'
import { predictionsOf, rootMeanSquare } from './residuals.ts'
import { rules } from './rules.ts'
import type { ShapeOutcome } from './search.ts'
import { shapeName } from './shapes.ts'

export interface Agreement {
  /** Restarts that ended as well as any of their shape. */
  readonly best: number
  /** Those among them that gave the picked law. */
  readonly agreeing: number
}

/**
 * Counted in the shape in which most of the best restarts gave the pick. Two laws are one if they predict the same at all
 * rows of the table, the outer ones too, up to a fifth of their error.
 */
export function agreementOf(pick: Candidate, outcomes: readonly ShapeOutcome[], prepared: Prepared): Agreement {
  const places = Int32Array.from(prepared.rows.keys())
  const expected = predictionsOf(pick.law, prepared, places)
  const size = rootMeanSquare(expected)
  const nearness = Math.max(1e-7 * size, 0.2 * pick.errors.absolute.train)
  const isPick = (other: Candidate | undefined): boolean => {
    if (other === undefined) return false
    const predictions = predictionsOf(other.law, prepared, places)
    return rootMeanSquare(predictions.map((value, i) => value - (expected[i] as number))) <= nearness
  }
  let most: Agreement = { best: 0, agreeing: 0 }
  for (const laws of byShape(outcomes).values()) {
    const least = Math.min(...laws.map(({ error }) => Math.sqrt(error)))
    const limit = Math.max(rules.bestWithin * least, pick.errors.absolute.floor)
    const best = laws.filter(({ error }) => Math.sqrt(error) <= limit)
    const count = (of: typeof best) => of.reduce((sum, { reachedBy }) => sum + reachedBy, 0)
    const agreeing = count(best.filter(({ candidate }) => isPick(candidate)))
    if (agreeing > most.agreeing) most = { best: count(best), agreeing }
  }
  return most
}

/** The laws of all rounds of each shape. */
function byShape(outcomes: readonly ShapeOutcome[]): Map<string, ShapeOutcome['laws'][number][]> {
  const laws = new Map<string, ShapeOutcome['laws'][number][]>()
  for (const { shape, laws: own } of outcomes) {
    const name = shapeName(shape)
    laws.set(name, [...(laws.get(name) ?? []), ...own])
  }
  return laws
}
