// How the logarithm of the target goes with that of each column: straight, by a power, or bent.

import { eliminate, type Stage } from './elimination.ts'
import type { SearchRows } from './shape-search.ts'
import { columnsOfQuadratic, multipliedBy, quadraticPlaces } from './short-laws.ts'

export interface LogTrend {
  /** The slope of the target's logarithm by the column's in the middle of the rows. */
  readonly exponent: number
  /** Its standard error. */
  readonly error: number
  /** The largest of the terms with a square or a cross product, in standard errors. */
  readonly bend: number
  /** The largest of all terms, in standard errors. */
  readonly weight: number
}

const noTrend: LogTrend = { exponent: 0, error: 0, bend: Number.POSITIVE_INFINITY, weight: 0 }

/**
 * One trend a column, by a quadratic form of their logarithms about their means. Where rows are too few for all cross
 * products, those columns have them that weigh most without. Columns with a 0 and those beyond what rows bear are bent.
 */
export function logTrends({ columns, target }: SearchRows, weights: Float64Array): readonly LogTrend[] {
  const rows = target.length
  const logs = columns.map((column) => {
    const own = column.map((value) => Math.log(Math.abs(value)))
    const mean = own.reduce((sum, value) => sum + value, 0) / rows
    return own.map((value) => value - mean)
  })
  // Errors of a logarithm count for as much as those of the target; targets of 0 for nothing.
  const rowWeights = target.map((value, row) => Math.abs(value) * (weights[row] as number))
  const goal = target.map((value, row) => (value === 0 ? 0 : Math.log(Math.abs(value)) * (rowWeights[row] as number)))
  const trendsBy = (places: readonly (readonly number[])[]) => {
    const terms = places.map((of) => multipliedBy(rowWeights, logs, of))
    const [stage] = eliminate(terms, goal, new Float64Array(places.length))
    return columns.map((_, j) => (stage === undefined ? noTrend : trendOf(j, places, stage, goal)))
  }
  const usable = [...columns.keys()].filter((j) => !columns[j]?.includes(0))
  const most = columnsOfQuadratic(rows)
  if (usable.length <= most) return trendsBy(quadraticPlaces(usable))
  const straight = usable.slice(0, Math.floor(rows / 4))
  const first = trendsBy([[], ...straight.map((j) => [j]), ...straight.map((j) => [j, j])])
  const chosen = usable.toSorted((a, b) => weightOf(first, b) - weightOf(first, a) || a - b).slice(0, most)
  const second = trendsBy(quadraticPlaces(chosen))
  return columns.map((_, j) =>
    chosen.includes(j) ? (second[j] as LogTrend) : { ...noTrend, weight: weightOf(first, j) },
  )
}

const weightOf = (trends: readonly LogTrend[], j: number): number => (trends[j] as LogTrend).weight

function trendOf(
  column: number,
  places: readonly (readonly number[])[],
  { kept, coefficients, spreads, share }: Stage,
  goal: Float64Array,
): LogTrend {
  const squares = share * goal.reduce((sum, value) => sum + value * value, 0)
  const deviation = Math.sqrt(squares / Math.max(1, goal.length - kept.length))
  const own = kept.flatMap((t, i) => {
    const of = places[t] as readonly number[]
    const value = coefficients[i] as number
    const error = deviation * (spreads[i] as number)
    return of.includes(column) ? [{ isStraight: of.length === 1, value, error, size: Math.abs(value) / error }] : []
  })
  const straight = own.find(({ isStraight }) => isStraight)
  if (straight === undefined) return noTrend
  return {
    exponent: straight.value,
    error: straight.error,
    bend: Math.max(0, ...own.filter(({ isStraight }) => !isStraight).map(({ size }) => size)),
    weight: Math.max(...own.map(({ size }) => size)),
  }
}
