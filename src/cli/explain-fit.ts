// `nalu explain fit`: how rows are split, which formulas are searched, and the five rules by which one counts as found.

import { formatPercent } from '../base/numbers.ts'
import { rules } from '../fit/rules.ts'
import { leastTestedRows } from '../fit/structure.ts'
import { type RuleName, ruleNames } from '../fit/verdict.ts'
import { powers, shapesOf } from '../search/shapes.ts'
import { leastRows, splitShares } from '../search/split.ts'
import { entryLines, heading, paragraph } from './explain-parts.ts'

const { train, choose } = splitShares
const certify = 1 - train - choose
// Later rounds search the longest.
const lateShapes = shapesOf(1)
const mostProducts = Math.max(...lateShapes.map(({ over }) => over))

const rows = [
  'A row lies as far out as in the column in which it is nearest to an end.',
  `The inner ${formatPercent(train)} of the rows train: numbers are fitted to them.`,
  `The next ${formatPercent(choose)} outwards choose: formulas are compared by these and the inner ones together.`,
  `The outermost ${formatPercent(certify)} are kept back, and looked at once, after the choice. Of fewer than ${leastRows} rows none are.`,
]

const families = [
  'Without training: sums of columns, products of powers, and squares and cross products of columns behind a product.',
  `From trained starts: y^k = N / D, where N and D are sums of products of powers, N of up to ${mostProducts}, and k is ` +
    `${powers.map((power) => (power < 0 ? `−${-power}` : power)).join(', ')}.`,
  'With --modules, what stacks of arithmetic modules compute, read off their weights; without, gated mixtures from the third round on.',
]

const ruleTexts: Readonly<Record<RuleName, string>> = {
  'holds outside': `On the outermost rows its error is at most ${rules.certifiedOverTrained} times that on the inner rows. Where rounding of the columns counts for more outside, that part of the error may grow as much.`,
  'beats luck': `The chance that the best of all formulas tried beats a constant and the nearest known row so clearly there is at most ${formatPercent(rules.mostLuck)}.`,
  'restarts agree': `Two thirds of the best restarts, at least ${rules.leastRestarts}, give this formula. The best are those that score within ${rules.asGoodScore} of the first of their shape: odds of less than 20 to 1. For a formula that needs no training, draws of the inner rows stand for restarts.`,
  'no rival': `No other formula that scores within ${rules.asGoodScore} differs by more than ${formatPercent(rules.mostDifference)} at more than one of twenty points of a box twice as wide: ranges go on by half their width at both ends, but never over 0, nor nearer to it than to half of the end.`,
  'nothing left': `What it leaves unexplained follows no column, text, date or prediction, is not to one side at an end of a column, and not far smaller on the outermost rows: the chance that noise alone shows as much is at least ${formatPercent(rules.leastStructure, 1)} for each of these three. Not searched under ${leastTestedRows} rows inside.`,
}

/** In lines of at most the terminal's width. */
export function fitRulesText(): string {
  const points = (texts: readonly string[]) => texts.map((text) => paragraph(text, '  · '))
  const entries = ruleNames.map((name, i) => ({ cells: [`${i + 1} ${name}`, ruleTexts[name]], details: [] }))
  return [
    `${heading('fit')}  a formula for a column of a table, or "not found"`,
    '',
    heading('Rows'),
    ...points(rows),
    '',
    heading('Formulas'),
    ...points(families),
    paragraph(
      'A score is the error on the rows that train and choose, and the length of the formula; less is better.',
      '  · ',
    ),
    '',
    heading('Found, if it passes all of'),
    ...entryLines(entries),
    '',
    paragraph(`Under ${rules.fewRows} rows a formula that is found has low evidence.`),
    '',
    paragraph(
      'Out of reach: waves, exponentials, logarithms, steps, categories. Of growth or decay fit the logarithm of the target; ' +
        'of a wave with a known period give its sine and cosine as columns.',
    ),
    '',
    'Try it: nalu fit data.csv --target y',
  ].join('\n')
}

/** For programs. */
export function fitRulesJson(): object {
  return {
    schema: 'nalu.fit-rules',
    version: 1,
    rows: { train, choose, leastRows },
    rules: ruleNames.map((name) => ({ name, says: ruleTexts[name] })),
    numbers: rules,
  }
}
