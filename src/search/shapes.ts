// The forms of laws that a search trains, from short to long: powers of quotients of sums of products.

import type { Law } from '../formula/law.ts'
import type { Shape } from './climb-system.ts'

/** `y ^ k` is a quotient of a sum of `over` products and of 1 and `under` more. */
export interface PowerShape extends Shape {
  /** Of the target: what is trained is its k-th power, so that roots and reciprocals become sums. */
  readonly k: number
}

export const powers = [1, -1, 2, -2, 0.5, -0.5] as const

/** What each round adds. Rounds go on with the last list, from other starts. */
const roundShapes: readonly (readonly PowerShape[])[] = [
  [
    { k: 1, over: 1, under: 0 },
    ...powers.map((k) => ({ k, over: 2, under: 0 })),
    ...powers.map((k) => ({ k, over: 3, under: 0 })),
    { k: 1, over: 2, under: 1 },
    { k: 2, over: 2, under: 1 },
    { k: 2, over: 3, under: 1 },
  ],
  [
    ...powers.map((k) => ({ k, over: 2, under: 0 })),
    ...powers.map((k) => ({ k, over: 3, under: 0 })),
    { k: 1, over: 4, under: 0 },
    { k: 2, over: 4, under: 0 },
    { k: -1, over: 4, under: 0 },
    { k: 1, over: 2, under: 1 },
    { k: 2, over: 2, under: 1 },
    { k: 1, over: 3, under: 1 },
    { k: 2, over: 3, under: 1 },
    { k: 1, over: 2, under: 2 },
  ],
]

/** The shapes of a round, counted from 0. */
export const shapesOf = (round: number): readonly PowerShape[] =>
  roundShapes[Math.min(round, roundShapes.length - 1)] as readonly PowerShape[]

/** A shape's name in streams of random numbers and in reports. */
export const shapeName = ({ k, over, under }: PowerShape): string => `y^${k} of ${over} over ${under}`

/** True if every target has a k-th power that leads back to it. */
export function takesPower(k: number, target: Float64Array): boolean {
  if (k === 1) return true
  const isSigned = target.some((value) => value < 0)
  if (k < 0 && target.includes(0)) return false
  // Whole odd powers keep signs.
  return k === -1 || !isSigned
}

/** Rows that a law with so many numbers leaves something to test with. */
export function fitsRows({ over, under }: Shape, rows: number): boolean {
  const parts = over + under
  return parts === 1 || 3 * parts <= rows / 2
}

/** The law of products with these exponents and coefficients. */
export function lawOfShape(
  { k, over }: PowerShape,
  exponents: readonly ArrayLike<number>[],
  coefficients: ArrayLike<number>,
): Law {
  const terms = exponents.map((each, t) => ({ coefficient: coefficients[t] as number, exponents: Array.from(each) }))
  const none = (terms[0] as { exponents: number[] }).exponents.map(() => 0)
  const above = terms.slice(0, over)
  const below = terms.slice(over)
  const one = { coefficient: 1, exponents: none }
  const [only] = above
  const sums = below.length === 0 ? [] : [{ power: -1 / k, terms: [one, ...below] }]
  if (above.length === 1 && only !== undefined) {
    const coefficient = Math.sign(only.coefficient) * Math.abs(only.coefficient) ** (1 / k)
    return { coefficient, exponents: only.exponents.map((exponent) => exponent / k), sums }
  }
  return { ...one, sums: [{ power: 1 / k, terms: above }, ...sums] }
}
