// A picked law in the units of the table: constants held at rationals, fitted to all rows, with intervals, and rounded.

import { keepingValues } from '../formula/keeping-values.ts'
import type { Law } from '../formula/law.ts'
import {
  type FreeNumbers,
  fitLaw,
  freeNumbers,
  type LawRows,
  lawValues,
  numbersOf,
  withNumbers,
  withUnitTerms,
} from '../formula/law-fit.ts'
import { type SnappedLaw, snapLaw } from '../formula/law-snap.ts'
import { digitsOf } from '../formula/law-writing.ts'
import { tidyLaw } from '../formula/tidy-law.ts'
import { isSimpleFraction } from '../search/length.ts'
import { partLawRows, weighedBy } from '../search/part-rows.ts'
import type { Prepared } from '../search/prepare.ts'
import { type ErrorKind, everyFewRows, rootMeanSquare, roundingFloor } from '../search/residuals.ts'
import { lawOfTable } from '../search/scaling.ts'
import { intervalsOf } from './bootstrap.ts'

/** One constant of a finished law. */
export interface Constant {
  /** Its place among the numbers of the law; see `numbersOf`. */
  readonly place: number
  readonly value: number
  /** 95 %; undefined where the rows do not determine it. */
  readonly interval: readonly [low: number, high: number] | undefined
  /** What the fit gave before it was held at a rational; undefined where it was not. */
  readonly heldFrom: number | undefined
}

export interface Finished {
  /** In the units and the order of the table's columns; every number has the digits that the rows support. */
  readonly law: Law
  /** The same law where its numbers and columns take the fewest words. */
  readonly written: Law
  /** The numbers that were fitted, those of `law`: in `written` some of them may stand for several that are the same. */
  readonly constants: readonly Constant[]
  readonly method: 'bootstrap' | 't' | undefined
  /** Roots of mean squares on the rows that train and choose, before and after constants were held. */
  readonly snapping: { readonly before: number; readonly after: number }
}

export interface HeldLaw {
  /** In the table's units and order, fitted to the rows that train and choose. */
  readonly law: Law
  readonly snapped: SnappedLaw
}

// Of so many rows a constant has standard errors small enough to be told from a rational.
const mostHeldRows = 4000

/** Holds constants at rationals, judged on the rows that train and choose, or on every few of them. */
export function holdConstants(scaled: Law, prepared: Prepared, table: Prepared, kind: ErrorKind): HeldLaw | undefined {
  const { train, choose } = table.split
  const inside = everyFewRows(Int32Array.from([...train, ...choose]).sort(), mostHeldRows)
  const plainRows = partLawRows(table, inside)
  const plain = lawOfTable(scaled, prepared)
  const law = withUnitTerms(keepingValues(withNumberInside(plain), tidyLaw(plain), plainRows), plainRows)
  const rows = weighedBy(plainRows, law, kind)
  const floor = roundingFloor(law, table, inside, kind)
  const snapped = snapLaw(law, rows, openNumbers(law), floor)
  return snapped === undefined ? undefined : { law: snapped.law, snapped }
}

/** The coefficients, and exponents that are no halves, thirds or quarters: those were fitted, too. */
function openNumbers(law: Law): FreeNumbers {
  const coefficients = freeNumbers(law, 'coefficients')
  const all = freeNumbers(law, 'all')
  const size = 1 + law.exponents.length
  let count = 0
  return numbersOf(law).map((number, place) => {
    const isExponent = place % size !== 0
    const isOpen = isExponent
      ? (all[place] as number) >= 0 && !isSimpleFraction(number)
      : (coefficients[place] as number) >= 0
    return isOpen ? count++ : -1
  })
}

