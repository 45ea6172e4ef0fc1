// Questions for verdicts: the best of some laws of a table is judged, restarts agree, and nothing else is asked.

import type { VerdictQuestion } from '../src/fit/verdict.ts'
import { type Candidate, Candidates } from '../src/search/candidates.ts'
import { type FitProblem, prepare } from '../src/search/prepare.ts'
import { scaledLaw } from '../src/search/scaling.ts'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from './law-tables.ts'

/** A question about laws of a table: the best of them is judged, restarts agree, and nothing else is asked. */
export function questionOf(problem: FitProblem, formulas: readonly string[]) {
  const prepared = prepare(problem)
  const names = problem.columns.map(({ name }) => name)
  const candidates = new Candidates(prepared)
  for (const formula of formulas) {
    candidates.offer(scaledLaw(lawFrom(formula, names), prepared), { kind: 'closed form', name: 'sum of columns' })
  }
  const ranked = candidates.ranked('absolute')
  const pick = ranked[0] as Candidate
  const question: VerdictQuestion = {
    pick,
    law: pick.law,
    fitted: pick.law,
    prepared,
    kind: 'absolute',
    tried: 100,
    columns: { all: names.length, searched: names.length },
    others: ranked,
    agreement: { of: 'restarts', best: 9, agreeing: 9 },
    names: prepared.places.map((place) => names[place] as string),
    groups: [],
    unsearched: [],
    seed: 1,
  }
  return question
}

export const wide: Ranges = { a: [1, 9], b: [1, 9] }
export const tableOf = (formula: string, ranges: Ranges = wide, options: LawTableOptions = {}) =>
  problemOf(lawTable(formula, ranges, { noise: 0.02, ...options }))

/** The table with other targets. */
export const withTarget = (
  { columns, target }: FitProblem,
  of: (value: number, row: number) => number,
): FitProblem => ({
  columns,
  target: { ...target, values: target.values.map(of) },
})
