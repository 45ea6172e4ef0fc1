// A search on the rows that fit: where some do not, they are found, left out and named, or nothing counts as found.

import type { CancelSignal } from '../base/platform.ts'
import { valuesAt } from '../base/values-at.ts'
import type { Prepared } from '../search/prepare.ts'
import { scaledLaw } from '../search/scaling.ts'
import type { Attempt } from './attempt.ts'
import { misfitsOfLaw, misfitsOfLaws, misfitsOfSurface } from './misfits.ts'
import { areScattered } from './scattered.ts'

/** How much an attempt may take, and what was done before. */
export interface AttemptLimits {
  /** Of the time that is left. */
  readonly share: number
  /** Laws that earlier attempts scored. */
  readonly tried: number
}

export interface OutlierQuestion {
  readonly rows: number
  /** Searches and judges on these rows of the table. */
  readonly attempt: (rows: readonly number[], limits: AttemptLimits) => Promise<Attempt>
  /** All rows. */
  readonly prepared: Prepared
  /** Columns of text, `[rows]` of the table each. */
  readonly groups: readonly ArrayLike<string>[]
  /** Columns of dates as points in time, `[rows]` of the table each. */
  readonly times: readonly Float64Array[]
  readonly hasTime: () => boolean
  readonly signal?: CancelSignal
}

export interface WithoutOutliers {
  readonly attempt: Attempt
  /** Places of rows in the table, rising. */
  readonly outliers: readonly number[]
}

// Passes until the rows that are left out are those that the law then found does not fit.
const mostPasses = 4

/**
 * Where rows lie far off a smooth surface they would keep a law from being found, and the search begins without them. Else all
 * rows are searched, and rows that do not fit the law which the most of the others fit are left out of all parts alike. It
 * begins again until the law that is found leaves out just these, and they are scattered among the others. A law that is found
 * and fits all rows needs none of this.
 */
export async function withoutOutliers(question: OutlierQuestion): Promise<WithoutOutliers> {
  const { attempt, prepared } = question
  const surface = await attemptWithout(question, misfitsOfSurface(prepared), 0)
  if (surface.found !== undefined) return surface.found
  const all = Array.from({ length: question.rows }, (_, row) => row)
  const first = await attempt(all, { share: 1, tried: surface.tried })
  const { verdict, kind, searched } = first
  const misfitsOfFirst = misfitsOfPick(first, prepared)
  if (verdict.found && misfitsOfFirst.length === 0) return { attempt: first, outliers: [] }
  const misfits = goesOn(question)
    ? misfitsOfLaws(searched.candidates.ranked(kind), first.prepared, prepared, kind)
    : []
  const again = await attemptWithout(question, misfits, verdict.luck.tried)
  return again.found ?? { attempt: verdict.found ? notFound(first, misfitsOfFirst.length) : first, outliers: [] }
}

const goesOn = ({ hasTime, signal }: OutlierQuestion): boolean => hasTime() && signal?.aborted !== true

interface Without {
  /** Undefined where nothing was found, or the rows that were left out are not scattered. */
  readonly found?: WithoutOutliers
  /** Laws that were scored, those before included. */
  readonly tried: number
}

/** What is found without rows that do not fit. */
async function attemptWithout(
  question: OutlierQuestion,
  misfits: readonly number[],
  triedBefore: number,
): Promise<Without> {
  const { attempt, prepared, groups, times, rows } = question
  let tried = triedBefore
  let left = misfits
  for (let pass = 0; pass < mostPasses && left.length > 0 && goesOn(question); pass += 1) {
    const outliers = left.map((row) => prepared.rows[row] as number).sort((a, b) => a - b)
    const isLeft = new Set(outliers)
    const others = Array.from({ length: rows }, (_, row) => row).filter((row) => !isLeft.has(row))
    const rest = prepared.target.filter((_, place) => !left.includes(place))
    if (rest.every((value) => value === rest[0])) return { tried }
    const again = await attempt(others, { share: 1 / 2, tried })
    tried = again.verdict.luck.tried
    const own = misfitsOfPick(again, prepared)
    if (own.join() === left.join()) {
      const texts = groups.map((cells) => Array.from(prepared.rows, (row) => cells[row] as string))
      const columns = [...prepared.columns, ...times.map((values) => valuesAt(values, prepared.rows))]
      const isFound = again.verdict.found && areScattered(left, columns, texts, prepared.split.certify)
      return isFound ? { found: { attempt: again, outliers }, tried } : { tried }
    }
    left = own
  }
  return { tried }
}

/** The rows of all that the pick does not fit. */
function misfitsOfPick({ listed, pick, kind }: Attempt, prepared: Prepared): readonly number[] {
  const law = listed[pick]?.finished.law
  return law === undefined ? [] : misfitsOfLaw(scaledLaw(law, prepared), prepared, kind)
}

/** Rows that do not fit, and without which no search found the same law, are left in the residuals. */
function notFound(attempt: Attempt, misfits: number): Attempt {
  const { verdict } = attempt
  return { ...attempt, verdict: { ...verdict, found: false, failed: [...verdict.failed, 'nothing left'], misfits } }
}
