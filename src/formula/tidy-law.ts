// Among equal ways to write a law the shortest: numbers and columns move between a sum and the product before it.

import { type Formula, partsOf } from '../graph/formula.ts'
import { type Law, type Product, powerOfProduct, type SumPower, simplifyLaw } from './law.ts'
import { isPlainSum } from './law-fit.ts'
import { complexityOfFormula, digitsOf, isNumberQuotient, withoutRounding, writeLaw } from './law-writing.ts'

/**
 * The same law with numbers and powers of columns where they take the fewest nodes to write: `a * b / (a + b)` and not
 * `1 / (1 / a + 1 / b)`, `2.5 + 1.8 * km` and not `1.8 * (1.389 + km)`. Values stay the same to rounding. A law with a
 * number that is not finite, as units of 1e-300 may make it, cannot be written and stays as it is.
 */
export function tidyLaw(law: Law): Law {
  const simple = simplifyLaw(law)
  if (simple.sums.length === 0 || !isFiniteLaw(simple)) return simple
  const starts = [simple, cleared(simple), absorbed(simple)].map(descend)
  return shortest(starts).law
}

interface Written {
  readonly law: Law
  /** What counts, the most important first. */
  readonly costs: readonly number[]
}

// What reads badly counts like so many nodes more: inside of a product or a root a term such as 1 / a, a column of a sum of
// quotients that stands elsewhere too, as in `a / (1 + a / b)`, and a sign at the beginning of a sum. A root of 1 and
// something else reads well.
const reciprocalCost = 5
const nestedCost = 3
const signCost = 2
const rootOfOneGain = 3
// Numbers with more digits than these are all alike.
const mostDigits = 8

function written(law: Law): Written {
  const names = law.exponents.map((_, j) => `x${j}`)
  const formula = writeLaw(law, names)
  const { columns, digits } = countsOf(formula)
  const isOuterOne = Math.abs(law.coefficient) === 1
  const reading = isPlainSum(law) ? 0 : law.sums.reduce((sum, each) => sum + readingCost(law, each), 0)
  return { law, costs: [complexityOfFormula(formula) + reading, columns, digits, isOuterOne ? 0 : 1] }
}

function readingCost({ exponents: outer }: Law, { terms, power }: SumPower): number {
  const reciprocals = reciprocalCost * terms.filter(isReciprocal).length
  if (!Number.isInteger(power)) return reciprocals - (terms.some(isOne) ? rootOfOneGain : 0)
  const sign = terms.every(({ coefficient }) => coefficient < 0) ? signCost : 0
  const inside = outer.map((_, j) => terms.map(({ exponents }) => exponents[j] as number))
  const isUnder = inside.map((exponents) => exponents.some((exponent) => exponent < 0))
  const isOver = inside.map((exponents) => exponents.some((exponent) => exponent > 0))
  const nested = outer.filter((exponent, j) =>
    exponent === 0 ? isUnder[j] && isOver[j] : isUnder.includes(true) && (isUnder[j] || isOver[j]),
  )
  return reciprocals + sign + nestedCost * nested.length
}

const isOne = ({ coefficient, exponents }: Product): boolean =>
  coefficient === 1 && exponents.every((exponent) => exponent === 0)

const isReciprocal = ({ exponents }: Product): boolean =>
  exponents.every((exponent) => exponent <= 0) && exponents.some((exponent) => exponent < 0)

function countsOf(formula: Formula): { readonly columns: number; readonly digits: number } {
  if (formula.kind === 'variable') return { columns: 1, digits: 0 }
  if (formula.kind === 'number') return { columns: 0, digits: Math.min(mostDigits, digitsOf(formula.value)) }
  if (isNumberQuotient(formula)) return { columns: 0, digits: mostDigits }
  return partsOf(formula)
    .map(countsOf)
    .reduce((a, b) => ({ columns: a.columns + b.columns, digits: a.digits + b.digits }))
}

