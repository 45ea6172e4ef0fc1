// Which candidates a person is shown: from short to long, each better than all that are shorter.

import type { Candidate } from '../search/candidates.ts'
import type { ErrorKind } from '../search/residuals.ts'

const mostListed = 8
// A longer law has to be so much better outside to be worth a line.
const leastGain = 0.95

/** The pick is the first of `ranked` and is always there. */
export function listOf(ranked: readonly Candidate[], kind: ErrorKind): Candidate[] {
  const [pick] = ranked
  if (pick === undefined) return []
  const errorOf = ({ errors }: Candidate) => {
    const { train, choose, floor } = errors[kind]
    // Of a few rows none are left to choose by.
    return Math.max(Number.isNaN(choose) ? train : choose, floor)
  }
  const byLength = [...ranked].sort((a, b) => a.length - b.length || errorOf(a) - errorOf(b))
  const front: Candidate[] = []
  let least = Number.POSITIVE_INFINITY
  for (const candidate of byLength) {
    const error = errorOf(candidate)
    if (candidate !== pick && !(error < leastGain * least)) continue
    front.push(candidate)
    least = Math.min(least, error)
  }
  const place = front.indexOf(pick)
  // Shorter ones show what the pick gains; a longer one that nothing more can be gained.
  const from = Math.max(0, Math.min(place - mostListed + 3, front.length - mostListed))
  return front.slice(from, from + mostListed)
}
