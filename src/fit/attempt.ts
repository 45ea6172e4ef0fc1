// One search of some rows of a table: what is found, what of it is shown, and what is said about the pick.

import { failure, type NaluError } from '../base/errors.ts'
import type { CancelSignal } from '../base/platform.ts'
import { valuesAt } from '../base/values-at.ts'
import type { Checked } from '../data/check.ts'
import { timesOf } from '../data/dates.ts'
import type { Column } from '../data/table.ts'
import { type Law, roundedLaw } from '../formula/law.ts'
import { formulaOf, tidyLaw } from '../formula/law-formula.ts'
import { printFormula } from '../graph/formula-print.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { Candidate } from '../search/candidates.ts'
import { closedForms } from '../search/closed.ts'
import { stacksOf } from '../search/module-stacks.ts'
import type { Prepared } from '../search/prepare.ts'
import { refine } from '../search/refine-candidates.ts'
import type { ErrorKind } from '../search/residuals.ts'
import { runHere } from '../search/run-here.ts'
import { lawOfTable, scaledLaw, unscaled } from '../search/scaling.ts'
import { type Searched, type SearchProgress, type ShapeOutcome, search } from '../search/search.ts'
import type { RunTasks } from '../search/search-jobs.ts'
import { type Agreement, agreementOf, agrees } from './agreement.ts'
import { closedAgreement } from './closed-agreement.ts'
import { type Finished, finish, holdConstants } from './finish.ts'
import { listOf } from './listing.ts'
import { judge, type Verdict, type VerdictQuestion } from './verdict.ts'

/** Options of a search that decide what it finds. */
export interface AttemptOptions {
  /** Default 1. The same seed and rounds give the same formula. */
  readonly seed?: number
  /** Starts that are trained for each form of a law in a round. Default 256. */
  readonly seeds?: number
  /** Default 3: a search ends earlier where a law is exact, or needs no other. */
  readonly rounds?: number
  /**
   * Arithmetic modules, those of the registry or your own, that are trained in stacks before anything else. What they
   * compute is read off their weights and joins the candidates.
   */
  readonly modules?: readonly ArithmeticModule[]
  /** Seconds. Default 30; what was found until then is judged. */
  readonly time?: number
  /** Aborting keeps the best so far. */
  readonly signal?: CancelSignal
  readonly onProgress?: (progress: FitProgress) => void
  /** How tasks are run. Default: here, one after another. */
  readonly run?: RunTasks
}

/** How far a search is. */
export interface FitProgress extends Omit<SearchProgress, 'best'> {
  /** The best so far, for people: `2.5 + 1.8·km`, in the table's units. Undefined as long as there is none. */
  readonly formula: string | undefined
}

/** A candidate as it is shown. */
export interface Listed {
  readonly candidate: Candidate
  readonly finished: Finished
}

/** Seconds, if nobody says how many. */
export const defaultTime = 30

/** One search and what is said about its pick. */
export interface Attempt {
  readonly prepared: Prepared
  readonly searched: Searched
  readonly kind: ErrorKind
  /** The list, from short to long. */
  readonly listed: readonly Listed[]
  /** The place of the pick in the list. */
  readonly pick: number
  readonly verdict: Verdict
}

/** A table whose inputs are those that are searched. */
export interface SearchedTable extends Checked {
  /** Columns of numbers that were left out of the search, as there were too many. */
  readonly screened: readonly Column[]
}

/**
 * Searches and judges on some rows of a table.
 * @param prepared these rows.
 * @param before laws that were scored, and how many columns there are to choose from.
 */
export async function attemptFit(
  checked: SearchedTable,
  prepared: Prepared,
  options: AttemptOptions,
  before: Pick<VerdictQuestion, 'tried' | 'columns'>,
): Promise<Attempt> {
  const { seed = 1 } = options
  const searched = await searchLaws(
    prepared,
    checked.inputs.map(({ name }) => name),
    options,
  )
  const { candidates } = searched
  const { kind } = candidates
  const ranked = candidates.ranked(kind)
  if (ranked.length === 0) throw nothingYet(prepared, checked.target.name, options.signal)
  const table = unscaled(prepared)
  // In the table's units a number of a law may be too large.
  const heldOf = ({ law }: Candidate) => holdConstants(law, prepared, table, kind)
  const best = ranked.find((candidate) => heldOf(candidate) !== undefined)
  const held = best === undefined ? undefined : heldOf(best)
  if (best === undefined || held === undefined) throw nothingYet(prepared, checked.target.name, options.signal)
  const listed = listOf([best, ...ranked.filter((candidate) => candidate !== best)], kind).flatMap(
    (candidate): Listed[] => {
      const own = candidate === best ? held : heldOf(candidate)
      return own === undefined ? [] : [{ candidate, finished: finish(own, table, kind, seed) }]
    },
  )
  const pick = listed.findIndex(({ candidate }) => candidate === best)
  const fitted = listed[pick]?.finished.law ?? held.law
  const verdict = judge({
    pick: best,
    law: scaledLaw(held.law, prepared),
    fitted: scaledLaw(fitted, prepared),
    prepared,
    kind,
    tried: before.tried + candidates.tried,
    columns: before.columns,
    others: [...ranked, ...candidates.alike(best)],
    agreement: agreementOfPick(best, searched.outcomes, prepared, { kind, seed }),
    names: prepared.places.map((place) => checked.inputs[place]?.name as string),
    ...otherColumns(checked, prepared),
    seed,
  })
  return { prepared, searched, kind, listed, pick, verdict }
}

