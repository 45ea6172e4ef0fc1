// One law as one formula, part by part: numbers first, columns in their order, roots together, squares of differences.

import { type Formula, partsOf, term } from '../graph/formula.ts'
import type { Law, Product, SumPower } from './law.ts'

/** The formula of a law as it stands, without looking for a shorter way to write it. */
export function writeLaw(law: Law, names: readonly string[]): Formula {
  const factors: Factor[] = [
    ...columnFactors(law, names),
    ...law.sums.map(({ terms, power }) => factorOfSum({ terms, power }, names)),
  ]
  return writeFactors(law.coefficient, factors)
}

/**
 * How many columns, numbers and operations a formula has: the measure of gplearn and PySR. A number that is written as a
 * quotient of two is one.
 */
export function complexityOfFormula(formula: Formula): number {
  return isNumberQuotient(formula) ? 1 : partsOf(formula).reduce((nodes, part) => nodes + complexityOfFormula(part), 1)
}

export const isNumberQuotient = (formula: Formula): boolean =>
  formula.kind === 'divide' && formula.left.kind === 'number' && formula.right.kind === 'number'

/** How many digits a number is written with, zeros at either end not counted; none for 1. */
export function digitsOf(value: number): number {
  if (Math.abs(value) === 1) return 0
  const [digits = ''] = String(Math.abs(value)).split('e')
  return digits.replace('.', '').replace(/^0+/, '').replace(/0+$/, '').length
}

/** `base ^ power`. */
interface Factor {
  readonly base: Formula
  readonly power: number
}

const columnFactors = ({ exponents }: Product, names: readonly string[]): Factor[] =>
  exponents.flatMap((power, j) => (power === 0 ? [] : [{ base: term.variable(names[j] as string), power }]))

function writeFactors(coefficient: number, factors: readonly Factor[]): Formula {
  const isRoot = ({ power }: Factor) => Math.abs(power) === 0.5
  const roots = factors.filter(isRoot)
  // One root of all that stand under one: upside down where they all stand under the line.
  const isUnder = roots.length > 0 && roots.every(({ power }) => power < 0)
  const rooted = roots.map(({ base, power }) => ({ base, power: (isUnder ? -2 : 2) * power }))
  const square = isUnder ? 1 / coefficient ** 2 : coefficient ** 2
  const isInside = roots.length > 0 && isShorter(square, coefficient)
  const root: Factor[] =
    roots.length === 0
      ? []
      : [{ base: term.call('sqrt', quotient(isInside ? withoutRounding(square) : 1, rooted)), power: isUnder ? -1 : 1 }]
  const others = [...factors.filter((factor) => !isRoot(factor)), ...root]
  return quotient(isInside ? Math.sign(coefficient) : coefficient, others)
}

// Numbers so near to a whole one, as a share of it, are that but for rounding.
const nearWhole = 1e-12

// A number of so many digits is one that people write.
const fewDigits = 6

/** True if a square has few digits and its root has many. */
const isShorter = (square: number, root: number): boolean =>
  digitsOf(withoutRounding(square)) <= fewDigits && digitsOf(root) > fewDigits && Number.isFinite(square)

/** Without the last digits of a number that has few others. */
export function withoutRounding(value: number): number {
  const short = Number(value.toPrecision(14))
  return digitsOf(short) <= fewDigits + 2 ? short : value
}

/** What stands above the line over what stands below it; a sign stands before the first. */
function quotient(coefficient: number, factors: readonly Factor[]): Formula {
  const given = Math.abs(coefficient)
  const size = Math.abs(given - 1) < nearWhole ? 1 : given
  const inverse = factors.length === 0 ? undefined : wholeInverse(size)
  const ofSign = (power: 1 | -1) =>
    factors.flatMap(({ base, power: own }) => (own * power > 0 ? [powerOf(base, Math.abs(own))] : []))
  const above = ofSign(1)
  const below = inverse === undefined ? ofSign(-1) : [term.number(inverse), ...ofSign(-1)]
  const number = inverse === undefined && size !== 1 ? numberOf(size) : undefined
  // 2 / (3 * a), and not 2 / 3 / a.
  const isSplit = number?.kind === 'divide' && above.length === 0 && below.length > 0
  const over = number === undefined ? above : [isSplit ? number.left : number, ...above]
  const under = isSplit ? [number.right, ...below] : below
  const [first = term.number(1), ...rest] = over
  const product = (parts: readonly Formula[]) => parts.reduce((a, b) => term.multiply(a, b))
  const top = product([coefficient < 0 ? negated(first) : first, ...rest])
  return under.length === 0 ? top : term.divide(top, product(under))
}

/** Of a quotient of numbers the first has the sign. */
const negated = (formula: Formula): Formula =>
  formula.kind === 'divide' ? term.divide(term.negate(formula.left), formula.right) : term.negate(formula)

/** 2 for a half, which is written as a division; undefined for what people write as a decimal. */
function wholeInverse(value: number): number | undefined {
  const inverse = Math.round(1 / value)
  const isWhole = value < 1 && Math.abs(1 / value - inverse) < nearWhole * inverse && inverse < 1e6
  return isWhole && (inverse < 10 || digitsOf(value) > fewDigits) ? inverse : undefined
}

