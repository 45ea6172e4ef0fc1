// What closed forms share: products as terms of linear fits, and the choice of the shortest laws.

import { multiplied } from '../formula/column-products.ts'
import type { Law, Product } from '../formula/law.ts'
import { fitLaw, freeNumbers, type LawRows } from '../formula/law-fit.ts'
import { lengthOf } from './length.ts'

export const one = (columns: number): Product => ({ coefficient: 1, exponents: new Array<number>(columns).fill(0) })

export const columnOf = (column: number, columns: number): Product => ({
  coefficient: 1,
  exponents: Array.from({ length: columns }, (_, j) => (j === column ? 1 : 0)),
})

/** The terms that a stage keeps, with its coefficients. */
export const termsAt = (terms: readonly Product[], kept: readonly number[], coefficients: Float64Array): Product[] =>
  kept.map((t, i) => ({ ...(terms[t] as Product), coefficient: coefficients[i] as number }))

/** `start` times the product of some columns. */
export const multipliedBy = (
  start: Float64Array,
  columns: readonly Float64Array[],
  places: readonly number[],
): Float64Array => places.reduce((product, j) => multiplied(product, columns[j] as Float64Array), start)

/**
 * Each with coefficients that fit the target itself; the shortest ones with what they leave, one of each form. Laws that
 * are not finite at all rows are left out.
 */
export function shortestLaws(laws: readonly Law[], rows: LawRows, most: number): Law[] {
  const count = rows.target.length
  const best = new Map<string, { readonly law: Law; readonly cost: number }>()
  for (const law of laws) {
    const fitted = fitLaw(law, rows, { free: freeNumbers(law, 'coefficients') })
    if (fitted === undefined) continue
    const parts = [law, ...law.sums.flatMap(({ terms }) => terms)].map(({ exponents }) => exponents)
    const cost = count * Math.log(Math.max(fitted.error, leastError)) + lengthOf(parts, count)
    const form = JSON.stringify([parts, law.sums.map(({ power }) => power)])
    if (cost < (best.get(form)?.cost ?? Number.POSITIVE_INFINITY)) best.set(form, { law: fitted.law, cost })
  }
  return [...best.values()]
    .sort((a, b) => a.cost - b.cost)
    .slice(0, most)
    .map(({ law }) => law)
}

// Less is rounding, for targets of mean square 1.
const leastError = 1e-22

// More terms than this share of the rows fit anything, also without noise.
const mostTerms = 2 / 3
// The quadratic form of more columns takes too long for a first guess.
const mostQuadratic = 11

/** Which columns each term of a quadratic form multiplies: none, each, each pair and each square. */
export const quadraticPlaces = (columns: readonly number[]): number[][] => [
  [],
  ...columns.map((j) => [j]),
  ...columns.flatMap((j, at) => columns.slice(at).map((i) => [j, i])),
]

/** The most columns whose quadratic form has no more terms than so many rows bear. */
export function columnsOfQuadratic(rows: number): number {
  const termsOf = (columns: number) => ((columns + 1) * (columns + 2)) / 2
  let columns = 0
  while (columns < mostQuadratic && termsOf(columns + 1) <= mostTerms * rows) columns += 1
  return columns
}
