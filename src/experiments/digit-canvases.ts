// Digits on one image: how many there are, learned from canvases with 0 to 5 of them and asked for up to 20.

import { citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import type { MedianEstimate } from '../statistics/median-interval.ts'
import { areKnown, figuresWith, intervalNote, medianOf, medianSeries, medianTable } from './application-report.ts'
import { canvasHeads, errorOf, mostTested, mostTrained } from './digit-canvases-study.ts'
import { type DigitImages, describeImages, idOn, imagesNote } from './digit-networks.ts'
import type { Experiment, Outcome, Reading, Report, StudyCell } from './experiment.ts'
import { headTitles, plainHead } from './heads.ts'
import { figureText, outcomesOf } from './summary.ts'

const [steps, batch, learningRate, canvases, testCanvases] = [5000, 32, 2e-3, 3000, 50]
// At the usual rate NALU's exponentials of hundreds of features do not settle.
const lowRate = 1e-4
// Between hundreds of features and the head.
const units = 16
const inTable = [0, 3, 5, 8, 10, 15, 20]
const counts = Array.from({ length: mostTested + 1 }, (_, count) => count)

interface Variant {
  readonly head: string
  readonly rate?: number
  readonly hidden?: number
}

const variants: readonly Variant[] = [
  ...canvasHeads.map((head) => ({ head })),
  { head: 'nalu', rate: lowRate },
  ...canvasHeads.map((head) => ({ head, hidden: units })),
]

const cellsOn = (images: DigitImages): readonly StudyCell[] =>
  variants.map(({ head, rate, hidden }) => ({
    id: [head, rate, hidden === undefined ? undefined : 'dense'].filter((part) => part !== undefined).join('-'),
    title: `${headTitles[head]}${rate === undefined ? '' : `, rate ${rate}`}${hidden === undefined ? '' : ` behind ${hidden} units`}`,
    keys: { head, rate: String(rate ?? learningRate), reads: hidden === undefined ? 'features' : 'units' },
    study: {
      procedure: 'digit-canvases',
      options: {
        images,
        head,
        canvases,
        testCanvases,
        batch,
        learningRate: rate ?? learningRate,
        steps,
        ...(hidden === undefined ? {} : { hidden }),
      },
    },
  }))

interface Scored {
  readonly cell: StudyCell
  readonly estimate: MedianEstimate
}

const readings = [
  { reads: 'features', title: 'Heads that read all features' },
  { reads: 'units', title: `Heads behind ${units} units` },
]

/** What heads in one place err by where there are most digits, and which err less than the linear one, as far as intervals tell. */
function verdictOn(title: string, scored: readonly Scored[], isCompared: boolean): string[] {
  if (scored.length === 0) return []
  const ordered = scored.toSorted((a, b) => a.estimate.median - b.estimate.median)
  const name = ({ cell }: Scored) => cell.title.replace(` behind ${units} units`, '')
  const errors = ordered.map((each) => `${name(each)} ${figureText(each.estimate.median)}`)
  const said = `${title}, ${mostTested} digits on the canvas, mean absolute errors: ${errors.join(', ')}.`
  const linear = scored.find(({ cell }) => cell.keys?.['head'] === plainHead)
  if (!isCompared || linear === undefined || !areKnown(...scored.map(({ estimate }) => estimate))) return [said]
  const names = (fits: (interval: readonly [number, number]) => boolean) =>
    ordered
      .filter((each) => each !== linear && fits(each.estimate.interval))
      .map(name)
      .join(', ') || 'none'
  const [low, high] = linear.estimate.interval
  const [less, more] = [names((interval) => interval[1] < low), names((interval) => interval[0] > high)]
  return [`${said} Less than with a linear head, by intervals that do not overlap: ${less}; more: ${more}.`]
}

const reportOn =
  (id: string, cells: readonly StudyCell[]) =>
  (outcomes: readonly Outcome[], { isCompared = true }: Reading = {}): Report => {
    const scored = cells.flatMap((cell): Scored[] => {
      const estimate = medianOf(outcomesOf(outcomes, cell.id), errorOf(mostTested))
      return estimate === undefined ? [] : [{ cell, estimate }]
    })
    // Behind units the curves are the same: see the table.
    const usual = cells.filter(({ keys }) => keys?.['rate'] === String(learningRate) && keys?.['reads'] === 'features')
    return {
      tables: [
        medianTable(
          'Mean absolute error by the number of digits on the canvas',
          cells,
          outcomes,
          inTable.map((count) => ({ title: String(count), measure: errorOf(count) })),
        ),
      ],
      figures: figuresWith(id, {
        title: 'Counting digits on one image',
        subtitle: 'mean absolute error, median over seeds',
        xLabel: 'digits on the canvas',
        yLabel: 'error',
        xScale: 'linear',
        yScale: 'linear',
        // Beyond it nobody counts any more.
        yDomain: [0, mostTested],
        series: medianSeries(usual, outcomes, counts, errorOf),
        bands: [{ from: 0, to: mostTrained, label: 'trained' }],
      }),
      findings: [
        ...readings.flatMap(({ reads, title }) =>
          verdictOn(
            title,
            scored.filter(({ cell }) => cell.keys?.['reads'] === reads),
            isCompared,
          ),
        ),
        intervalNote(cells, outcomes),
      ],
    }
  }

/** The experiment on images from one place or another. */
export function digitCanvasesOn(images: DigitImages): Experiment<StudyCell> {
  const id = idOn('digit-canvases', images)
  const cells = cellsOn(images)
  return {
    id,
    title: `Digits on one image: how many ${describeImages(images)} there are`,
    citation: citations.trask2018,
    claim:
      'A convolutional network with a NAC or a NALU at its end counts objects on an image also where there are more than in training; with a linear layer it does not.',
    protocol: [
      imagesNote(images),
      `Canvases of 64 × 64 pixels with digits of 14 × 14, none touching another, halved to 32 × 32. Trained on ${formatCount(canvases)} canvases with 0 to ${mostTrained} digits, each number equally often; tested on ${testCanvases} canvases for each number from 0 to ${mostTested}.`,
      `Two convolutions of 8 filters of 3 × 3, each with a maximum over 2 × 2; the head reads all 288 features, or ${units} ReLU units behind them, and gives one number.`,
      `Adam at ${learningRate} (NALU at ${lowRate}, too), ${formatCount(steps)} steps of ${batch} canvases, the mean squared error. Twenty checks; the one with the lowest mean absolute error on 600 validation canvases with 0 to ${mostTrained} digits counts. The NAU’s penalty grows from 40 % to 70 % of the steps.`,
      'The source’s own text was not at hand: the claim is as others tell it, and network, canvas and steps are ours.',
    ],
    cells,
    seeds: 10,
    smoke: { seeds: 1, steps: 5, options: { canvases: 64, testCanvases: 2, fewImages: true } },
    published: [],
    report: reportOn(id, cells),
    ...(images === 'synthetic' ? {} : { needs: 'mnist' as const }),
  }
}

export const digitCanvasesTask = digitCanvasesOn('synthetic')
export const digitCanvasesMnist = digitCanvasesOn('mnist')
export const digitCanvasesMnistTest = digitCanvasesOn('mnist-test')