const largestDenominator = 12

/** A number; a quotient of small whole numbers as one, if it is that to rounding. */
function numberOf(value: number): Formula {
  if (digitsOf(value) > fewDigits) {
    for (let under = 3; under <= largestDenominator; under += 1) {
      const over = Math.round(value * under)
      if (over < 100 && Math.abs(over / under - value) < 1e-14 * value)
        return term.divide(term.number(over), term.number(under))
    }
  }
  return term.number(value)
}

function powerOf(base: Formula, exponent: number): Formula {
  if (exponent === 1) return base
  if (exponent === 0.5) return term.call('sqrt', base)
  const thirds = Math.round(exponent * 3)
  const isThird = !Number.isInteger(exponent) && Math.abs(exponent * 3 - thirds) < 1e-12
  return term.power(base, isThird ? term.divide(term.number(thirds), term.number(3)) : term.number(exponent))
}

/** A part of a sum: a constant where it has no factors. */
interface Part {
  readonly coefficient: number
  readonly factors: readonly Factor[]
}

function factorOfSum({ terms, power }: SumPower, names: readonly string[]): Factor {
  const { squares, rest } = takeOutSquares(terms)
  const [only] = squares
  // The square of a sum is a power of its own; a root of it would not be one where the sum is below 0.
  if (only !== undefined && squares.length === 1 && rest.length === 0 && only.scale === 1 && Number.isInteger(power)) {
    return { base: sumOf([only.first, only.second].map((each) => partOf(each, names))), power: 2 * power }
  }
  const parts = [
    ...squares.map((square) => ({ of: square.first, part: partOfSquare(square, names) })),
    ...rest.map((each) => ({ of: each, part: partOf(each, names) })),
  ].sort((a, b) => byColumns(a.of.exponents, b.of.exponents))
  return { base: sumOf(parts.map(({ part }) => part)), power }
}

/** Terms with the first columns come first, their higher powers before lower ones. */
function byColumns(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((exponent, j) => exponent !== b[j])
  if (place < 0) return 0
  const [first, second] = [a[place] as number, b[place] as number]
  return first === 0 ? 1 : second === 0 ? -1 : second - first
}

const partOf = (product: Product, names: readonly string[]): Part => ({
  coefficient: product.coefficient,
  factors: columnFactors(product, names),
})

/** Constants first, but no sign at the beginning where there is a way round it. */
function sumOf(parts: readonly Part[]): Formula {
  const ordered = parts.toSorted((a, b) => Math.min(1, a.factors.length) - Math.min(1, b.factors.length))
  const first = ordered.find(({ coefficient }) => coefficient > 0) ?? (ordered[0] as Part)
  const rest = ordered.filter((part) => part !== first)
  return rest.reduce<Formula>(
    (sum, { coefficient, factors }) => {
      const size = writeFactors(Math.abs(coefficient), factors)
      return coefficient < 0 ? term.subtract(sum, size) : term.add(sum, size)
    },
    writeFactors(first.coefficient, first.factors),
  )
}

/** `scale · (first + second)²`. */
interface Square {
  readonly scale: number
  readonly first: Product
  readonly second: Product
}

// Coefficients of a square are so near to p, −2 √(p q) and q, as shares.
const nearSquare = 1e-9

/** Terms that are together the square of a sum of two. */
function takeOutSquares(terms: readonly Product[]): { readonly squares: Square[]; readonly rest: readonly Product[] } {
  const squares: Square[] = []
  let rest = terms
  for (const mixed of terms) {
    for (const first of terms) {
      if (!rest.includes(mixed) || !rest.includes(first) || first === mixed) continue
      const { coefficient: p } = first
      const second = rest.find(
        (other) =>
          other !== first &&
          other !== mixed &&
          p * other.coefficient > 0 &&
          other.exponents.every(
            (exponent, j) => exponent + (first.exponents[j] as number) === 2 * (mixed.exponents[j] as number),
          ) &&
          Math.abs(mixed.coefficient ** 2 / (4 * p * other.coefficient) - 1) < 2 * nearSquare,
      )
      if (second === undefined) continue
      const ratio = Math.sqrt(second.coefficient / p) * Math.sign(mixed.coefficient) * Math.sign(p)
      squares.push({
        scale: p,
        first: rootOf(first, 1),
        second: rootOf(second, Math.abs(Math.abs(ratio) - 1) < nearSquare ? Math.sign(ratio) : withoutRounding(ratio)),
      })
      rest = rest.filter((each) => each !== mixed && each !== first && each !== second)
    }
  }
  return { squares, rest }
}

const rootOf = ({ exponents }: Product, coefficient: number): Product => ({
  coefficient,
  exponents: exponents.map((exponent) => exponent / 2),
})

const partOfSquare = ({ scale, first, second }: Square, names: readonly string[]): Part => ({
  coefficient: scale,
  factors: [{ base: sumOf([first, second].map((each) => partOf(each, names))), power: 2 }],
})
