// Digits on one image: how many there are, learned from canvases with 0 to 5 of them and asked for up to 20.

import { citations } from '../base/citations.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import type { MedianEstimate } from '../statistics/median-interval.ts'
import { areKnown, figuresWith, intervalNote, medianOf, medianSeries, medianTable } from './application-report.ts'
import { canvasHeads, errorOf, mostTested, mostTrained } from './digit-canvases-study.ts'
import { type DigitImages, describeImages, idOn, imagesNote } from './digit-networks.ts'
import type { Experiment, Outcome, Reading, Report, StudyCell } from './experiment.ts'
import { outcomesOf } from './summary.ts'

const [steps, batch, learningRate, canvases, testCanvases] = [5000, 32, 2e-3, 3000, 50]
// At the usual rate NALU's exponentials of hundreds of features do not settle.
const lowRate = 1e-4
const inTable = [0, 3, 5, 8, 10, 15, 20]
const counts = Array.from({ length: mostTested + 1 }, (_, count) => count)

const headTitles: Readonly<Record<string, string>> = { linear: 'linear', nac: 'NAC', nau: 'NAU', nalu: 'NALU' }

const cellsOn = (images: DigitImages): readonly StudyCell[] =>
  [...Object.keys(canvasHeads).map((head) => ({ head, rate: learningRate })), { head: 'nalu', rate: lowRate }].map(
    ({ head, rate }) => {
      const isUsual = rate === learningRate
      return {
        id: isUsual ? head : `${head}-${rate}`,
        title: `${headTitles[head]}${isUsual ? '' : `, rate ${rate}`}`,
        keys: { head, rate: String(rate) },
        study: {
          procedure: 'digit-canvases',
          options: { images, head, canvases, testCanvases, batch, learningRate: rate, steps },
        },
      }
    },
  )

interface Scored {
  readonly title: string
  readonly estimate: MedianEstimate
}

/** Which heads err less than the linear one, as far as intervals tell. */
function comparison(scored: readonly Scored[]): string {
  const linear = scored.find(({ title }) => title === headTitles['linear'])
  if (linear === undefined || !areKnown(...scored.map(({ estimate }) => estimate))) return ''
  const names = (fits: (each: Scored) => boolean) =>
    scored
      .filter((each) => each !== linear && fits(each))
      .map(({ title }) => title)
      .join(', ') || 'none'
  const [low, high] = linear.estimate.interval
  const [less, more] = [
    names(({ estimate }) => estimate.interval[1] < low),
    names(({ estimate }) => estimate.interval[0] > high),
  ]
  return `Less than with a linear head, by intervals that do not overlap: ${less}; more: ${more}.`
}

const reportOn =
  (id: string, cells: readonly StudyCell[]) =>
  (outcomes: readonly Outcome[], { isCompared = true }: Reading = {}): Report => {
    const scored = cells
      .flatMap((cell) => {
        const estimate = medianOf(outcomesOf(outcomes, cell.id), errorOf(mostTested))
        return estimate === undefined ? [] : [{ title: cell.title, error: estimate.median, estimate }]
      })
      .toSorted((a, b) => a.error - b.error)
    const texts = scored.map(
      ({ title, error }) => `${title} ${Number.isFinite(error) ? formatNumber(error, 3) : 'not finite'}`,
    )
    const series = medianSeries(cells, outcomes, counts, errorOf)
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
        series,
        bands: [{ from: 0, to: mostTrained, label: 'trained' }],
      }),
      findings: [
        ...(scored.length === 0
          ? []
          : [
              `With ${mostTested} digits on the canvas the mean absolute errors are: ${texts.join(', ')}. ${isCompared ? comparison(scored) : ''}`.trimEnd(),
            ]),
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
      'Two convolutions of 8 filters of 3 × 3, each with a maximum over 2 × 2; the head reads all features of all places and gives one number.',
      `Adam at ${learningRate} (NALU at ${lowRate}, too), ${formatCount(steps)} steps of ${batch} canvases, the mean squared error. Twenty checks; the one with the lowest mean absolute error on 600 validation canvases with 0 to ${mostTrained} digits counts. The NAU’s penalty grows from 40 % to 70 % of the steps.`,
      'The source states neither network nor canvas: this protocol is ours, and so is the number of steps.',
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
