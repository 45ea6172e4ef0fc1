// Between which bounds a reading stays while its columns stay within theirs.

import type { Range } from '../graph/node.ts'
import { binaryRange, unbounded } from '../graph/range.ts'
import type { Product } from './law.ts'
import type { ColumnRange, Monomial, Reading } from './reading.ts'

/** Gates and exponents this near to a whole number count as it. */
export const nearlyWhole = 1e-4

export const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) <= nearlyWhole

const point = (value: number): Range => ({ low: value, high: value })
const product = (a: Range, b: Range): Range => binaryRange('multiply', a, b, false)
const total = (a: Range, b: Range): Range => binaryRange('add', a, b, false)

/** Bounds of a reading, undefined where nothing is known of it. */
export function rangeOf(columns: readonly ColumnRange[], reading: Reading): Range | undefined {
  if (reading === undefined) return undefined
  if (typeof reading === 'number') return Number.isNaN(reading) ? undefined : point(reading)
  switch (reading.kind) {
    case 'monomial':
      return monomialRange(columns, reading)
    case 'logarithm': {
      const { low, high } = monomialRange(columns, reading.of)
      return { low: Math.log(Math.max(low, 0)), high: Math.log(Math.max(high, 0)) }
    }
    case 'count':
      return reading.weights.reduce(
        (sum, weight) => total(sum, { low: Math.min(weight, 0), high: Math.max(weight, 0) }),
        point(reading.constant),
      )
    default:
      return reading satisfies never
  }
}

/** Bounds of a monomial. Columns count as independent, so that the bounds may be wider than they need be. */
export function monomialRange(
  columns: readonly ColumnRange[],
  { coefficient, exponents, odd, sums }: Omit<Monomial, 'kind'>,
): Range {
  const powers = exponents.flatMap((exponent, j) =>
    exponent === 0 && odd[j] !== true ? [] : [columnPower(columns[j] as ColumnRange, exponent, odd[j] as boolean)],
  )
  const factors = sums.map(({ terms, power }) => powerRange(sumRange(columns, terms), power))
  return [...powers, ...factors].reduce(product, point(coefficient))
}

const sumRange = (columns: readonly ColumnRange[], terms: readonly Product[]): Range =>
  terms
    .map(({ coefficient, exponents }) =>
      exponents
        .map((exponent, j) => powerRange(columns[j] as ColumnRange, exponent))
        .reduce(product, point(coefficient)),
    )
    .reduce(total)

/** Bounds of `|x| ^ exponent`, times the sign of x where `odd` says so. */
function columnPower({ low, high }: ColumnRange, exponent: number, odd: boolean): Range {
  const least = low > 0 ? low : high < 0 ? -high : 0
  const size = powerRange({ low: least, high: Math.max(-low, high) }, exponent)
  if (!odd) return size
  if (exponent < 0) return unbounded
  return { low: -(Math.max(-low, 0) ** exponent), high: Math.max(high, 0) ** exponent }
}

/** Bounds of `base ^ power`. */
function powerRange(base: Range, power: number): Range {
  const { low, high } = base
  if (power === 0) return point(1)
  if (low >= 0) {
    return power > 0 ? { low: low ** power, high: high ** power } : { low: high ** power, high: low ** power }
  }
  if (!Number.isInteger(power)) return unbounded
  const isEven = power % 2 === 0
  if (high <= 0) {
    const turned = powerRange({ low: -high, high: -low }, power)
    return isEven ? turned : { low: -turned.high, high: -turned.low }
  }
  if (!isEven) return power > 0 ? { low: low ** power, high: high ** power } : unbounded
  const most = Math.max(-low, high) ** power
  return power > 0 ? { low: 0, high: most } : { low: most, high: Number.POSITIVE_INFINITY }
}
