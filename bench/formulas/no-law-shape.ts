// What a table without a law is made of: which columns count, and how the target of a row comes about.

import type { RandomStream } from '../../src/base/normal.ts'
import type { Range } from './laws.ts'

/** How a column is drawn. */
export interface Draw {
  /** Evenly in the range; whole numbers have both ends; `order` counts the rows from 1 on. */
  readonly kind: 'even' | 'whole' | 'order'
  readonly range: Range
}

export const even = (low: number, high: number): Draw => ({ kind: 'even', range: [low, high] })
export const whole = (low: number, high: number): Draw => ({ kind: 'whole', range: [low, high] })
export const order: Draw = { kind: 'order', range: [1, 100] }

/** The target of a row, from the values of the columns that count. It is asked row after row, from the first on. */
export type TargetOfRow = (...values: number[]) => number

/** One way in which a target has no law. */
export interface Shape {
  /** The part of an id: a word or two. */
  readonly name: string
  readonly describe: string
  /** One for each column that counts; none where the target has nothing to do with the columns. */
  readonly draws: readonly Draw[]
  /** Draws what is fixed within a table (phases, codes, borders) and gives the target of each row. */
  readonly begin: (stream: RandomStream) => TargetOfRow
  /** Sizes of noise that its tables take in turn, as shares of the target's root mean square. 0, 1 and 5 % if left out. */
  readonly noises?: readonly number[]
  /** True if noise is a share of each value instead: where values run over many powers of ten. */
  readonly isNoiseRelative?: boolean
}

/** Shapes of one kind. */
export interface Kind {
  readonly kind: string
  readonly shapes: readonly Shape[]
}

/** A draw from the exponential distribution with mean 1. */
export const exponential = (stream: RandomStream): number => -Math.log(1 - stream.uniform())

/** Minus or plus one. */
export const coin = (stream: RandomStream): number => (stream.uniform() < 0.5 ? -1 : 1)
