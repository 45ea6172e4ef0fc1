// Which law a formula is, if it is one.

import type { BinaryFormula, Formula } from '../graph/formula.ts'
import { type Law, multiplyProducts, type Product, powerOfProduct, simplifyLaw } from './law.ts'
import { expandLaw } from './same-law.ts'

/**
 * The law that a formula of these columns is; undefined for anything else, such as a sine, a column as an exponent or
 * the sum of a root and another column.
 */
export function lawOf(formula: Formula, columns: readonly string[]): Law | undefined {
  const none = columns.map(() => 0)
  const number = (coefficient: number): Law => ({ coefficient, exponents: none, sums: [] })
  const read = (part: Formula): Law | undefined => {
    switch (part.kind) {
      case 'number':
        return number(part.value)
      case 'variable':
        return columns.includes(part.name)
          ? { coefficient: 1, exponents: columns.map((name) => (name === part.name ? 1 : 0)), sums: [] }
          : undefined
      case 'negate':
        return both(number(-1), read(part.operand), multiplyLaws)
      case 'call':
        return part.function === 'sqrt' ? raise(read(part.arguments[0] as Formula), 0.5) : undefined
      default:
        return readBinary(part, read)
    }
  }
  const law = read(formula)
  return law === undefined ? undefined : simplifyLaw(law)
}

function readBinary({ kind, left, right }: BinaryFormula, read: (part: Formula) => Law | undefined): Law | undefined {
  const first = read(left)
  const second = read(right)
  switch (kind) {
    case 'add':
      return both(first, second, addLaws)
    case 'subtract':
      return both(first, raiseSign(second), addLaws)
    case 'multiply':
      return both(first, second, multiplyLaws)
    case 'divide':
      return both(first, raise(second, -1), multiplyLaws)
    case 'power':
      return second !== undefined && isNumber(second) ? raise(first, second.coefficient) : undefined
    default:
      return kind satisfies never
  }
}

const both = (a: Law | undefined, b: Law | undefined, join: (a: Law, b: Law) => Law | undefined): Law | undefined =>
  a === undefined || b === undefined ? undefined : join(a, b)

const isNumber = ({ exponents, sums }: Law): boolean => sums.length === 0 && exponents.every((each) => each === 0)

const raiseSign = (law: Law | undefined): Law | undefined =>
  law === undefined ? undefined : { ...law, coefficient: -law.coefficient }

const multiplyLaws = (a: Law, b: Law): Law => ({ ...multiplyProducts(a, b), sums: [...a.sums, ...b.sums] })

function raise(law: Law | undefined, power: number): Law | undefined {
  if (law === undefined) return undefined
  const outer = powerOfProduct(law, power)
  if (!Number.isFinite(outer.coefficient)) return undefined
  return simplifyLaw({ ...outer, sums: law.sums.map((sum) => ({ ...sum, power: sum.power * power })) })
}

/** The sum as one quotient; undefined where a root is in the way. */
function addLaws(a: Law, b: Law): Law | undefined {
  const first = expandLaw(a)
  const second = expandLaw(b)
  if (first === undefined || second === undefined) return undefined
  const over = [...crosswise(first.over, second.under), ...crosswise(second.over, first.under)]
  const under = crosswise(first.under, second.under)
  const one = { coefficient: 1, exponents: a.exponents.map(() => 0) }
  return simplifyLaw({
    ...one,
    sums: [
      { terms: over, power: 1 },
      { terms: under, power: -1 },
    ],
  })
}

const crosswise = (a: readonly Product[], b: readonly Product[]): Product[] =>
  a.flatMap((first) => b.map((second) => multiplyProducts(first, second)))
