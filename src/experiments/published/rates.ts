// Published numbers as typed data: each with the paper that it comes from and the place where it stands.

import type { citations } from '../../base/citations.ts'
import { invalid } from '../../base/errors.ts'
import type { Interval } from '../../base/options.ts'

/** A paper by its name in `src/base/citations.ts`. */
export type PaperKey = keyof typeof citations

/** Where a number comes from. */
export interface Origin {
  readonly paper: PaperKey
  /** Table, figure, section or file; and how it was read, where it was not printed as a number. */
  readonly source: string
  /** What a reader must know before comparing with it. */
  readonly note?: string
  /** Given where something else was measured than what we can: the note says what. */
  readonly comparable?: false
}

/** How many of the seeds succeeded. */
export interface PublishedRate extends Origin {
  /** The whole number that the rate must stand for; undefined if the number of seeds is not known well enough. */
  readonly successes: number | undefined
  readonly seeds: number
  /** From 0 to 1, with the digits that were published. */
  readonly rate: number
  /** 95 % interval, where one was published. */
  readonly interval?: Interval
}

/** Any other number. */
export interface PublishedValue extends Origin {
  readonly value: number
  /** 95 % interval, where one was published. */
  readonly interval?: Interval
  /** The spread that was published beside it; `source` or `note` says which. */
  readonly deviation?: number
}

/** What papers compute; `reciprocal` is 1/a. */
export type PublishedOperation = 'add' | 'subtract' | 'multiply' | 'divide' | 'reciprocal' | 'square' | 'root'

/** What was run. Two cells of one list never have the same. */
export interface CellKey {
  readonly experiment: string
  /** Id of the module; in a stack of unlike layers, of the one that the stack is named after. */
  readonly module: string
  readonly operation: PublishedOperation
  /** Id of the training range or distribution, where there are several. */
  readonly range?: string
  /** Number of inputs, where there are several. */
  readonly inputs?: number
}

/** What came out. A field is missing where nothing was published. */
export interface PublishedCell extends CellKey {
  readonly success?: PublishedRate
  /** Steps until the first success on the test range; solved seeds only. */
  readonly solvedAtMedian?: PublishedValue
  readonly solvedAtMean?: PublishedValue
  /** Largest distance of a weight from −1, 0 or 1, averaged over solved seeds. */
  readonly sparsityError?: PublishedValue
  /** Success on fresh data of the training range. */
  readonly trainSuccess?: PublishedRate
  /** Error on the test range; `source` says which error, and whether it is a mean or a median over seeds. */
  readonly testError?: PublishedValue
}

/** A pair of ranges: where a model is trained, and where it is tested. */
export interface RangePair {
  /** The training range as on the command line: `-20,-10`. */
  readonly id: string
  readonly train: Interval
  /** One interval, or several of which each input takes one in proportion to its width. */
  readonly test: readonly Interval[]
}

export const rangePair = (train: Interval, ...test: readonly Interval[]): RangePair => ({
  id: train.join(','),
  train,
  test,
})

/** A rate from a whole number of successes. */
export const rateOf = (successes: number, seeds: number, origin: Origin, interval?: Interval): PublishedRate => ({
  successes,
  seeds,
  rate: successes / seeds,
  ...(interval === undefined ? {} : { interval }),
  ...origin,
})

/**
 * A rate from a printed percentage; the successes are the whole number that rounds to it.
 * @throws NaluError if no whole number of `seeds` rounds to the percentage at its printed digits.
 */
export function rateOfPercent(percent: number, seeds: number, origin: Origin, interval?: Interval): PublishedRate {
  const successes = Math.round((percent / 100) * seeds)
  const digits = decimals(percent)
  if (Math.abs((100 * successes) / seeds - percent) > 0.5 * 10 ** -digits * (1 + 1e-9)) {
    throw invalid(
      `${percent} % of ${seeds} seeds is not a whole number of seeds; the nearest is ${successes}. ` +
        'Check the percentage and the number of seeds against the source.',
    )
  }
  return { ...rateOf(successes, seeds, origin, interval), rate: Number((percent / 100).toFixed(digits + 2)) }
}

/** Digits behind the point. */
export const decimals = (value: number): number => `${value}`.split('.')[1]?.length ?? 0

const keyFields = ['experiment', 'module', 'operation', 'range', 'inputs'] as const

/** The cells that agree with every field that is given. */
export const publishedCells = (cells: readonly PublishedCell[], key: Partial<CellKey>): PublishedCell[] =>
  cells.filter((cell) => keyFields.every((field) => key[field] === undefined || cell[field] === key[field]))

/** The cell of exactly this key: a field that is not given is one that the cell has not either. */
export const publishedCell = (cells: readonly PublishedCell[], key: CellKey): PublishedCell | undefined =>
  cells.find((cell) => keyFields.every((field) => cell[field] === key[field]))
