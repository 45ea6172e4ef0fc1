// The laws that a search has found so far: each once, with its errors, and which of them the rows speak for.

import { keepingValues } from '../formula/keeping-values.ts'
import { type Law, simplifyLaw } from '../formula/law.ts'
import type { LawRows } from '../formula/law-fit.ts'
import type { ClosedFormName } from './closed.ts'
import { lengthOfLaw } from './length.ts'
import { partLawRows } from './part-rows.ts'
import type { Prepared } from './prepare.ts'
import {
  type ErrorKind,
  everyFewRows,
  predictionsOf,
  type RoundingFloor,
  residualsOf,
  roundingFloors,
  sumOfSquares,
} from './residuals.ts'
import { lawOfTable } from './scaling.ts'
import type { ShapeLaw } from './shape-search.ts'
import type { PowerShape } from './shapes.ts'
import { skeletonOf } from './skeleton.ts'
import { withoutSpentTerms } from './spent-terms.ts'
import { splitShares } from './split.ts'

/** Where a law came from. */
export type Origin =
  | { readonly kind: 'closed form'; readonly name: ClosedFormName }
  | {
      readonly kind: 'shape'
      readonly shape: PowerShape
      readonly reachedBy: number
      readonly climbed: number
      readonly trained: ShapeLaw['trained']
    }
  | {
      readonly kind: 'modules'
      /** From the columns to the target; a linear layer behind them gives the scale. */
      readonly ids: readonly string[]
      /** How many values each of them gives. */
      readonly sizes: readonly number[]
      readonly reachedBy: number
      readonly climbed: number
      /** What the law was read from, on scaled columns: `layer1.…` and on, the linear layer last. */
      readonly trained: NonNullable<ShapeLaw['trained']>
    }

/** Errors of one kind: roots of mean squares on the rows that train and on those that choose. */
export interface PartErrors {
  readonly train: number
  readonly choose: number
  /** What rounding alone leaves on both. */
  readonly floor: number
  /**
   * Rows times the logarithm of the mean squared error of both parts, not below the floor, plus the law's length: the lower,
   * the more the rows speak for it (Schwarz 1978, with lengths of exponents as in Rissanen 1978).
   */
  readonly score: number
}

export interface Candidate {
  /** Of scaled columns. */
  readonly law: Law
  readonly origin: Origin
  /** The law that restarts led to, where this one was made from it. */
  readonly base: Law
  readonly length: number
  readonly errors: Readonly<Record<ErrorKind, PartErrors>>
}

/** Every law is scored once, whichever way it was found. */
export class Candidates {
  readonly #prepared: Prepared
  /** Rows of a large table say the same as every few of them. */
  readonly #train: Int32Array
  readonly #choose: Int32Array
  readonly #inside: Int32Array<ArrayBuffer>
  readonly #rows: LawRows
  readonly #known = new Map<string, Candidate>()
  /** By form: the keys of its laws, and what they predict for the rows of the keys. */
  readonly #ofForm = new Map<string, { readonly key: string; readonly predictions: Float64Array }[]>()
  /** Those that predict the same of these rows in another form, under the same keys. */
  readonly #alike = new Map<string, Map<string, Candidate>>()
  /** Twice the sum of the logarithms of the targets' sizes: makes scores of relative errors those of absolute ones. */
  readonly #logSizes: number
  #tried = 0

