// Laws that need no training: powers of a quadratic form of some columns, such as distances, behind a product of others.

import { type Law, type Product, simplifyLaw } from '../formula/law.ts'
import type { LawRows } from '../formula/law-fit.ts'
import { eliminate, type Stage } from './elimination.ts'
import { lengthOf } from './length.ts'
import { type LogTrend, logTrends } from './log-trends.ts'
import type { SearchRows } from './shape-search.ts'
import { takesPower } from './shapes.ts'
import { columnsOfQuadratic, multipliedBy, quadraticPlaces, shortestLaws, termsAt } from './short-laws.ts'

// Of the target: what a quadratic form is fitted to.
const powers = [1, -1, 2, -2] as const
const mostLaws = 3
// Targets nearer to 0 weigh as much as one of this share of the root mean square.
const leastTarget = 0.03
// As many rows as the choice of terms takes; coefficients are fitted to all.
const mostRows = 240

interface FormProblem extends SearchRows {
  readonly weights: Float64Array
  readonly trends: readonly LogTrend[]
}

/** `y ^ k = M · Q`. */
interface Form {
  readonly k: number
  /** Exponents of M, `[columns]`. */
  readonly factor: readonly number[]
  /** Of Q, before any is left out. */
  readonly terms: readonly Product[]
  readonly stage: Stage
  readonly cost: number
}

/**
 * Laws `y ^ k = M · Q` for k of ±1 and ±2: M a product of powers of some columns, Q a sum of squares, cross products, the
 * columns themselves and a constant of others, shortened by backward elimination. Columns begin in M where the target's
 * logarithm goes straight with theirs, by a whole or half power; then they change places while that is shorter.
 * A target of both signs has odd powers alone, and one with a 0 those above 0. At most three laws, the shortest first.
 */
export function squareForms(rows: SearchRows, fitRows: LawRows): Law[] {
  const step = Math.max(1, rows.target.length / mostRows)
  const columns = rows.columns.map((column) => everyOf(column, step))
  const target = everyOf(rows.target, step)
  const weights = everyOf(fitRows.weights, step)
  if (columnsOfQuadratic(target.length) === 0) return []
  const trends = logTrends({ columns, target }, weights)
  const problem = { columns, target, weights, trends }
  const sizes = target.every((value) => value <= 0) ? target.map((value) => -value) : target
  const forms = powers
    .filter((k) => takesPower(k, sizes))
    .flatMap((k) => factorsOf(trends, columns, k).flatMap((factor) => formsOf(problem, k, factor)))
    .sort((a, b) => a.cost - b.cost)
  const [best, ...others] = forms
  if (best === undefined) return []
  const laws = [...improved(problem, best), ...others].slice(0, mostLaws).map((form) => lawOf(form, target))
  return shortestLaws(laws, fitRows, mostLaws)
}

/** Evenly from first to last. */
const everyOf = (values: Float64Array, step: number): Float64Array =>
  step === 1
    ? values
    : Float64Array.from({ length: Math.floor(values.length / step) }, (_, i) => values[Math.floor(i * step)] as number)

function lawOf({ k, factor, terms, stage }: Form, target: Float64Array): Law {
  return simplifyLaw({
    coefficient: k % 2 === 0 && target.some((value) => value < 0) ? -1 : 1,
    exponents: factor.map((exponent) => (exponent === 0 ? 0 : exponent / k)),
    sums: [{ power: 1 / k, terms: termsAt(terms, stage.kept, stage.coefficients) }],
  })
}

// Beyond so many standard errors a logarithm does not go straight.
const mostBend = 4
// Beyond so many there is no doubt.
const clearBend = 10
// A slope so near to a power may be one.
const nearPower = 0.12

/** Exponents in `y ^ k` of the columns that may stand before the quadratic form: none, and all that go straight. */
function factorsOf(trends: readonly LogTrend[], columns: readonly Float64Array[], k: number): number[][] {
  const straight = trends.map((trend, j) => {
    const own = nearestPower(trend, columns[j] as Float64Array)
    const isNear = Math.abs(own - trend.exponent) <= Math.max(nearPower, 3 * trend.error)
    return isNear && own !== 0 && trend.bend < mostBend ? own * k : 0
  })
  const none = columns.map(() => 0)
  return straight.every((exponent) => exponent === 0) ? [none] : [none, straight]
}

/** A half power, or a whole one of a column with values below 0. */
function nearestPower({ exponent }: LogTrend, column: Float64Array): number {
  return column.some((value) => value < 0) ? Math.round(exponent) : Math.round(2 * exponent) / 2
}

// So many columns at most change their places before and in the quadratic form, and none once only rounding is left.
const mostMoves = 4
const exactShare = 1e-18

/** The forms on the way from one to where no other place of one column makes it shorter, the last one first. */
function improved(problem: FormProblem, start: Form): Form[] {
  const path = [start]
  const { columns, trends } = problem
  for (let move = 0; move < mostMoves; move += 1) {
    const [best] = path as [Form]
    if (best.stage.share < exactShare) break
    const [next] = columns
      .flatMap((column, j) => {
        const power = nearestPower(trends[j] as LogTrend, column) * best.k
        const other = best.factor[j] === 0 ? power : 0
        if (other === best.factor[j] || (trends[j] as LogTrend).bend > clearBend) return []
        return formsOf(
          problem,
          best.k,
          best.factor.map((exponent, i) => (i === j ? other : exponent)),
        )
      })
      .sort((a, b) => a.cost - b.cost)
    if (next === undefined || next.cost >= best.cost) break
    path.unshift(next)
  }
  return path
}

/** The shortest stage of elimination for these exponents of M; none where the rows give none. */
function formsOf({ columns, target, weights, trends }: FormProblem, k: number, factor: readonly number[]): Form[] {
  const rows = target.length
  const rest = columns
    .flatMap((_, j) => (factor[j] === 0 ? [j] : []))
    .sort((a, b) => (trends[b] as LogTrend).weight - (trends[a] as LogTrend).weight || a - b)
    .slice(0, columnsOfQuadratic(rows))
    .sort((a, b) => a - b)
  const places = quadraticPlaces(rest)
  const terms: Product[] = places.map((of) => ({
    coefficient: 1,
    exponents: columns.map((_, j) => of.filter((i) => i === j).length),
  }))
  // An error of y ^ k counts for as much as one of y.
  const powerWeights = target.map((value, row) => {
    const slope = Math.abs(k) * Math.max(Math.abs(value), leastTarget) ** (k - 1)
    return (weights[row] as number) / slope
  })
  const before = powerWeights.map((weight, row) =>
    factor.reduce(
      (all, exponent, j) => (exponent === 0 ? all : all * (columns[j]?.[row] as number) ** exponent),
      weight,
    ),
  )
  const goal = target.map((value, row) => {
    const sign = k % 2 === 0 ? 1 : Math.sign(value)
    return sign * Math.abs(value) ** k * (powerWeights[row] as number)
  })
  const design = places.map((of) => multipliedBy(before, columns, of))
  const lengths = terms.map(({ exponents }) => lengthOf([exponents], rows))
  const [stage] = eliminate(design, goal, lengths).toSorted((a, b) => a.cost - b.cost)
  return stage === undefined ? [] : [{ k, factor, terms, stage, cost: stage.cost + lengthOf([factor], rows) }]
}
