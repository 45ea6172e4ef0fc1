// What two columns have to do with each other: the same values, a multiple within rounding, or a power of ten.

import type { Column } from './table.ts'

/** Beyond what rounding of decimals explains: what float32 loses of a number (2^-24), and a little more. */
const FLOAT32_ERROR = 1e-7

/** A column in fewer steps than this is too coarse to say that it is a multiple of another. */
const LEAST_STEPS = 20

/** The first of the columns before each that has the very same values, by the later one's place. */
export function equalColumns(columns: readonly Column[]): ReadonlyMap<number, number> {
  const places = new Map<number, number[]>()
  const equal = new Map<number, number>()
  for (const [i, column] of columns.entries()) {
    const hash = hashOf(column.values)
    const alike = places.get(hash) ?? []
    const first = alike.find((j) => haveSameValues(column, columns[j] as Column))
    if (first === undefined) places.set(hash, [...alike, i])
    else equal.set(i, first)
  }
  return equal
}

function haveSameValues(a: Column, b: Column): boolean {
  return a.values.every((value, row) => value === b.values[row] || (Number.isNaN(value) && Number.isNaN(b.values[row])))
}

/** A whole number that equal values share (FNV-1a over their float32 bits; zeros of both signs are one). */
function hashOf(values: Float64Array): number {
  const short = new Float32Array(values.length)
  for (let row = 0; row < short.length; row += 1) short[row] = (values[row] as number) + 0
  const bits = new Int32Array(short.buffer)
  let hash = 0x811c9dc5 | 0
  for (const each of bits) hash = Math.imul(hash ^ each, 0x01000193)
  return hash
}

/**
 * The factor f with a = f·b in every row that has both, within the rounding of their last digits; undefined if there is
 * none, or the columns are too coarse to tell.
 */
export function factorBetween(a: Column, b: Column): number | undefined {
  const f = factorAtLargest(a, b)
  if (f === undefined) return undefined
  const rounding = 0.5 * (a.step + Math.abs(f) * b.step)
  // Most columns part in their first rows, which is soon seen.
  return holds(a, b, f, rounding) && !isCoarse(a) && !isCoarse(b) ? f : undefined
}

/** The sign and power p with a = ±10^p·b in every row that has both; undefined if there is none. */
export function powerOfTenBetween(a: Column, b: Column): { readonly sign: 1 | -1; readonly power: number } | undefined {
  const f = factorAtLargest(a, b)
  if (f === undefined) return undefined
  const power = Math.round(Math.log10(Math.abs(f)))
  const sign = f < 0 ? -1 : 1
  return holds(a, b, sign * Number(`1e${power}`), 0) ? { sign, power } : undefined
}

/** a/b in the row where b is largest in size. */
function factorAtLargest(a: Column, b: Column): number | undefined {
  let largest = 0
  let factor: number | undefined
  for (let row = 0; row < b.values.length; row += 1) {
    const [x, y] = [a.values[row] as number, b.values[row] as number]
    if (!(Math.abs(y) > largest) || !Number.isFinite(y) || !Number.isFinite(x)) continue
    largest = Math.abs(y)
    factor = x / y
  }
  return factor === undefined || factor === 0 || !Number.isFinite(factor) ? undefined : factor
}

function holds(a: Column, b: Column, factor: number, rounding: number): boolean {
  for (let row = 0; row < b.values.length; row += 1) {
    const [x, y] = [a.values[row] as number, b.values[row] as number]
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    if (!(Math.abs(x - factor * y) <= rounding + FLOAT32_ERROR * Math.abs(x))) return false
  }
  return true
}

function isCoarse({ values, step }: Column): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return !(high - low >= LEAST_STEPS * step && high > low)
}
