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
export function fitJson(all: Found): FitJson & { readonly schema: 'nalu.found'; readonly version: 1 } {
  const { found, formula, candidates, trust, dropped, seconds, target, inputs, rows, notes, options, search } = all
  const body = { found, formula, candidates, trust, dropped, seconds, target, inputs, rows, notes, options, search }
  return { schema: 'nalu.found', version: 1, ...body }
}
