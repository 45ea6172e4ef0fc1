// The shape of what flows between layers: axes without the rows, and whether it is numbers or indices.

import { invalid } from '../base/errors.ts'
import { type Axis, axis, countElements } from '../graph/axis.ts'
import type { SlotOptions } from '../graph/build.ts'

/** What one row has. Whoever trains adds the axis of rows. */
export interface Shape {
  /** From the outermost to the fastest, as the values of a row lie. */
  readonly axes: readonly Axis[]
  /** Whole numbers from 0 to `below` − 1, such as tokens. Without it: float. */
  readonly below?: number
  /** All axes count as one: see `flatten`. */
  readonly isFlat?: boolean
}

/** Numbers `[in]`: a row of a table. */
export const vector = (size: number): Shape => ({ axes: [axis('in', size)] })

/** An image `[channels, height, width]`. */
export const image = (channels: number, height: number, width: number): Shape => ({
  axes: [axis('channels', channels), axis('height', height), axis('width', width)],
})

/** Numbers at each time `[time, features]`. */
export const sequence = (steps: number, features: number): Shape => ({
  axes: [axis('time', steps), axis('features', features)],
})

/** An image at each time `[time, channels, height, width]`. */
export const images = (steps: number, channels: number, height: number, width: number): Shape => ({
  axes: [axis('time', steps), ...image(channels, height, width).axes],
})

/**
 * Tokens `[time]`: whole numbers from 0 to `vocabulary` − 1.
 * @throws NaluError if the vocabulary is not a whole number of at least 1.
 */
export function tokens(steps: number, vocabulary: number): Shape {
  if (!Number.isInteger(vocabulary) || vocabulary < 1) {
    throw invalid(`A vocabulary of ${vocabulary} tokens; expected a whole number of at least 1.`)
  }
  return { axes: [axis('time', steps)], below: vocabulary }
}

/** The same values, whose axes count as one. */
export const flat = (shape: Shape): Shape => ({ ...shape, isFlat: true })

/** Numbers in a row. */
export const sizeOf = ({ axes }: Shape): number => countElements(axes)

/** Type and bounds of a slot that holds such values. */
export const slotOptions = ({ below }: Shape): SlotOptions =>
  below === undefined ? {} : { type: 'int', range: { low: 0, high: below - 1 } }

/** The shape as text, for messages and summaries: `3 × 16 × 16`, `12 tokens below 50`. */
export function describeShape({ axes, below, isFlat = false }: Shape): string {
  const sizes = axes.map(({ size }) => size)
  const numbers = isFlat ? String(sizes.reduce((a, b) => a * b, 1)) : sizes.join(' × ') || 'one number'
  return below === undefined ? numbers : `${numbers} whole numbers below ${below}`
}

/** True if two shapes have equal sizes, axis by axis, and equal types. */
export const isAlike = (a: Shape, b: Shape): boolean =>
  a.below === b.below && a.axes.length === b.axes.length && a.axes.every(({ size }, i) => size === b.axes[i]?.size)
