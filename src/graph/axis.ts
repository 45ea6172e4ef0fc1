// An axis: a named extent with identity. Two axes of equal name and size are still different axes.

import { invalid } from '../base/errors.ts'

/** One dimension of an array. Axes are compared by identity, never by name. */
export interface Axis {
  readonly name: string
  /** Number of positions, at least 1. */
  readonly size: number
}

/**
 * Makes a new axis.
 * @throws NaluError if `size` is not a whole number of at least 1.
 */
export function axis(name: string, size: number): Axis {
  if (!Number.isInteger(size) || size < 1) {
    throw invalid(`Axis "${name}" has size ${size}; a size is a whole number of at least 1.`)
  }
  return Object.freeze({ name, size })
}

/** The axes as text, for messages: `[out=2, in=10]`. */
export function describeAxes(axes: readonly Axis[]): string {
  return `[${axes.map((a) => `${a.name}=${a.size}`).join(', ')}]`
}

/** Every axis of `left`, then those of `right` that are not yet there. */
export function unionOfAxes(left: readonly Axis[], right: readonly Axis[]): readonly Axis[] {
  const missing = right.filter((a) => !left.includes(a))
  return missing.length === 0 ? left : [...left, ...missing]
}

/** True if both lists hold the same axes, in any order. */
export function sameAxes(left: readonly Axis[], right: readonly Axis[]): boolean {
  return left.length === right.length && left.every((a) => right.includes(a))
}

/** How many elements an array over these axes has. */
export function countElements(axes: readonly Axis[]): number {
  return axes.reduce((product, a) => product * a.size, 1)
}