  constructor(prepared: Prepared) {
    this.#prepared = prepared
    this.#train = everyFewRows(prepared.split.train)
    this.#choose = everyFewRows(
      prepared.split.choose,
      Math.ceil((this.#train.length * splitShares.choose) / splitShares.train),
    )
    this.#inside = Int32Array.from([...this.#train, ...this.#choose])
    this.#rows = partLawRows(prepared, this.#inside)
    this.#logSizes = this.#inside.reduce((sum, row) => {
      const size = Math.abs(prepared.target[row] as number)
      // A target of 0 has no share to be off by.
      return size === 0 ? sum : sum + 2 * Math.log(Math.max(1e-12, size))
    }, 0)
  }

  /** Laws that were scored, those that were no better included. */
  get tried(): number {
    return this.#tried
  }

  /** The candidate that this law is now; undefined if it has no finite error, or no finite numbers in the table's units. */
  offer(found: Law, origin: Origin, base: Law = found): Candidate | undefined {
    const spared = withoutSpentTerms(found, this.#prepared, this.#inside)
    const law = keepingValues(spared, simplifyLaw(spared), this.#rows)
    const floors = roundingFloors(law, this.#prepared, this.#inside)
    const errors = {
      absolute: this.#errors(law, 'absolute', floors.absolute),
      relative: this.#errors(law, 'relative', floors.relative),
    }
    if (!Number.isFinite(errors.absolute.score) || !isWritable(lawOfTable(law, this.#prepared))) return undefined
    this.#tried += 1
    const candidate = { law, origin, base, length: lengthOfLaw(law, this.#inside.length), errors }
    const key = this.#keyOf(law, errors)
    const known = this.#known.get(key)
    if (known !== undefined) this.#remember(key, [known, candidate])
    const kept = known === undefined ? candidate : ofBoth(known, candidate)
    this.#known.set(key, kept)
    return kept
  }

  /** Laws of other forms that say the same of these rows, and may say something else of others. */
  alike(candidate: Candidate): Candidate[] {
    const own = skeletonOf(candidate.law)
    const [key] = [...this.#known].find(([, known]) => known.law === candidate.law) ?? []
    const forms = key === undefined ? undefined : this.#alike.get(key)
    return [...(forms ?? [])].flatMap(([form, each]) => (form === own ? [] : [each]))
  }

  #remember(key: string, same: readonly Candidate[]): void {
    const forms = this.#alike.get(key) ?? new Map<string, Candidate>()
    for (const each of same) {
      const form = skeletonOf(each.law)
      const known = forms.get(form)
      if (known === undefined || each.length < known.length) forms.set(form, each)
    }
    this.#alike.set(key, forms)
  }

  /** All, best first. */
  ranked(kind: ErrorKind): Candidate[] {
    return [...this.#known.values()].sort((a, b) => a.errors[kind].score - b.errors[kind].score || a.length - b.length)
  }

  /** The kind of errors under which the best law explains the rows best. */
  get kind(): ErrorKind {
    const [absolute] = this.ranked('absolute')
    const [relative] = this.ranked('relative')
    if (absolute === undefined || relative === undefined) return 'absolute'
    return relative.errors.relative.score < absolute.errors.absolute.score - leastGain ? 'relative' : 'absolute'
  }

  #errors(law: Law, kind: ErrorKind, { written, float64 }: RoundingFloor): PartErrors {
    const [train, choose] = [this.#train, this.#choose]
    const squares = [train, choose].map((part) => sumOfSquares(residualsOf(law, this.#prepared, part, kind)))
    const [ofTrain = 0, ofChoose = 0] = squares
    const rows = this.#inside.length
    // What rounding leaves is noise like any other: it is seen, and not known beforehand.
    const mean = Math.max((ofTrain + ofChoose) / rows, float64 * float64)
    const logSizes = kind === 'relative' ? this.#logSizes : 0
    return {
      train: Math.sqrt(ofTrain / train.length),
      choose: choose.length === 0 ? Number.NaN : Math.sqrt(ofChoose / choose.length),
      floor: Math.max(written, float64),
      score: rows * Math.log(mean) + logSizes + lengthOfLaw(law, rows),
    }
  }

  /**
   * Laws with the same predictions to seven digits are the same on this table, and so are those of one form that differ by
   * far less than they are off: fits of one law end in slightly other numbers.
   */
  #keyOf(law: Law, { absolute, relative }: Candidate['errors']): string {
    const rows = Int32Array.from({ length: keyRows }, (_, i) =>
      Math.floor(((i + 0.5) * this.#prepared.rows.length) / keyRows),
    )
    const predictions = predictionsOf(law, this.#prepared, rows)
    const key = Array.from(predictions, (value) => value.toPrecision(7)).join(' ')
    if (this.#known.has(key)) return key
    const form = skeletonOf(law)
    const ofForm = this.#ofForm.get(form) ?? []
    this.#ofForm.set(form, ofForm)
    const isNear = (value: number, other: number) =>
      Math.abs(value - other) <= mostApart * Math.min(absolute.train, relative.train * Math.abs(value))
    const near = ofForm.find((each) => each.predictions.every((value, i) => isNear(value, predictions[i] as number)))
    if (near !== undefined) return near.key
    ofForm.push({ key, predictions })
    return key
  }
}

/**
 * Of two that are the same on this table the one that scores better, which is the shorter one or, of one form, the one whose
 * numbers fit better. Of one form it came from where says more of it.
 */
function ofBoth(known: Candidate, other: Candidate): Candidate {
  const scoreOf = ({ errors }: Candidate) => Math.min(errors.absolute.score, errors.relative.score)
  const better = scoreOf(other) < scoreOf(known) - leastBetter ? other : known
  const isOneForm = skeletonOf(other.law) === skeletonOf(known.law)
  const teller = isOneForm ? (saysMore(other.origin, known.origin) ? other : known) : better
  return teller === better ? better : { ...better, origin: teller.origin, base: teller.base }
}

const keyRows = 7
// Of the error: laws of one form that lie no farther apart are one.
const mostApart = 0.01
// Less is rounding.
const leastBetter = 1e-9

/**
 * Restarts that were trained to a law say more of it than a closed form does, and of two stacks of modules the one with the
 * lower loss does.
 */
function saysMore(a: Origin, b: Origin): boolean {
  if (a.kind === 'modules' && b.kind === 'modules') return a.trained.loss < b.trained.loss
  return isTrained(a) && !isTrained(b)
}

const isTrained = (origin: Origin): boolean => origin.kind !== 'closed form' && origin.trained !== undefined

/** Scales to high powers leave float64 on either side. */
const isWritable = (law: Law): boolean =>
  [law, ...law.sums.flatMap(({ terms }) => terms)].every(
    ({ coefficient }) => Number.isFinite(coefficient) && coefficient !== 0,
  )

// Relative errors have to say clearly more before a table counts as one of relative noise.
const leastGain = 6
