// What `nalu fit` says at its end: the list of formulas, whether the pick holds, how far it can be trusted, and what to do next.

import { formatCount, formatDuration, formatNumber } from '../base/numbers.ts'
import { listNames } from '../data/csv.ts'
import { unnamedTable } from '../data/table.ts'
import type { FittedConstant } from '../fit/facts.ts'
import type { Found, FoundCandidate } from '../fit/found.ts'
import { rules } from '../fit/rules.ts'
import { errorText } from '../fit/trust.ts'
import { variablesOf } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { printEquation } from '../graph/formula-print.ts'
import { type TableCell, tableToText } from '../plot/table.ts'
import { heading, paragraph } from './explain-parts.ts'
import { whyText } from './fit-why.ts'
import { hasColour, paint, print, widthOf } from './terminal.ts'

/** All of it on standard output; `quiet` is the outcome alone. */
export function printFit(found: Found, { quiet, why }: { readonly quiet: boolean; readonly why: boolean }): void {
  if (!quiet) print(`\n${candidateTable(found)}\n`)
  print(verdictText(found))
  if (quiet) printNotes([...found.dropped.map(({ reason }) => reason), ...outlierText(found)])
  const failed = found.found ? [] : failureText(found)
  if (failed.length > 0) print(`\n${failed.join('\n')}`)
  if (!quiet) print(`\n${trustText(found)}`)
  if (why) print(`\n${whyText(found)}`)
}

function printNotes(notes: readonly string[]): void {
  if (notes.length > 0) print(`\n${notes.map((note) => paragraph(note, '  · ')).join('\n')}`)
}

/** What a saved fit is of: its table, and what was left out. */
export function fitHead({ target, source, rows, dropped, notes, options: { seed } }: Found): string {
  const where = source === unnamedTable ? '' : ` in ${source}`
  const head = `A fit of ${paint('strong', target)}${where}, ${formatCount(rows)} rows, seed ${seed}.`
  const remarks = [...dropped.map(({ reason }) => reason), ...notes]
  return [head, ...remarks.map((remark) => paragraph(`${paint('attention', 'Note:')} ${remark}`, ''))].join('\n')
}

const pickMark = '>>>>'
// The list is read, not computed with.
const listedDigits = 6

/** One row a formula, from short to long. */
export function candidateTable({ candidates, kind, target }: Found): string {
  const rows = candidates.map((candidate): TableCell[] => [
    candidate.pick ? pickMark : '',
    candidate.complexity,
    errorText(candidate.errorInside, kind),
    errorText(candidate.errorOutside, kind),
    restartsText(candidate),
    unbroken(equationText(target, candidate.formula, listedDigits)),
  ])
  const right = { align: 'right' } as const
  const titles = ['size', 'error in', 'error out', 'restarts'].map((title) => ({ title, ...right }))
  const columns = [{ title: '' }, ...titles, { title: 'formula', align: 'left' } as const]
  const legend =
    'size: columns, numbers and operations · error: root mean square, in on the inner 60 % of the rows, out on the next ' +
    `20 %${kind === 'relative' ? ', as a share of the prediction' : `, in the unit of ${target}`} · restarts: best ones (or draws of rows) that gave it`
  const table = tableToText(columns, rows, { width: widthOf(), colour: hasColour() }).replaceAll(noBreak, ' ')
  return `${table}\n${paint('faint', paragraph(legend, ''))}`
}

const noBreak = '\u00A0'