/** What no formula is made of, and what is left of the target may follow. */
function otherColumns(
  { others, screened }: SearchedTable,
  { rows }: Prepared,
): Pick<VerdictQuestion, 'groups' | 'unsearched'> {
  const cellsOf = ({ cells = [] }: Column) => Array.from(rows, (row) => cells[row] as string)
  return {
    groups: others.map((column) => ({ name: column.name, texts: cellsOf(column) })),
    unsearched: [
      ...others.flatMap((column) =>
        column.kind === 'date' ? [{ name: column.name, values: timesOf(cellsOf(column)) }] : [],
      ),
      ...screened.map(({ name, values }) => ({ name, values: valuesAt(values, rows) })),
    ],
  }
}

function nothingYet({ target, split: { train } }: Prepared, name: string, signal: CancelSignal | undefined): NaluError {
  if (signal?.aborted === true) {
    return failure('The search was stopped before it had found any formula. Give it a few seconds.')
  }
  return train.every((row) => target[row] === 0)
    ? failure(
        `Column ${name} is 0 in all ${train.length} inner rows, which formulas are fitted to. ` +
          'Give rows in which it is not, with columns in the middle of their ranges.',
      )
    : failure('No formula gives a finite number for every row. Leave out columns with zeros or extreme values.')
}

/** Draws of rows take longer than a look at restarts, and a search asks after each shape. */
const ofDraws = new WeakMap<Candidate, Agreement>()

/** Of restarts, or of draws of the rows where that is more and the law needs no training. */
function agreementOfPick(
  pick: Candidate,
  outcomes: readonly ShapeOutcome[],
  prepared: Prepared,
  { kind, seed }: { readonly kind: ErrorKind; readonly seed: number },
): Agreement {
  const ofRestarts = agreementOf(pick, outcomes, kind)
  if (agrees(ofRestarts) || pick.origin.kind !== 'closed form') return ofRestarts
  const ofRows = ofDraws.get(pick) ?? closedAgreement(pick, pick.origin.name, prepared, seed)
  ofDraws.set(pick, ofRows)
  return ofRows.agreeing * ofRestarts.best >= ofRestarts.agreeing * ofRows.best ? ofRows : ofRestarts
}

function searchLaws(prepared: Prepared, names: readonly string[], options: AttemptOptions): Promise<Searched> {
  const { seed = 1, seeds = 256, rounds = 3, time = defaultTime, run = runHere, modules, signal, onProgress } = options
  return search(prepared, {
    seed,
    starts: seeds,
    rounds,
    time,
    run,
    first: closedForms,
    refine: (candidates) => refine(candidates, prepared, candidates.kind),
    isEnough: (candidates, outcomes) => {
      const [best] = candidates.ranked(candidates.kind)
      if (best === undefined) return false
      return agrees(agreementOfPick(best, outcomes, prepared, { kind: candidates.kind, seed }))
    },
    ...(modules === undefined ? {} : { stacks: stacksOf(modules) }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : {
          onProgress: ({ best, ...progress }) =>
            onProgress({
              ...progress,
              formula: best === undefined ? undefined : shortFormula(best.law, prepared, names),
            }),
        }),
  })
}

// As many digits as a person takes in while it runs.
const shortDigits = 3

function shortFormula(law: Law, prepared: Prepared, names: readonly string[]): string {
  // Rounded before it is written: 0.9999 is left out, and is no factor 1.
  const formula = formulaOf(roundedLaw(tidyLaw(lawOfTable(law, prepared)), shortDigits), names)
  return printFormula(formula, 'pretty', { digits: shortDigits })
}
