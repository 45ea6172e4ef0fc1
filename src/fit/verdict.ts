// Whether a law counts as found: five rules, each with what it saw.

import { columnsOf, type Law } from '../formula/law.ts'
import { fTail } from '../statistics/incomplete-beta.ts'
import { type Agreement, agrees, skeletonOf } from './agreement.ts'
import { baselinesOf, squaresOfPredictions } from './baselines.ts'
import type { Candidate } from './candidates.ts'
import { luckOf } from './luck.ts'
import type { Prepared } from './prepare.ts'
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
} from './residuals.ts'
import { boxPointCount, boxPoints, differenceOnBox } from './rivals.ts'
import { rules } from './rules.ts'
import { ranksOf } from './split.ts'
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
  readonly luck: { readonly constant: number; readonly neighbour: number; readonly tried: number }
  readonly agreement: Agreement
  readonly rivals: readonly Rival[]
  readonly structure: Structure
  readonly failed: readonly RuleName[]
}

export interface VerdictQuestion {
  readonly pick: Candidate
  /** The pick with constants held where the rows support it, scaled. */
  readonly law: Law
  readonly prepared: Prepared
  readonly kind: ErrorKind
  readonly tried: number
  readonly ranked: readonly Candidate[]
  readonly agreement: Agreement
  readonly names: readonly string[]
  readonly groups: readonly { readonly name: string; readonly texts: readonly string[] }[]
  readonly seed: number
}

export function judge(question: VerdictQuestion): Verdict {
  const { law, prepared, kind, agreement, tried } = question
  const { train, certify } = prepared.split
  const trained = errorOf(law, prepared, train, kind)
  const certified = errorOf(law, prepared, certify, kind)
  const floor = roundingFloor(law, prepared, certify, kind)
  const luck = { ...luckOfLaw(law, prepared, kind, tried), tried }
  const rivals = rivalsOf(question)
  const structure = leastOf(structureOf(question), sizesOf(question, trained, certified))
  const passes: Readonly<Record<RuleName, boolean>> = {
    'holds outside': certify.length > 0 && certified <= limitOf(question, trained, floor),
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
    luck,
    agreement,
    rivals,
    structure,
    failed,
  }
}

/**
 * How large the certified error may be. Where the law is steeper outside, rounding of a column counts for more there, and the
 * error that was trained may grow as much. Numbers that were not rounded have the digits of float64.
 */
function limitOf({ law, prepared, kind }: VerdictQuestion, trained: number, floor: number): number {
  const { train, certify } = prepared.split
  const growth = Math.max(1, floor / roundingFloor(law, prepared, train, kind))
  const least = roundingFloors(law, prepared, certify)[kind].float64
  return Math.max(rules.certifiedOverTrained * trained * growth, least)
}

const leastOf = (a: Structure, b: Structure): Structure => (b.p < a.p ? b : a)

/**
 * Whether the outermost rows have so much smaller errors than the inner ones that both are not the same noise: the law is then
 * off inside, and the outer rows do not test it. A bell's flank, where everything is 0, holds for every law that dies out.
 */
function sizesOf({ law, prepared, kind }: VerdictQuestion, trained: number, certified: number): Structure {
  const { train, certify } = prepared.split
  const where = 'how far out a row lies'
  const least = roundingFloors(law, prepared, train)[kind].float64
  if (certify.length === 0 || trained <= least || certified >= trained) return { p: 1, where }
  return { p: fTail((trained / certified) ** 2, train.length, certify.length), where }
}

function luckOfLaw(law: Law, prepared: Prepared, kind: ErrorKind, tried: number) {
  const { certify } = prepared.split
  if (certify.length === 0) return { constant: 1, neighbour: 1 }
  const squares = sumOfSquares(residualsOf(law, prepared, certify, kind))
  const { constant, neighbour } = baselinesOf(prepared)
  const luck = (predictions: Float64Array) =>
    luckOf(squares, squaresOfPredictions(predictions, law, prepared, kind), certify.length, tried)
  return { constant: luck(constant), neighbour: luck(neighbour) }
}

function rivalsOf({ pick, law, prepared, kind, ranked, seed }: VerdictQuestion): Rival[] {
  const limit = pick.errors[kind].score + rules.asGoodScore
  const asGood = ranked.filter((other) => other !== pick && other.errors[kind].score <= limit)
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

function structureOf({ law, prepared, kind, names, groups, seed }: VerdictQuestion): Structure {
  const inside = Int32Array.from([...prepared.split.train, ...prepared.split.choose]).sort()
  const residuals = residualsOf(law, prepared, inside, kind)
  // What rounding left follows the digits of the columns.
  if (rootMeanSquare(residuals) <= roundingFloor(law, withExactColumns(prepared), inside, kind))
    return { p: 1, where: undefined }
  const used = columnsOf(law)
  const pick = (values: ArrayLike<number>) => Float64Array.from(inside, (row) => values[row] as number)
  return residualStructure({
    columns: prepared.columns.map((column, j) => ({
      name: names[j] as string,
      ranks: ranksOf(pick(column)),
      isInLaw: used.includes(j),
    })),
    fitted: predictionsOf(law, prepared, inside),
    residuals,
    groups: groups.map(({ name, texts }) => ({ name, texts: Array.from(inside, (row) => texts[row] as string) })),
    seed,
  })
}