/** Names in back quotes stay on one line. */
const unbroken = (text: string) => text.replaceAll(/`[^`]*`/g, (name) => name.replaceAll(' ', noBreak))

const restartsText = ({ seedsAgreeing: { agreeing, of } }: FoundCandidate) => (of === 0 ? '–' : `${agreeing}/${of}`)

const equationText = (target: string, formula: string, digits?: number) =>
  printEquation({ target, formula: parseFormula(formula) }, 'pretty', digits === undefined ? {} : { digits })

/** The outcome in a line or two, the formula on one of its own, to be copied. */
function verdictText(found: Found): string {
  const { target, formula, trust } = found
  const equation = `\n\n  ${paint('strong', equationText(target, formula))}`
  if (found.found) {
    const evidence = trust.lowEvidence ? ` Low evidence: ${formatCount(found.rows)} rows.` : ''
    return `${paint('good', 'Found.')} It holds outside the rows it was found on.${evidence}${equation}`
  }
  const head = trust.certified === undefined ? 'Picked by hand, and not judged:' : 'The best approximation:'
  return `${paint('attention', 'Not found.')} ${head}${equation}`
}

/** What failed and what to try, a paragraph each; nothing if the formula was picked by hand. */
function failureText({ trust, target }: Found): string[] {
  const failed = trust.rules.filter(({ passed }) => !passed)
  const reasons = failed.map(({ says, advice }) => paragraph(advice === undefined ? says : `${says} ${advice}`, '  ✗ '))
  const isWrongForm = failed.some(({ rule }) => rule === 'holds outside' || rule === 'nothing left')
  const hint = isWrongForm ? [paragraph(outOfReach, '    ')] : []
  if (trust.rivals.length === 0) return [...reasons, ...hint]
  const listed = trust.rivals
    .slice(0, mostRivals)
    .map(({ formula }) => `      ${equationText(target, formula, rivalDigits)}`)
  const more = trust.rivals.length - listed.length
  const heads = trust.rivals.length === 1 ? 'This one fits as well:' : 'These fit as well:'
  return [...reasons, `    ${heads}`, ...listed, ...(more > 0 ? [`      and ${more} more`] : []), ...hint]
}

const outOfReach =
  'Waves, exponentials, logarithms and steps are out of reach. Of growth or decay fit the logarithm of the target; of a ' +
  'wave with a known period give its sine and cosine as columns.'

// Whether it is another formula is seen, not computed.
const rivalDigits = 4

const mostRivals = 5

/** The trust report. */
function trustText(found: Found): string {
  const { trust, rows } = found
  const passed = trust.rules
    .filter((rule) => rule.passed && rule.untested !== true)
    .map(({ says }) => paragraph(says, '  ✓ '))
  const notes = [
    ...trust.rules.flatMap(({ untested, says }) => (untested === true ? [says] : [])),
    ...(trust.lowEvidence
      ? [`Low evidence: ${formatCount(rows)} rows; from ${rules.fewRows} on the tests are sharper.`]
      : []),
    ...unusedText(found),
    ...snappingText(found),
    ...outlierText(found),
  ]
  return [
    heading('How far to trust it'),
    ...passed,
    ...notes.map((note) => paragraph(note, '  · ')),
    ...constantLines(found),
    paint('faint', paragraph(searchText(found), '  · ')),
  ].join('\n')
}

const endings: Readonly<Record<Found['search']['ended'], string>> = {
  exact: 'this one is exact',
  enough: 'restarts agreed on this one',
  rounds: 'the rounds were over',
  time: 'the time was up (--time gives more)',
  stopped: 'it was interrupted',
}

function searchText({ search: { rounds, tried, ended }, seconds, options: { seed, rounds: most } }: Found): string {
  const counted = `${formatCount(tried)} formulas in ${formatCount(rounds)} of ${formatCount(most)} round${most === 1 ? '' : 's'}`
  return `Tried ${counted} and ${formatDuration(seconds)} from seed ${seed}, until ${endings[ended]}.`
}

// Enough to see how far a number was moved.
const heldDigits = 6

/** Columns that the formula could have used. */
function unusedText({ inputs, formula }: Found): string[] {
  const used = variablesOf(parseFormula(formula))
  const unused = inputs.map(({ name }) => name).filter((name) => !used.includes(name))
  return unused.length === 0 ? [] : [`Not in it: ${listNames(unused)}.`]
}

// More numbers than these, which holding did not move, are counted.
const mostRound = 2

function snappingText({ trust: { constants, snapping }, kind }: Found): string[] {
  const held = constants.filter(({ heldFrom }) => heldFrom !== undefined)
  if (held.length === 0) return []
  const texts = held.map(({ value, heldFrom }) => ({
    free: formatNumber(heldFrom as number, heldDigits),
    at: formatNumber(value, heldDigits),
  }))
  const round = texts.filter(({ free, at }) => free === at)
  const from = [
    ...texts.filter(({ free, at }) => free !== at).map(({ free, at }) => `${free} at ${at}`),
    ...(round.length > mostRound
      ? [`${formatCount(round.length)} numbers that were round already`]
      : round.map(({ at }) => `a number at ${at}`)),
  ]
  const [before, after] = [errorText(snapping.before, kind), errorText(snapping.after, kind)]
  const cost = before === after ? `stays ${after}` : `goes from ${before} to ${after}`
  return [`Held ${from.join(', ')}: the error on the inner 80 % of the rows ${cost}.`]
}

const mostLines = 8

function outlierText({ trust: { outliers }, rows }: Found): string[] {
  if (outliers.length === 0) return []
  const listed = outliers.slice(0, mostLines).join(', ') + (outliers.length > mostLines ? ', …' : '')
  const verb = outliers.length === 1 ? 'row does' : 'rows do'
  return [
    `${formatCount(outliers.length)} of ${formatCount(rows)} ${verb} not fit the formula and ${outliers.length === 1 ? 'was' : 'were'} left out of all parts: line${outliers.length === 1 ? '' : 's'} ${listed}. All rows had a say in which.`,
  ]
}

function constantLines({ trust: { constants, method } }: Found): string[] {
  const free = constants.filter(({ low, high }) => low !== undefined && high !== undefined)
  if (free.length === 0) return []
  const how = method === 't' ? 'Student’s t' : 'bootstrap'
  return [paragraph(`Constants, with 95 % intervals (${how}): ${free.map(constantText).join('; ')}.`, '  · ')]
}

/** Two digits of the width of the interval are all that is known. */
function constantText({ value, low, high }: FittedConstant): string {
  const [from, to] = [low as number, high as number]
  const digits = digitsFor(value, to - from)
  return `${formatNumber(value, digits)} (${formatNumber(from, digits)} to ${formatNumber(to, digits)})`
}

function digitsFor(value: number, width: number): number {
  if (!(width > 0) || value === 0) return 6
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(width)) + 2
  return Math.min(12, Math.max(2, digits))
}
