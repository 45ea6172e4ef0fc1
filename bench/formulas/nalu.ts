// The search of this project as the benchmark runs it, and when a formula counts as the law.

import type { Listed } from '../../src/fit/attempt.ts'
import { fitTable } from '../../src/fit/fit.ts'
import type { Law } from '../../src/formula/law.ts'
import { numbersOf } from '../../src/formula/law-fit.ts'
import { lawOf } from '../../src/formula/law-of.ts'
import { writeLaw } from '../../src/formula/law-writing.ts'
import { equalLaws, type LawErrors, sameLaw } from '../../src/formula/same-law.ts'
import { parseFormula } from '../../src/graph/formula-parse.ts'
import { printFormula } from '../../src/graph/formula-print.ts'
import type { Candidate } from './candidate.ts'

/** The laws of the last fit by their formulas, with what their constants may be off. */
const known = new Map<string, { readonly law: Law; readonly names: readonly string[]; readonly errors: LawErrors }>()

export const fitter: Candidate['fitter'] = {
  async fit(columns, target, { seed, time }) {
    const { listed, names, pick, verdict, seconds } = await fitTable(columns, { target, seed, time })
    known.clear()
    const formulas = listed.map((each) => {
      const { law, written } = each.finished
      const text = printFormula(writeLaw(written, names), 'text')
      known.set(text, { law, names, errors: errorsOf(each) })
      return text
    })
    return {
      found: verdict.found,
      formula: formulas[pick] ?? '',
      formulas,
      reason: verdict.failed.join(', '),
      seconds,
    }
  },
}

/** A 95 % interval is 3.92 standard errors wide. */
const errorsPerInterval = 3.92

function errorsOf({ finished: { law, constants } }: Listed): LawErrors {
  const errors = numbersOf(law).map(() => 0)
  for (const { place, interval } of constants) {
    if (interval !== undefined) errors[place] = (interval[1] - interval[0]) / errorsPerInterval
  }
  const size = 1 + law.exponents.length
  let place = 0
  const next = () => {
    const error = errors[place] as number
    place += size
    return error
  }
  return { coefficient: next(), sums: law.sums.map(({ terms }) => terms.map(next)) }
}

// Constants may be off by so many of their standard errors, where there is noise.
const most = 3

/** The same law after expansion of both; constants within 1e-6, or three standard errors with noise. */
export const isRecovered: Candidate['isRecovered'] = (formula, { formula: truth }, noise) => {
  const found = known.get(formula)
  if (found === undefined) return false
  const law = lawOf(parseFormula(truth.replaceAll(/\bpi\b/g, String(Math.PI))), found.names)
  if (law === undefined) return false
  return sameLaw(found.law, law, noise === 0 ? equalLaws : { ...equalLaws, errors: { of: found.errors, most } })
}
