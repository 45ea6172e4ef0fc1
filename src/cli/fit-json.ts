// What `nalu fit --json` prints: one object.

import type { Found } from '../fit/found.ts'

type FitJson = Pick<Found, 'found' | 'formula' | 'candidates' | 'trust' | 'dropped' | 'seconds'>

/** Numbers that are not finite are null, as JSON has it. */
export function fitJson({ found, formula, candidates, trust, dropped, seconds }: Found): FitJson {
  return { found, formula, candidates, trust, dropped, seconds }
}
