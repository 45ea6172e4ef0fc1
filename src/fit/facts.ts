// What is kept of a fit: plain values, from which a fresh fit and a saved one answer alike.

import type { DecodedArray } from '../base/arrays.ts'
import type { ValuesOf } from '../base/options.ts'
import type { Dropped } from '../data/check.ts'
import type { ErrorKind } from '../search/residuals.ts'
import type { fitOptionSpecs } from './options.ts'
import type { RuleName } from './verdict.ts'

/** A column that the formula could use, and from where to where its values went. */
export interface FitInput {
  readonly name: string
  readonly low: number
  readonly high: number
}

/** How many of the best restarts gave a formula. */
export interface SeedsAgreeing {
  readonly agreeing: number
  readonly of: number
}

/** What one of the rules by which a formula counts as found says. */
export interface RuleReport {
  readonly rule: RuleName
  readonly passed: boolean
  /** True where the rule passed because there was nothing to test. */
  readonly untested?: boolean
  /** One plain sentence, with the numbers. */
  readonly says: string
  /** What to try where it did not pass: a sentence. */
  readonly advice?: string
}

/** Where a part of a formula comes from. */
export interface WhyPart {
  /** As it is written for people: `km²·mass`. */
  readonly part: string
  readonly text: string
}

/** A constant of a formula, with its 95 % interval where the rows determine one. */
export interface FittedConstant {
  readonly value: number
  readonly low?: number
  readonly high?: number
  /** What the rows gave before it was held at a rational. */
  readonly heldFrom?: number
}

/** Weights by the names that `why` goes by, each with its values and the sizes of its axes, the last of which varies fastest. */
export type FitWeights = Readonly<Record<string, DecodedArray<'float32'>>>

/** One formula of the list. Errors are in the target's unit, or shares of the prediction: see `kind`. */
export interface CandidateFacts {
  /** In the grammar of `parseFormula`, with all digits that the rows support. */
  readonly formula: string
  /** Columns, numbers and operations, counted as gplearn and PySR do. */
  readonly complexity: number
  /** Root of the mean square on the inner rows, where the constants were found. */
  readonly errorInside: number
  /** The same on the next rows outwards, by which the choice was made; NaN if there are none. */
  readonly errorOutside: number
  readonly seedsAgreeing: SeedsAgreeing
  readonly constants: readonly FittedConstant[]
  /** Where the intervals come from: `t` under 30 rows. */
  readonly method: 'bootstrap' | 't' | undefined
  /** The error before and after constants were held at rationals. */
  readonly snapping: { readonly before: number; readonly after: number }
  readonly why: readonly WhyPart[]
  /** The weights that training ended with, of scaled columns; undefined if no training led to the formula. */
  readonly weights: FitWeights | undefined
}

/** What the outermost rows said, which were looked at once. */
export interface Certified {
  readonly errorInside: number
  readonly errorOutside: number
  readonly rows: number
  readonly kind: ErrorKind
  /** What rounding of the columns leaves there. */
  readonly floor: number
}

/** How a search went. */
export interface FitSearch {
  readonly rounds: number
  readonly steps: number
  /** Formulas that were scored. */
  readonly tried: number
  readonly ended: 'exact' | 'enough' | 'rounds' | 'time' | 'stopped'
}

/** The options of a fit, after defaults. */
export type FitValues = ValuesOf<typeof fitOptionSpecs>

export interface FitFacts {
  readonly options: FitValues
  readonly source: string
  readonly target: string
  /** Every column of the table, in its order. */
  readonly columns: readonly string[]
  readonly inputs: readonly FitInput[]
  /** Of weights: the inputs in the order of the search. */
  readonly order: readonly string[]
  readonly rows: number
  readonly kind: ErrorKind
  readonly found: boolean
  readonly candidates: readonly CandidateFacts[]
  /** The place in the list of the formula that was judged. */
  readonly judged: number
  readonly certified: Certified
  readonly rules: readonly RuleReport[]
  readonly luck: { readonly constant: number; readonly neighbour: number; readonly tried: number }
  readonly rivals: readonly { readonly formula: string; readonly difference: number }[]
  /** Where the rows stand that do not fit the formula. */
  readonly outliers: readonly number[]
  readonly dropped: readonly Dropped[]
  readonly notes: readonly string[]
  readonly search: FitSearch
  readonly seconds: number
}
