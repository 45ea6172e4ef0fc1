// What `nalu fit --json` prints: one object.

import type { Found } from '../fit/found.ts'

/** Numbers that are not finite are null, as JSON has it. */
export function fitJson({ found, formula, candidates, trust, dropped, seconds }: Found): object {
  return { found, formula, candidates, trust, dropped, seconds }
}
