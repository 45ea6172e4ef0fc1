// What `nalu fit --json` prints: one object.

import type { Found } from '../fit/found.ts'

type FitJson = Pick<
  Found,
  | 'found'
  | 'formula'
  | 'target'
  | 'inputs'
  | 'rows'
  | 'candidates'
  | 'trust'
  | 'dropped'
  | 'notes'
  | 'options'
  | 'search'
  | 'seconds'
>

/** Numbers that are not finite are null, as JSON has it. */
export function fitJson(all: Found): FitJson {
  const { found, formula, candidates, trust, dropped, seconds, target, inputs, rows, notes, options, search } = all
  return { found, formula, candidates, trust, dropped, seconds, target, inputs, rows, notes, options, search }
}
