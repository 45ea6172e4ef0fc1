// Number words: "three hundred and thirty four" to 334, by a recurrent network with or without an arithmetic head.

import { citations } from '../base/citations.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import type { Figure } from '../plot/figure.ts'
import type { MedianEstimate } from '../statistics/median-interval.ts'
import { numberWordVocabulary } from '../tasks/number-words.ts'
import { areKnown, figuresWith, intervalNote, medianOf, medianSeries, medianTable } from './application-report.ts'
import type { Experiment, Outcome, Published, Reading, Report, StudyCell } from './experiment.ts'
import { headTitles } from './heads.ts'
import { errorFrom, hundreds, numberWordHeads, numberWordUnits } from './number-words-study.ts'
import { outcomesOf } from './summary.ts'

const steps = 5000
const batch = 64
const rates = [1e-3, 1e-2]
const source = 'nkarasovd’s re-run, size 32, rate 1e-3'

const cells: readonly StudyCell[] = numberWordHeads.flatMap((head) =>
  rates.map((learningRate) => ({
    id: `${head}-${learningRate}`,
    title: `${headTitles[head]}, rate ${formatNumber(learningRate)}`,
    keys: { head, rate: String(learningRate) },
    study: { procedure: 'number-words', options: { head, learningRate, batch, steps } },
  })),
)

const published: readonly Published[] = [
  ['linear', 'training', 111.6],
  ['linear', 'validation', 141.32],
  ['linear', 'test', 140.48],
  ['NALU', 'training', 0.6885],
  ['NALU', 'validation', 0.6727],
  ['NALU', 'test', 0.7218],
].map(([head, part, value]) => ({
  what: `Mean absolute error of LSTM and ${head}, ${part}`,
  value: value as number,
  source,
}))

const columns = ['training', 'validation', 'test'].map((part) => ({ title: `${part} error`, measure: part }))

/** The heads' best rates, by the median error on validation numbers. */
function bestOf(head: string, outcomes: readonly Outcome[]) {
  const own = cells.filter(({ keys }) => keys?.['head'] === head)
  const scored = own.flatMap((cell) => {
    const of = outcomesOf(outcomes, cell.id)
    const [validation, test] = [medianOf(of, 'validation'), medianOf(of, 'test')]
    return validation === undefined || test === undefined ? [] : [{ cell, validation, test }]
  })
  return scored.toSorted((a, b) => a.validation.median - b.validation.median)[0]
}

/** Does NALU do better than the linear head? */
function verdictOn(best: readonly { readonly head: string; readonly test: MedianEstimate }[]): string {
  const [linear, nalu] = ['linear', 'nalu'].map((head) => best.find((each) => each.head === head)?.test)
  if (linear === undefined || nalu === undefined || !areKnown(linear, nalu)) return ''
  const isBetter = nalu.interval[1] < linear.interval[0]
  const isWorse = nalu.interval[0] > linear.interval[1]
  if (isBetter) return 'NALU does better than a linear layer here, as claimed.'
  return isWorse
    ? 'NALU does worse than a linear layer here: the claim does not hold in this protocol.'
    : 'NALU and a linear layer cannot be told apart here.'
}

function report(outcomes: readonly Outcome[], { isCompared = true }: Reading = {}): Report {
  const best = numberWordHeads.flatMap((head) => {
    const found = bestOf(head, outcomes)
    return found === undefined ? [] : [{ head, ...found }]
  })
  const sentences = best.map(
    ({ head, cell, test: { median } }) =>
      `${headTitles[head]}: ${Number.isFinite(median) ? formatNumber(median, 3) : 'not finite'} (rate ${cell.keys?.['rate']})`,
  )
  const findings = [
    ...(best.length === 0
      ? []
      : [
          `${isCompared ? verdictOn(best) : ''} Mean absolute errors on the 631 test numbers, medians at the rate that does best on validation numbers: ${sentences.join('; ')}.`.trimStart(),
        ]),
    `Weights of NAC and NAU are within ±1, and so are the LSTM's ${numberWordUnits} outputs: such a head cannot say a number above ${numberWordUnits}, whatever is learned. NALU gets there through the exponential of its multiplications.`,
    intervalNote(cells, outcomes),
  ]
  const shown = best.map(({ cell }) => cell)
  const figure: Figure = {
    title: 'Number words: error on test numbers of each hundred',
    subtitle: 'mean absolute error, median over seeds; each head at the rate that does best on validation numbers',
    xLabel: 'numbers from',
    yLabel: 'error',
    xScale: 'linear',
    yScale: 'log',
    series: medianSeries(shown, outcomes, hundreds, errorFrom),
  }
  return {
    tables: [medianTable('Mean absolute error', cells, outcomes, columns)],
    figures: figuresWith('number-words', figure),
    findings,
  }
}

export const numberWordsTask: Experiment<StudyCell> = {
  id: 'number-words',
  title: 'Number words: from "three hundred and thirty four" to 334',
  citation: citations.trask2018,
  claim:
    'An LSTM with a NALU behind it learns to translate numbers in words into numbers, and does it better than with a linear layer.',
  protocol: [
    `The numbers 0 to 999 in British English without hyphens, ${numberWordVocabulary.length} words with the "thousand" that none of them needs; docs/number-words.md states the grammar. The source is said to count 29 words; which ones we could not learn.`,
    '169 numbers for training (0 to 19 and random others, so that every word appears), 200 for validation, 631 for the test, by seed.',
    `Embedding of ${numberWordUnits}, LSTM of ${numberWordUnits}, as in the published re-run; the head reads the last state alone, as the author of the source says. Words stand at the end of five times.`,
    `Adam, batches of ${batch}, ${formatCount(steps)} steps; the mean squared error of the number itself, neither scaled nor shifted. Two rates, none chosen by the test.`,
    'Twenty checks; the one with the lowest mean absolute error on validation numbers counts.',
    'More steps bring lower errors and the same order: one more seed (1000) with 30,000 steps at 0.01 has 27 on validation numbers with a linear head and 49 with NALU.',
    'The re-run does not say how long it trained. Its NALU has equal errors on all three parts, its linear head none that falls: we could not learn why.',
  ],
  cells,
  seeds: 10,
  smoke: { seeds: 1, steps: 20 },
  published,
  report,
}
