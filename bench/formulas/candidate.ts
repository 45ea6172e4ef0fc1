// What stands a benchmark of formulas: a search from tables to formulas, and who says whether a formula is the law.

import { pathToFileURL } from 'node:url'
import type { KnownLaw } from './laws.ts'
import type { NumberTable } from './tables.ts'

/** What a search says of one table. Formulas are in the grammar of `parseFormula`, with the names of the columns. */
export interface FitterAnswer {
  /** True if the search stands by the formula outside of the data. */
  readonly found: boolean
  /** The pick, also where it is not stood by; empty if there is none. */
  readonly formula: string
  /** Everything that was offered, the pick among it. */
  readonly formulas: readonly string[]
  /** Why nothing was found; empty if something was. */
  readonly reason: string
  readonly seconds: number
}

export interface Fitter {
  /**
   * @param columns all of one length, the target among them.
   * @param options `time` in seconds is what the search may take.
   */
  fit(
    columns: NumberTable['columns'],
    target: string,
    options: { readonly seed: number; readonly time: number },
  ): Promise<FitterAnswer>
}

/** What a module exports that takes part as `--candidate`. */
export interface Candidate {
  readonly fitter: Fitter
  /** True if the formula is the law after simplification, with constants as near as the noise allows. */
  readonly isRecovered: (formula: string, law: KnownLaw, noise: number) => boolean
}

/** Loads a candidate from the path of its module. */
export async function loadCandidate(path: string): Promise<Candidate> {
  const loaded = (await import(pathToFileURL(path).href)) as Partial<Candidate>
  const { fitter, isRecovered } = loaded
  if (fitter === undefined || isRecovered === undefined) {
    throw new Error(`${path} does not export both fitter and isRecovered; see bench/formulas/candidate.ts.`)
  }
  return { fitter, isRecovered }
}
