// How a law is written: as a formula of the columns' names.

import { type Formula, term } from '../graph/formula.ts'
import type { Law, Product, SumPower } from './law.ts'

/** A law as a formula: products over products, roots as `sqrt`, differences without double signs. */
export function formulaOf(law: Law, names: readonly string[]): Formula {
  const isNegative = law.coefficient < 0
  const [over, under] = partsOfProduct({ ...law, coefficient: Math.abs(law.coefficient) }, names)
  for (const sum of law.sums) (sum.power > 0 ? over : under).push(powerOfSum(sum, names))
  const value = quotient(over, under)
  return isNegative ? term.negate(value) : value
}

/** What stands above and below the line. */
function partsOfProduct({ coefficient, exponents }: Product, names: readonly string[]): [Formula[], Formula[]] {
  const over: Formula[] = []
  const under: Formula[] = []
  const inverse = 1 / coefficient
  // A quarter is written as a division by 4.
  const isDivision = coefficient < 1 && Math.abs(inverse - Math.round(inverse)) < 1e-12 * inverse && inverse < 64.5
  if (isDivision) under.push(term.number(Math.round(inverse)))
  else if (coefficient !== 1) over.push(term.number(coefficient))
  exponents.forEach((exponent, j) => {
    if (exponent === 0) return
    const side = exponent > 0 ? over : under
    side.push(power(term.variable(names[j] as string), Math.abs(exponent)))
  })
  return [over, under]
}

function quotient(over: readonly Formula[], under: readonly Formula[]): Formula {
  const product = (factors: readonly Formula[]) => factors.reduce((a, b) => term.multiply(a, b))
  const top = over.length === 0 ? term.number(1) : product(over)
  return under.length === 0 ? top : term.divide(top, product(under))
}

function powerOfSum({ terms, power: exponent }: SumPower, names: readonly string[]): Formula {
  return power(sumOf(terms, names), Math.abs(exponent))
}

function sumOf(terms: readonly Product[], names: readonly string[]): Formula {
  // A positive term first, so that no sum begins with a sign.
  const first = Math.max(
    0,
    terms.findIndex(({ coefficient }) => coefficient > 0),
  )
  const ordered = [terms[first] as Product, ...terms.filter((_, i) => i !== first)]
  return ordered
    .map((each) => ({ each, isNegative: each.coefficient < 0 }))
    .reduce<Formula | undefined>((sum, { each, isNegative }) => {
      const size = formulaOf({ ...each, coefficient: Math.abs(each.coefficient), sums: [] }, names)
      if (sum === undefined) return isNegative ? term.negate(size) : size
      return isNegative ? term.subtract(sum, size) : term.add(sum, size)
    }, undefined) as Formula
}

function power(base: Formula, exponent: number): Formula {
  if (exponent === 1) return base
  if (exponent === 0.5) return term.call('sqrt', base)
  const thirds = exponent * 3
  const isThird = !Number.isInteger(exponent) && Math.abs(thirds - Math.round(thirds)) < 1e-12
  return term.power(
    base,
    isThird ? term.divide(term.number(Math.round(thirds)), term.number(3)) : term.number(exponent),
  )
}