/** The first of the least costs. */
function shortest(all: readonly Written[]): Written {
  return all.reduce((best, each) => (isLess(each.costs, best.costs) ? each : best))
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((cost, i) => cost !== b[i])
  return place >= 0 && (a[place] as number) < (b[place] as number)
}

// Every move makes a law shorter, so that few are made.
const mostMoves = 30

function descend(law: Law): Written {
  let best = written(law)
  for (let move = 0; move < mostMoves; move += 1) {
    const next = shortest([best, ...neighbours(best.law).map(written)])
    if (next === best) break
    best = next
  }
  return best
}

/** The law with one number or one column moved between a sum and what stands before it. */
function neighbours(law: Law): Law[] {
  return law.sums.flatMap(({ terms, power }, s) => {
    const numbers = [...terms.map(({ coefficient }) => 1 / coefficient), ...pushedNumber(law, power)]
    const signed = Number.isInteger(power) ? numbers.flatMap((number) => [number, -number]) : numbers.map(Math.abs)
    const byNumber = signed.map((coefficient) => ({ coefficient, exponents: law.exponents.map(() => 0) }))
    const byColumn = law.exponents.flatMap((outer, j) =>
      shiftsOf(
        outer,
        power,
        terms.map(({ exponents }) => exponents[j] as number),
      ).map((shift) => powerOfColumn(law, j, shift)),
    )
    return [...byNumber, ...byColumn].map((factor) => withSumTimes(law, s, factor)).filter(isFiniteLaw)
  })
}

/** The number that makes the law's own coefficient 1 once a sum is multiplied by it. */
function pushedNumber({ coefficient }: Law, power: number): number[] {
  const number = Math.sign(coefficient) * Math.abs(coefficient) ** (1 / power)
  return Number.isInteger(power) || coefficient > 0 ? [number] : []
}

/** Powers of a column by which a sum is multiplied so that its terms, or the product before it, go without the column. */
function shiftsOf(outer: number, power: number, inside: readonly number[]): number[] {
  if (inside.every((exponent) => exponent === 0)) return []
  return [-Math.min(...inside), outer / power].filter((shift) => shift !== 0)
}

const powerOfColumn = ({ exponents }: Law, column: number, power: number): Product => ({
  coefficient: 1,
  exponents: exponents.map((_, j) => (j === column ? power : 0)),
})

/** One sum multiplied by a factor, which the product before it is divided by. */
function withSumTimes(law: Law, place: number, factor: Product): Law {
  const { terms, power } = law.sums[place] as SumPower
  const undo = powerOfProduct(factor, -power)
  return {
    ...timesProduct(law, undo),
    sums: law.sums.map((sum, s) =>
      s === place ? { terms: terms.map((each) => timesProduct(each, factor)), power } : sum,
    ),
  }
}

const timesProduct = (a: Product, b: Product): Product => ({
  coefficient: withoutRounding(a.coefficient * b.coefficient),
  exponents: a.exponents.map((exponent, j) => exponent + (b.exponents[j] as number)),
})

const isFiniteLaw = ({ coefficient, sums }: Law): boolean =>
  [coefficient, ...sums.flatMap(({ terms }) => terms.map((each) => each.coefficient))].every(
    (number) => Number.isFinite(number) && number !== 0,
  )

/** No column stands under a line inside of a sum. */
const cleared = (law: Law): Law => moved(law, (_, __, inside) => -Math.min(0, ...inside))

/** What can be in the sums is there. */
const absorbed = (law: Law): Law => moved(law, (outer, power, inside) => shiftsOf(outer, power, inside).at(-1) ?? 0)

function moved(law: Law, shiftOf: (outer: number, power: number, inside: readonly number[]) => number): Law {
  return law.sums.reduce((all, { power }, s) => {
    const { terms } = all.sums[s] as SumPower
    const exponents = all.exponents.map((outer, j) =>
      shiftOf(
        outer,
        power,
        terms.map((each) => each.exponents[j] as number),
      ),
    )
    return withSumTimes(all, s, { coefficient: 1, exponents })
  }, law)
}
