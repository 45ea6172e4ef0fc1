// Fits for tests: one with a further formula in its list, whatever its search listed.

import { type Found, loadFit } from '../src/fit/found.ts'
import { readFitDocument, writeFitDocument } from '../src/fit/saved-fit.ts'

/** The same fit with this formula at the end of its list; no training led to it. */
export function withAnother(found: Found, formula: string): Found {
  const { facts, pick } = readFitDocument(found.save(), 'The fit')
  const [first] = facts.candidates
  if (first === undefined) throw new Error('A fit has at least one formula.')
  const why = [{ part: formula, text: 'found by hand' }]
  const another = { ...first, formula, weights: undefined, why }
  return loadFit(writeFitDocument({ ...facts, candidates: [...facts.candidates, another] }, pick))
}
