// The rules of a verdict in plain sentences: what each saw, and what to try where it did not pass.

import { formatCount, formatNumber, formatPercent } from '../base/numbers.ts'
import type { ErrorKind } from '../search/residuals.ts'
import { leastRows } from '../search/split.ts'
import type { Agreement } from './agreement.ts'
import type { Certified, RuleReport } from './facts.ts'
import { rules } from './rules.ts'
import { leastTestedRows, type Structure } from './structure.ts'
import { type RuleName, ruleNames, type Verdict } from './verdict.ts'

const mostShare = 10

/** `0.02`, in the target's unit, or `0.3 %` where errors are shares of the prediction. */
export function errorText(error: number, kind: ErrorKind): string {
  if (Number.isNaN(error)) return '–'
  if (!Number.isFinite(error)) return '∞'
  // Shares of predictions near 0 say nothing but that they are off.
  if (kind === 'relative' && error > mostShare) return `>${formatPercent(mostShare)}`
  return kind === 'absolute' ? formatNumber(error, 2) : `${formatNumber(error * 100, 2)} %`
}

/** Every rule with its sentence, in the order in which they are judged. */
export function ruleReports(verdict: Verdict, certified: Certified): RuleReport[] {
  return ruleNames.map((rule): RuleReport => {
    const passed = !verdict.failed.includes(rule)
    const { says, advice, untested } = sentences[rule](verdict, certified, passed)
    return {
      rule,
      passed,
      ...(passed && untested === true ? { untested } : {}),
      says,
      ...(passed || advice === undefined ? {} : { advice }),
    }
  })
}

type Sentences = (
  verdict: Verdict,
  certified: Certified,
  passed: boolean,
) => { readonly says: string; readonly advice?: string; readonly untested?: boolean }

const sentences: Readonly<Record<RuleName, Sentences>> = {
  'holds outside': ({ ratioByLuck }, certified, passed) => ({
    says: outsideText(certified, passed),
    advice: certified.rows === 0 ? fewRowsAdvice : outsideAdvice(ratioByLuck),
  }),
  'beats luck': ({ luck, certifiedRows }, _, passed) => ({
    says: luckText(luck, certifiedRows, passed),
    advice: certifiedRows === 0 ? fewRowsAdvice : 'Give more rows, most of all far from the middle.',
  }),
  'restarts agree': ({ agreement }, _, passed) => ({
    says: agreementText(agreement, passed),
    advice: 'Train more starts, or leave out columns that do not matter.',
  }),
  'no rival': ({ rivals }) => ({
    says: rivalsText(rivals),
    advice: 'Give rows over a wider range, where the formulas part.',
  }),
  'nothing left': ({ structure, misfits }, _, passed) => ({
    says: misfits === undefined ? structureText(structure, passed) : misfitsText(misfits),
    advice: 'Give the column that is missing, or fit each part of the table by itself.',
    untested: structure.untested === 'few rows',
  }),
}

const fewRowsAdvice = `Give at least ${leastRows} rows.`

const rowsText = (rows: number) => `the ${rows === 1 ? 'outermost row' : `${formatCount(rows)} outermost rows`}`

function outsideText({ errorInside, errorOutside, rows, kind, floor }: Certified, passed: boolean): string {
  if (rows === 0) return 'No rows could be kept back, so the formula was tested nowhere outside its range.'
  const error = errorText(errorOutside, kind)
  const where = `On ${rowsText(rows)}, which the search never saw, the error is ${error}`
  // Rounding that is not seen inside excuses nothing outside.
  if (passed && errorOutside <= floor) return `${where}: no more than rounding leaves (${errorText(floor, kind)}).`
  const ratio = errorOutside / errorInside
  const times = Number.isFinite(ratio)
    ? `, ${formatNumber(ratio, 2)} times the ${errorText(errorInside, kind)} inside`
    : ''
  return passed
    ? `${where}${times}.`
    : `${where}${times}; at most ${rules.certifiedOverTrained} times counts as holding.`
}

function outsideAdvice(byLuck: number): string {
  return byLuck >= rules.mostLuck
    ? `Noise alone does that to ${formatPercent(byLuck)} of true formulas with as many rows: give more rows, or rows over a wider range.`
    : 'Give rows over a wider range, or further columns that the target may depend on.'
}

function luckText({ constant, neighbour, tried }: Verdict['luck'], rows: number, passed: boolean): string {
  if (rows === 0) return 'There are no outermost rows on which it could beat a constant by more than luck.'
  const chance = Math.max(constant, neighbour)
  const rival = neighbour >= constant ? 'the nearest known row' : 'a constant'
  const best = tried === 1 ? 'the only formula tried' : `the best of ${formatCount(tried)} formulas`
  if (passed) {
    const size = chance === 0 ? 'below 1e-300' : `at most ${chanceText(chance)}`
    return `On ${rowsText(rows)} it beats ${rival}. The chance that ${best} does so by luck is ${size}.`
  }
  const up = chance < 1 ? ` (chance up to ${chanceText(chance)})` : ''
  return `On ${rowsText(rows)} it does not beat ${rival} by more than ${best} may by luck${up}.`
}

const chanceText = (chance: number) => (chance < 1e-4 ? formatNumber(chance, 1) : `${formatNumber(100 * chance, 2)} %`)

function agreementText({ of, best, agreeing }: Agreement, passed: boolean): string {
  if (best === 0) return 'No restart gave this formula.'
  // A law that needs no training has no restarts.
  const counted = of === 'restarts' ? 'best restarts' : 'random draws of three quarters of the inner rows'
  const count = `${formatCount(agreeing)} of the ${formatCount(best)} ${counted} gave this formula`
  if (passed) return `${count}.`
  const needed = best < rules.leastRestarts ? `at least ${rules.leastRestarts} restarts` : 'two thirds'
  return `${count}; ${needed} are needed.`
}

function rivalsText(rivals: Verdict['rivals']): string {
  const percent = formatPercent(rules.mostDifference)
  if (rivals.length === 0) {
    return `No other formula fits as well inside and differs by more than ${percent} on a box twice as wide.`
  }
  const most = Math.max(...rivals.map(({ difference }) => difference))
  const size = Number.isFinite(most) ? `by up to ${formatPercent(most)}` : 'beyond measure'
  const count = rivals.length === 1 ? 'Another formula fits' : `${formatCount(rivals.length)} other formulas fit`
  const differs = rivals.length === 1 ? 'differs' : 'differ'
  return `${count} as well inside and ${differs} ${size} on a box twice as wide: the range is too narrow.`
}

const misfitsText = (count: number) =>
  `${count === 1 ? 'One row lies' : `${formatCount(count)} rows lie`} far off it, and no search without ${count === 1 ? 'it' : 'them'} confirmed it.`

function structureText({ p, where, untested }: Structure, passed: boolean): string {
  if (passed && untested === 'rounding') return 'It leaves no more unexplained than rounding does.'
  if (passed && untested === 'few rows') {
    return `What it leaves unexplained was not searched for patterns: that takes ${leastTestedRows} rows inside.`
  }
  if (passed) return 'What it leaves unexplained looks like noise.'
  const what = where === undefined ? 'something' : where
  return `What it leaves unexplained still follows ${what} (chance of that in noise: ${chanceText(p)}).`
}
