// A published rate as tables of results compare it.

import { citations, shortCitation } from '../base/citations.ts'
import type { PublishedSuccess } from './cell-summary.ts'
import type { PublishedRate } from './published/rates.ts'

export const successOf = ({
  successes,
  seeds,
  rate,
  interval,
  paper,
  source,
  note,
  comparable,
}: PublishedRate): PublishedSuccess => ({
  successes,
  seeds,
  rate,
  ...(interval === undefined ? {} : { interval }),
  ...(comparable === undefined ? {} : { comparable }),
  source: `${shortCitation(citations[paper])}, ${source}${note === undefined ? '' : `. ${note}`}`,
})