/** Fits what is not held to all rows, with intervals, and rounds it to the digits that they support. */
export function finish(held: HeldLaw, table: Prepared, kind: ErrorKind, seed: number): Finished {
  const { snapped } = held
  const all = Int32Array.from(table.rows.keys())
  const rows = weighedBy(partLawRows(table, all), held.law, kind)
  const { free } = snapped
  const fitted = fitLaw(held.law, rows, { free })
  const known = fitted?.law ?? held.law
  const covariance = fitted?.covariance()
  const intervals = intervalsOf(known, free, table, { part: all, kind, seed })
  const standardErrors = free.map((parameter) =>
    parameter < 0 || covariance === undefined ? 0 : Math.sqrt(covariance.get(parameter, parameter)),
  )
  const numbers = roundedNumbers(known, free, rows, standardErrors)
  const before = new Map(snapped.held.map(({ place, from }) => [place, from]))
  const constants = numbers.flatMap((value, place): Constant[] => {
    const isFree = (free[place] as number) >= 0
    const heldFrom = before.get(place)
    if (!isFree && heldFrom === undefined) return []
    return [{ place, value, interval: intervals?.intervals[place], heldFrom }]
  })
  const law = withNumbers(known, numbers)
  return {
    law,
    written: keepingValues(law, tidiedAgain(law), rows),
    constants,
    method: intervals?.method,
    snapping: { before: Math.sqrt(snapped.before), after: Math.sqrt(snapped.after) },
  }
}

/** The number before a sum in its terms, so that each of them has a number of its own. */
function withNumberInside(law: Law): Law {
  const [first, ...others] = law.sums
  const factor = law.coefficient ** (1 / (first?.power ?? 1))
  // Of units far from 1 the power of a number may be none.
  if (first === undefined || !(factor > 0 && Number.isFinite(factor))) return law
  const terms = first.terms.map((term) => ({ ...term, coefficient: term.coefficient * factor }))
  return { ...law, coefficient: 1, sums: [{ ...first, terms }, ...others] }
}

/** In fewer words, if numbers need no more digits for it. Numbers that are the same in all their digits are taken together. */
function tidiedAgain(law: Law): Law {
  const tidied = tidyLaw(law)
  const digits = (of: Law) => Math.max(...numbersOf(of).map(digitsOf))
  return digits(tidied) > digits(law) ? law : tidied
}

// Rounding may move predictions by this share of the law's error, or of the predictions where there is no error.
const mostMoved = { error: 0.02, predictions: 1e-11 } as const
// float64 holds no more digits than these.
const mostFurtherDigits = 5

/**
 * The law's numbers, free ones with the digits that the rows support, and with as many more as it takes for all of them
 * together to predict what they did: where a column lies far from 0, a slope and a constant are known together far
 * better than each by itself.
 * @param standardErrors of each number; 0 where it is not known.
 */
function roundedNumbers(
  law: Law,
  free: FreeNumbers,
  rows: LawRows,
  standardErrors: readonly number[],
): readonly number[] {
  const exact = numbersOf(law)
  const sizeOf = (values: Float64Array) =>
    rootMeanSquare(values.map((value, row) => value * (rows.weights[row] as number)))
  const predictions = lawValues(law, rows)
  const error = sizeOf(predictions.map((value, row) => value - (rows.target[row] as number)))
  const limit = Math.max(mostMoved.error * error, mostMoved.predictions * sizeOf(predictions))
  for (let further = 0; further < mostFurtherDigits; further += 1) {
    const numbers = exact.map((number, place) =>
      (free[place] as number) < 0 ? number : rounded(number, standardErrors[place] as number, further),
    )
    const moved = lawValues(withNumbers(law, numbers), rows).map((value, row) => value - (predictions[row] as number))
    if (sizeOf(moved) <= limit) return numbers
  }
  return exact
}

// Digits beyond these are those of a fit in float64.
const mostDigits = 12

/** A number with two digits of its standard error, and not more than twelve of its own; each with some further ones. */
export function rounded(value: number, standardError: number, further = 0): number {
  if (value === 0 || !Number.isFinite(value)) return value
  const size = Math.floor(Math.log10(Math.abs(value)))
  const last = standardError > 0 ? Math.floor(Math.log10(standardError)) - 1 : size - mostDigits + 1
  const digits = Math.max(1, Math.min(mostDigits, size - last + 1)) + further
  return Number(value.toPrecision(digits))
}
