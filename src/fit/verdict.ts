// Whether a law counts as found: five rules, each with what it saw.

import { valuesAt } from '../base/values-at.ts'
import { columnsOf, type Law } from '../formula/law.ts'
import type { Candidate } from '../search/candidates.ts'
import type { Prepared } from '../search/prepare.ts'
import {
  type ErrorKind,
  errorOf,
  predictionsOf,
  residualsOf,
  rootMeanSquare,
  roundingFloor,
  roundingFloors,
  sumOfSquares,
  withExactColumns,
} from '../search/residuals.ts'
import { skeletonOf } from '../search/skeleton.ts'
import { ranksOf } from '../search/split.ts'
import { fTail } from '../statistics/incomplete-beta.ts'
import { type Agreement, agrees } from './agreement.ts'
import { baselinesOf, squaresOfPredictions } from './baselines.ts'
import { endsOf } from './ends.ts'
import { type ColumnCounts, choicesOfColumns, luckOf } from './luck.ts'
import { boxPointCount, boxPoints, differenceOnBox } from './rivals.ts'
import { rules } from './rules.ts'
import { residualStructure, type Structure } from './structure.ts'

/** The rules by name, in the order in which they are judged. */
export const ruleNames = ['holds outside', 'beats luck', 'restarts agree', 'no rival', 'nothing left'] as const

export type RuleName = (typeof ruleNames)[number]

/** A law that is as good where there are rows and differs where there are none. */
export interface Rival {
  readonly candidate: Candidate
  /** On the doubled box, at the point that nineteen of twenty differ less than: see `differenceOnBox`. */
  readonly difference: number
}

export interface Verdict {
  readonly found: boolean
  readonly kind: ErrorKind
  /** Roots of mean squares, scaled; of the outermost rows, which were looked at once. */
  readonly trained: number
  readonly certified: number
  /** What rounding of the columns leaves on the certifying rows. */
  readonly floor: number
  readonly certifiedRows: number
  /** The chance that errors of one size are so much larger on the certifying rows than on the training ones. */
  readonly ratioByLuck: number
  readonly luck: { readonly constant: number; readonly neighbour: number; readonly tried: number }
  readonly agreement: Agreement
  readonly rivals: readonly Rival[]
  readonly structure: Structure
  /** Rows that do not fit the law though it passed, and without which no search confirmed it. */
  readonly misfits?: number
  readonly failed: readonly RuleName[]
}

export interface VerdictQuestion {
  readonly pick: Candidate
  /** The pick with constants held where the rows support it, scaled. */
  readonly law: Law
  /** The same with its numbers fitted to all rows. */
  readonly fitted: Law
  readonly prepared: Prepared
  readonly kind: ErrorKind
  readonly tried: number
  /** Where the rows chose the searched columns among more, a law could have been one of those others, too. */
  readonly columns: ColumnCounts
  /** The other laws that count as rivals where they are as good. */
  readonly others: readonly Candidate[]
  readonly agreement: Agreement
  readonly names: readonly string[]
  /** Columns of text, `[rows]` each: rows with the same text are one group. */
  readonly groups: readonly { readonly name: string; readonly texts: readonly string[] }[]
  /** Columns that were not searched, dates as points in time among them, `[rows]` each. */
  readonly unsearched: readonly { readonly name: string; readonly values: Float64Array }[]
  readonly seed: number
}

export function judge(question: VerdictQuestion): Verdict {
  const { law, fitted, names, prepared, kind, agreement, tried, columns } = question
  const { train, certify } = prepared.split
  const trained = errorOf(law, prepared, train, kind)
  const certified = errorOf(law, prepared, certify, kind)
  const floor = roundingFloor(law, prepared, certify, kind)
  const chances = tried * choicesOfColumns(columnsOf(law).length, columns)
  const luck = { ...luckOfLaw(law, prepared, kind, chances), tried }
  const rivals = rivalsOf(question)
  const patterns = structureOf(question)
  const structure = {
    ...[sizesOf(question, trained, certified), endsOf(fitted, prepared, kind, names)].reduce(leastOf, patterns),
    ...(patterns.untested === undefined ? {} : { untested: patterns.untested }),
  }
  const passes: Readonly<Record<RuleName, boolean>> = {
    'holds outside': certify.length > 0 && certified <= limitOf(question, trained),
    'beats luck': Math.max(luck.constant, luck.neighbour) <= rules.mostLuck,
    'restarts agree': agrees(agreement),
    'no rival': rivals.length === 0,
    'nothing left': structure.p >= rules.leastStructure,
  }
  const failed = ruleNames.filter((name) => !passes[name])
  return {
    found: failed.length === 0,
    kind,
    trained,
    certified,
    floor,
    certifiedRows: certify.length,
    ratioByLuck: ratioByLuck(law, trained, certified, prepared),
    luck,
    agreement,
    rivals,
    structure,
    failed,
  }
}

/**
 * What the trained error would be on the certifying rows, if the part of it that rounding of columns explains counts for as
 * much more, or less, as rounding does there. Of rounding only what is seen inside: numbers that were set in steps are exact,
 * however many digits they have.
 */
function grownError(law: Law, prepared: Prepared, kind: ErrorKind, trained: number): number {
  const [inside, outside] = [prepared.split.train, prepared.split.certify].map(
    (part) => roundingFloors(law, prepared, part)[kind].written,
  ) as [number, number]
  const seen = Math.min(trained, inside)
  const grown = inside > 0 ? (seen * outside) / inside : 0
  return Math.sqrt(Math.max(0, trained ** 2 - inside ** 2) + grown ** 2)
}

