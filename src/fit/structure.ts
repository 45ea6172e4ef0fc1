// Whether the residuals of a law still follow something: neighbours of a row that share its sign more often than noise does.

import { probit } from 'simple-statistics'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { valuesAt } from '../base/values-at.ts'
import { ranksOf } from '../search/split.ts'
import { holm } from '../statistics/holm.ts'
import { rules } from './rules.ts'
import {
  momentsOfGroups,
  momentsOfPairs,
  pairsAlong,
  pairsNearby,
  type SignMoments,
  tailOfMoments,
} from './sign-test.ts'

/** What residuals may follow. All arrays are `[rows]`. */
export interface StructureQuestion {
  readonly columns: readonly {
    readonly name: string
    /** Ranks of its values; equal values share the mean of theirs. */
    readonly ranks: ArrayLike<number>
    readonly isInLaw: boolean
  }[]
  /** What the law predicts. */
  readonly fitted: ArrayLike<number>
  /** Target minus prediction, or its share of the prediction; rows where it is not finite are left out. */
  readonly residuals: ArrayLike<number>
  /** Columns of text: rows with the same text are one group. */
  readonly groups: readonly { readonly name: string; readonly texts: ArrayLike<string> }[]
  readonly seed: number
}

export interface Structure {
  /** The least p-value of all tests here, corrected by Holm for their number; 1 where nothing could be tested. */
  readonly p: number
  /** What the residuals follow most: a column, "a and b" for columns together, or "the prediction". */
  readonly where: string | undefined
  /** Why nothing was tested: too few rows, or rounding is all that is left. */
  readonly untested?: 'few rows' | 'rounding'
}

// With fewer rows the tail that is fitted to three moments is not the one that is.
export const leastTestedRows = 12
// What more rows would show is too small to matter, and a sample keeps the time short.
const mostRows = 1000
// Neighbours of a row among all columns of the law; on either side of it along one column.
const nearest = 3
// A text has so many rows on the mean, or is looked at as a group alone.
const leastRowsOfText = 8

/**
 * Rule 5 of the verdict. For each way to be near (the columns of the law together, each single column, also within each text,
 * the prediction, the groups of each text) the statistic is Σ r_i r_j over near rows i and j. Under noise the sign at a row is random, whatever its
 * size is: mean, variance and third moment of the statistic over all choices of signs are sums over pairs and triangles of
 * near rows, and its tail is taken from the distribution with these moments. Drawn permutations could show no p-value below
 * 1 / their number, and they would take noise that grows along a column for structure; this does neither. Residuals count by
 * their normal scores, so that a few large ones do not decide. Residuals of rounding alone say nothing: they follow the digits.
 */
export function residualStructure({ columns, fitted, residuals, groups, seed }: StructureQuestion): Structure {
  const finite = Array.from(residuals).flatMap((residual, row) => (Number.isFinite(residual) ? [row] : []))
  // Rows of a table may lie in the order of the target: a random one breaks the ties between neighbours.
  const rows = randomOrder(finite.length, randomStream(seed, 'structure of residuals'))
    .slice(0, mostRows)
    .map((place) => finite[place] as number)
  if (rows.length < leastTestedRows) return { p: 1, where: undefined, untested: 'few rows' }
  const of = (values: ArrayLike<number>) => valuesAt(values, rows)
  const scores = normalScores(of(residuals))
  const along = (values: ArrayLike<number>) => momentsOfPairs(scores, pairsAlong(of(values), nearest))
  const ways: { readonly where: string; readonly moments: SignMoments; readonly isOfParts?: true }[] = [
    ...columns.map(({ name, ranks }) => ({ where: name, moments: along(ranks) })),
    ...groups.map(({ name, texts }) => {
      const ofRows = rows.map((row) => texts[row] as string)
      return { where: name, moments: momentsOfGroups(scores, ofRows) }
    }),
  ]
  // What grows along a column for some texts and falls for others is nothing on the whole.
  for (const { name, texts } of groups) {
    const ofRows = rows.map((row) => texts[row] as string)
    if (rows.length / new Set(ofRows).size < leastRowsOfText) continue
    for (const column of columns) {
      const pairs = pairsAlong(of(column.ranks), nearest, ofRows)
      ways.push({ where: `${column.name} by ${name}`, moments: momentsOfPairs(scores, pairs), isOfParts: true })
    }
  }
  const together = columns.filter(({ isInLaw }) => isInLaw)
  // Of one column neither its neighbours nor, where the law rises or falls, those by the prediction are others.
  if (together.length > 1) {
    const pairs = pairsNearby(
      together.map(({ ranks }) => of(ranks)),
      nearest,
    )
    const names = together.map(({ name }) => name).join(' and ')
    ways.push(
      { where: names, moments: momentsOfPairs(scores, pairs) },
      { where: 'the prediction', moments: along(fitted) },
    )
  }
  const { adjusted } = holm(ways.map(({ moments }) => tailOfMoments(moments)))
  const p = Math.min(1, ...adjusted)
  const all = ways.map(({ where, isOfParts }, i) => ({ where, isOfParts, p: adjusted[i] as number }))
  // What a column or a text says by itself is not said by both together.
  const bySelf = all.filter((way) => way.isOfParts !== true && way.p <= rules.leastStructure)
  const least = (bySelf.length > 0 ? bySelf : all).reduce<(typeof all)[number] | undefined>(
    (best, way) => (best === undefined || way.p < best.p ? way : best),
    undefined,
  )
  return { p, where: least?.where }
}

/** Numbers of a standard normal sample in the order of the values. */
const normalScores = (values: Float64Array): Float64Array =>
  ranksOf(values).map((rank) => probit((rank + 0.5) / values.length))
