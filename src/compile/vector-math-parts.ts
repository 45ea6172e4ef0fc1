// What the transcendental functions share: clamps, Horner's rule, rounding.

import type { Arithmetic } from './arithmetic.ts'

/** 1.5·2^23: adding it rounds to a whole number n and leaves n in the low bits. Its own nine lowest bits are zero. */
export const roundingMagic = 12582912

/** Horner's rule; the constant term comes first. */
export function polynomial<V>(m: Arithmetic<V>, x: V, coefficients: readonly number[]): V {
  const last = coefficients.length - 1
  let sum = m.float(coefficients[last] ?? 0)
  for (let i = last - 1; i >= 0; i--) sum = m.multiplyAdd(sum, x, m.float(coefficients[i] ?? 0))
  return sum
}

// Clamps of this form keep a NaN, and a target that knows them needs one instruction (pmax, pmin);
// `max` and `min` take eight on x64.

/** x, but not below `low`; NaN stays. */
export function atLeast<V>(m: Arithmetic<V>, x: V, low: number): V {
  const bound = m.float(low)
  return m.select(m.less(x, bound), bound, x)
}

/** x, but not above `high`; NaN stays. */
export function atMost<V>(m: Arithmetic<V>, x: V, high: number): V {
  const bound = m.float(high)
  return m.select(m.less(bound, x), bound, x)
}
