// From a table to a formula: check, search, choose, hold constants, judge.

import { failure, type NaluError } from '../base/errors.ts'
import type { CancelSignal } from '../base/platform.ts'
import { now } from '../base/platform.ts'
import { type Checked, checkTable } from '../data/check.ts'
import { type TableInput, tableOf } from '../data/table.ts'
import { type Law, simplifyLaw } from '../formula/law.ts'
import { formulaOf } from '../formula/law-formula.ts'
import { printFormula } from '../graph/formula-print.ts'
import { type Agreement, agreementOf, agrees } from './agreement.ts'
import type { Candidate } from './candidates.ts'
import { closedAgreement, closedForms } from './closed.ts'
import { type Finished, finish, type HeldLaw, holdConstants, scaledLaw, unscaled } from './finish.ts'
import { listOf } from './listing.ts'
import { lawOfTable, type Prepared, prepare } from './prepare.ts'
import { refine } from './refine-candidates.ts'
import type { ErrorKind } from './residuals.ts'
import { runHere } from './run-here.ts'
import { type RunTasks, type Searched, type SearchProgress, type ShapeOutcome, search } from './search.ts'
import { judge, type Verdict } from './verdict.ts'

/** Options that decide what is found. */
export interface FitOptions {
  /** The column to explain; without it the error says which there are. */
  readonly target: string | undefined
  /** The inputs, by name. Default: every column of numbers. */
  readonly columns?: readonly string[]
  /** Default 1. The same seed and rounds give the same formula. */
  readonly seed?: number
  /** Starts that are trained for each form of a law in a round. Default 256. */
  readonly seeds?: number
  /** Default 3: a search ends earlier where a law is exact, or needs no other. */
  readonly rounds?: number
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

/** Everything that a fit learned, in plain values. */
export interface FitResult {
  readonly checked: Checked
  readonly names: readonly string[]
  readonly prepared: Prepared
  readonly searched: Searched
  readonly kind: ErrorKind
  /** The list, from short to long. */
  readonly listed: readonly Listed[]
  /** The place of the pick in the list. */
  readonly pick: number
  readonly verdict: Verdict
  readonly seconds: number
}

/** A candidate as it is shown. */
export interface Listed {
  readonly candidate: Candidate
  readonly finished: Finished
}

/**
 * Searches a formula for a column of a table.
 * @throws NaluError if the table cannot be used: see `checkTable`.
 */
export async function fitTable(input: TableInput, options: FitOptions): Promise<FitResult> {
  const began = now()
  const { target, columns, seed = 1 } = options
  const checked = checkTable(tableOf(input), target, columns === undefined ? {} : { columns })
  const problem = { columns: checked.inputs, target: checked.target }
  const prepared = prepare(problem)
  const names = checked.inputs.map(({ name }) => name)
  const searched = await searchLaws(prepared, names, options)
  const { candidates } = searched
  const { kind } = candidates
  const ranked = candidates.ranked(kind)
  if (ranked.length === 0) throw nothingYet(prepared, checked.target.name, options.signal)
  const table = unscaled(prepared)
  const chosen = listOf(ranked, kind)
  const listed = chosen.flatMap((candidate): Listed[] => {
    const held = holdConstants(candidate.law, prepared, table, kind)
    return held === undefined ? [] : [{ candidate, finished: finish(held, table, kind, seed) }]
  })
  const best = ranked[0] as Candidate
  const held = holdConstants(best.law, prepared, table, kind) as HeldLaw
  const verdict = judge({
    pick: best,
    law: scaledLaw(held.law, prepared),
    prepared,
    kind,
    tried: candidates.tried,
    ranked,
    agreement: agreementOfPick(best, searched.outcomes, prepared, seed),
    names: prepared.places.map((place) => checked.inputs[place]?.name as string),
    groups: checked.others.flatMap(({ name, cells }) =>
      cells === undefined ? [] : [{ name, texts: Array.from(prepared.rows, (row) => cells[row] as string) }],
    ),
    seed,
  })
  return {
    checked,
    names,
    prepared,
    searched,
    kind,
    listed,
    pick: listed.findIndex(({ candidate }) => candidate === best),
    verdict,
    seconds: (now() - began) / 1000,
  }
}

/** Of restarts, or of halves of the rows where that is more and the law needs no training. */
function agreementOfPick(
  pick: Candidate,
  outcomes: readonly ShapeOutcome[],
  prepared: Prepared,
  seed: number,
): Agreement {
  const ofRestarts = agreementOf(pick, outcomes)
  if (agrees(ofRestarts) || pick.origin.kind === 'shape') return ofRestarts
  const ofHalves = closedAgreement(pick, pick.origin.name, prepared, seed)
  return ofHalves.agreeing * ofRestarts.best >= ofRestarts.agreeing * ofHalves.best ? ofHalves : ofRestarts
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

function searchLaws(prepared: Prepared, names: readonly string[], options: FitOptions): Promise<Searched> {
  const { seed = 1, seeds = 256, rounds = 3, time = 30, run = runHere, signal, onProgress } = options
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
      return agrees(agreementOfPick(best, outcomes, prepared, seed))
    },
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
  const formula = formulaOf(simplifyLaw(lawOfTable(law, prepared)), names)
  return printFormula(formula, 'pretty', { digits: shortDigits })
}