/** How large the certified error may be. Numbers that were not rounded have the digits of float64. */
function limitOf({ law, prepared, kind }: VerdictQuestion, trained: number): number {
  const expected = Math.max(trained, grownError(law, prepared, kind, trained))
  const least = roundingFloors(law, prepared, prepared.split.certify)[kind].float64
  return Math.max(rules.certifiedOverTrained * expected, least)
}

function ratioByLuck(law: Law, trained: number, certified: number, { split: { train, certify } }: Prepared): number {
  // Each number that was fitted takes a row's worth of error from those that it was fitted to.
  const degrees = train.length - 1 - law.sums.reduce((sum, { terms }) => sum + terms.length - 1, 0)
  const ratio = ((certified / trained) ** 2 * degrees) / train.length
  return certify.length > 0 && degrees > 0 && Number.isFinite(ratio) ? fTail(ratio, certify.length, degrees) : 0
}

const leastOf = (a: Structure, b: Structure): Structure => (b.p < a.p ? b : a)

/**
 * Whether the outermost rows have so much smaller errors than the inner ones that both are not the same noise: the law is then
 * off inside, and the outer rows do not test it. A bell's flank, where everything is 0, holds for every law that dies out. Only
 * where errors are smaller outside by as much as they may be larger, and what the law predicts spreads less there: noise may
 * well be smaller at the ends of a range, as that of shares is near 0 and 1.
 */
function sizesOf({ law, prepared, kind }: VerdictQuestion, trained: number, certified: number): Structure {
  const { train, certify } = prepared.split
  const where = 'how far out a row lies'
  const expected = Math.min(trained, grownError(law, prepared, kind, trained))
  const isFarSmaller = expected > rules.certifiedOverTrained * certified
  const [inside, outside] = [train, certify].map((part) => spreadOf(predictionsOf(law, prepared, part), kind))
  const isTested = (outside as number) > (inside as number)
  const least = roundingFloors(law, prepared, train)[kind].float64
  if (certify.length === 0 || trained <= least || !isFarSmaller || isTested) return { p: 1, where }
  return { p: fTail((expected / certified) ** 2, train.length, certify.length), where }
}

/** The standard deviation of predictions, of their logarithms where errors are shares. */
function spreadOf(predictions: Float64Array, kind: ErrorKind): number {
  const values = kind === 'absolute' ? predictions : predictions.map((value) => Math.log(Math.abs(value)))
  const finite = values.filter(Number.isFinite)
  const mean = finite.reduce((sum, value) => sum + value, 0) / Math.max(1, finite.length)
  return rootMeanSquare(finite.map((value) => value - mean))
}

function luckOfLaw(law: Law, prepared: Prepared, kind: ErrorKind, chances: number) {
  const { certify } = prepared.split
  if (certify.length === 0) return { constant: 1, neighbour: 1 }
  const squares = sumOfSquares(residualsOf(law, prepared, certify, kind))
  const { constant, neighbour } = baselinesOf(prepared)
  const own = predictionsOf(law, prepared, certify)
  // Where errors are shares a row with a prediction of 0 compares nothing.
  const compared = kind === 'absolute' ? certify : certify.filter((_, i) => own[i] !== 0)
  const luck = (predictions: Float64Array) =>
    luckOf(squares, squaresOfPredictions(predictions, law, prepared, kind), compared.length, chances)
  return { constant: luck(constant), neighbour: luck(neighbour) }
}

function rivalsOf({ pick, law, prepared, kind, others, seed }: VerdictQuestion): Rival[] {
  const limit = pick.errors[kind].score + rules.asGoodScore
  const asGood = others.filter((other) => other !== pick && other.errors[kind].score <= limit)
  if (asGood.length === 0) return []
  const used = new Set([law, ...asGood.map((other) => other.law)].flatMap(columnsOf))
  const points = boxPoints([...used], prepared, boxPointCount, seed)
  // One line for each form.
  const seen = new Set([skeletonOf(law)])
  return asGood.flatMap((candidate) => {
    const skeleton = skeletonOf(candidate.law)
    if (seen.has(skeleton)) return []
    seen.add(skeleton)
    const difference = differenceOnBox(law, candidate.law, points)
    return difference === undefined || difference > rules.mostDifference
      ? [{ candidate, difference: difference ?? Number.POSITIVE_INFINITY }]
      : []
  })
}

function structureOf({ law, prepared, kind, names, groups, unsearched, seed }: VerdictQuestion): Structure {
  const inside = Int32Array.from([...prepared.split.train, ...prepared.split.choose]).sort()
  const residuals = residualsOf(law, prepared, inside, kind)
  // What rounding left follows the digits of the columns.
  if (rootMeanSquare(residuals) <= roundingFloor(law, withExactColumns(prepared), inside, kind))
    return { p: 1, where: undefined, untested: 'rounding' }
  const used = columnsOf(law)
  const pick = (values: ArrayLike<number>) => valuesAt(values, inside)
  return residualStructure({
    columns: [
      ...prepared.columns.map((column, j) => ({
        name: names[j] as string,
        ranks: ranksOf(pick(column)),
        isInLaw: used.includes(j),
      })),
      ...unsearched.map(({ name, values }) => ({ name, ranks: ranksOf(pick(values)), isInLaw: false })),
    ],
    fitted: predictionsOf(law, prepared, inside),
    residuals,
    groups: groups.map(({ name, texts }) => ({ name, texts: Array.from(inside, (row) => texts[row] as string) })),
    seed,
  })
}
