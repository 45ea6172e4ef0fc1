// From the result of a fit to what is kept of it: errors in the target's unit, formulas as text, sentences.

import { failure } from '../base/errors.ts'
import type { Column, Table } from '../data/table.ts'
import { simplifyLaw } from '../formula/law.ts'
import { formulaOf } from '../formula/law-formula.ts'
import { complexityOfFormula, writeLaw } from '../formula/law-writing.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { printFormula } from '../graph/formula-print.ts'
import type { Candidate } from '../search/candidates.ts'
import { lawOfTable } from '../search/scaling.ts'
import type { Training } from '../search/shape-search.ts'
import { type Agreement, agreementOf } from './agreement.ts'
import type { Listed } from './attempt.ts'
import type { CandidateFacts, Certified, FitFacts, FittedConstant, FitValues, FitWeights } from './facts.ts'
import type { Constant } from './finish.ts'
import type { FitResult } from './fit.ts'
import { ruleReports } from './trust.ts'
import { whyOf } from './why.ts'

/** @throws NaluError if the picked formula has a constant that no number holds in the units of the table. */
export function factsOf(result: FitResult, { source, columns }: Table, options: FitValues): FitFacts {
  const { checked, prepared, searched, kind, pick, verdict } = result
  const chosen = result.listed[pick]
  if (chosen === undefined) {
    const scale = 'Its constants do not fit into numbers: scale columns with very large or very small values.'
    throw failure(`The best formula for ${checked.target.name} cannot be written in the units of the table. ${scale}`)
  }
  const scale = kind === 'absolute' ? prepared.targetScale : 1
  const certified: Certified = {
    errorInside: verdict.trained * scale,
    errorOutside: verdict.certified * scale,
    rows: verdict.certifiedRows,
    kind,
    floor: verdict.floor * scale,
  }
  const judged = candidateFacts(chosen, result, verdict.agreement)
  const others = result.listed.filter((each) => each !== chosen)
  const candidates = frontOf(
    judged,
    others.map((each) => candidateFacts(each, result, agreementOf(each.candidate, searched.outcomes, kind))),
  )
  return {
    options,
    source,
    target: checked.target.name,
    columns: columns.map(({ name }) => name),
    inputs: checked.inputs.map((column) => inputOf(column, result.outliers)),
    order: orderOf(result),
    rows: checked.rows.length,
    kind,
    found: verdict.found,
    candidates,
    judged: candidates.indexOf(judged),
    certified,
    rules: ruleReports(verdict, certified),
    luck: verdict.luck,
    rivals: verdict.rivals.map(({ candidate, difference }) => ({ formula: rivalText(candidate, result), difference })),
    outliers: result.outliers.map((row) => checked.lines[row] as number),
    dropped: checked.dropped,
    notes: checked.notes,
    search: { rounds: searched.rounds, steps: searched.steps, tried: verdict.luck.tried, ended: searched.ended },
    seconds: result.seconds,
  }
}

/** From short to long, each better outside than all that are shorter; the judged one in any case. */
function frontOf(judged: CandidateFacts, others: readonly CandidateFacts[]): CandidateFacts[] {
  const errorOf = ({ errorOutside, errorInside }: CandidateFacts) =>
    Number.isNaN(errorOutside) ? errorInside : errorOutside
  // Laws with free exponents may be the same once they are written.
  const shown = new Set([shownAs(judged)])
  const distinct = others.filter((each) => {
    const text = shownAs(each)
    return !shown.has(text) && shown.add(text)
  })
  const all = [judged, ...distinct].sort((a, b) => a.complexity - b.complexity || errorOf(a) - errorOf(b))
  let least = Number.POSITIVE_INFINITY
  return all.filter((each) => {
    const isBetter = errorOf(each) < least
    least = Math.min(least, errorOf(each))
    return isBetter || each === judged
  })
}

const shownAs = ({ formula }: CandidateFacts) => printFormula(parseFormula(formula), 'text', { digits: sameDigits })

function candidateFacts(
  { candidate, finished }: Listed,
  result: FitResult,
  { best, agreeing }: Agreement,
): CandidateFacts {
  const { kind, prepared, names, checked } = result
  const { written, constants, method, snapping } = finished
  const formula = writeLaw(written, names)
  const scale = kind === 'absolute' ? prepared.targetScale : 1
  const { origin, errors } = candidate
  return {
    formula: printFormula(formula),
    complexity: complexityOfFormula(formula),
    errorInside: errors[kind].train * scale,
    errorOutside: errors[kind].choose * scale,
    seedsAgreeing: { agreeing, of: best },
    constants: constants.map(constantFacts),
    method,
    snapping,
    why: whyOf(origin, written, { names, order: orderOf(result), target: checked.target.name }),
    weights: origin.kind === 'closed form' ? undefined : weightsOf(origin.trained, prepared.columns.length),
  }
}

/** Of products exponents are `[products, columns]` and coefficients `[1, products]`; of modules as they declare. */
function weightsOf(trained: Training | undefined, columns: number): FitWeights | undefined {
  if (trained === undefined) return undefined
  const { values: slots, shapes } = trained
  const weights = Object.entries(slots).map(([name, values]) => {
    const ofProducts = name.endsWith('products.W') ? [values.length / columns, columns] : [1, values.length]
    return [name, { shape: shapes?.[name] ?? ofProducts, values }] as const
  })
  return Object.fromEntries(weights)
}

const constantFacts = ({ value, interval, heldFrom }: Constant): FittedConstant => ({
  value,
  ...(interval === undefined ? {} : { low: interval[0], high: interval[1] }),
  ...(heldFrom === undefined ? {} : { heldFrom }),
})

/** The names of the columns in the order of the search, in which weights have them. */
const orderOf = ({ prepared, names }: FitResult) => prepared.places.map((place) => names[place] as string)

// Formulas with the same numbers to so many digits are one in the list.
const sameDigits = 3

// A rival is shown, not used.
const rivalDigits = 6

function rivalText({ law }: Candidate, { prepared, names }: FitResult): string {
  const formula = formulaOf(simplifyLaw(lawOfTable(law, prepared)), names)
  return printFormula(formula, 'text', { digits: rivalDigits })
}

/** From where to where the rows went that the formula was made of. */
function inputOf({ name, values }: Column, outliers: readonly number[]) {
  const isLeftOut = new Set(outliers)
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  values.forEach((value, row) => {
    if (!isLeftOut.has(row)) [low, high] = [Math.min(low, value), Math.max(high, value)]
  })
  return { name, low, high }
}
