// Digits in a sequence: networks add, multiply or count digits that they see one after another, far beyond training.

import { citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import type { Figure } from '../plot/figure.ts'
import { figuresWith, intervalNote, medianOf, medianSeries, medianTable } from './application-report.ts'
import { type DigitImages, type DigitScale, describeImages, idOn, imagesNote } from './digit-networks.ts'
import type { DigitOperation } from './digit-sequences-network.ts'
import { absoluteErrorAt, relativeErrorAt } from './digit-sequences-study.ts'
import type { Experiment, Outcome, Published, Reading, Report, StudyCell } from './experiment.ts'
import { headTitles } from './heads.ts'
import { errorText, outcomesOf } from './summary.ts'

interface Setting {
  readonly op: DigitOperation
  readonly title: string
  readonly heads: readonly string[]
  /** Digits of a sequence in training. */
  readonly length: number
  readonly testLengths: readonly number[]
}

const long = [1, 10, 20, 50, 100, 200, 500, 1000]

const settings: readonly Setting[] = [
  { op: 'sum', title: 'Sum', heads: ['nac', 'nau', 'nalu', 'lstm', 'exact'], length: 10, testLengths: long },
  {
    op: 'product',
    title: 'Product',
    heads: ['nmu', 'nac-mul', 'nalu', 'lstm', 'exact'],
    length: 2,
    testLengths: [1, 2, 3, 4, 6, 8, 10, 15, 20],
  },
  {
    op: 'count',
    title: 'Count of each digit',
    heads: ['nac', 'nau', 'nalu', 'lstm', 'exact'],
    length: 10,
    testLengths: long,
  },
]

/** What goes along the sequence. */
const titles: Readonly<Record<string, string>> = { ...headTitles, lstm: 'LSTM', exact: 'the operation itself' }

interface Size {
  readonly steps: Readonly<Record<DigitOperation, number>>
  readonly batch: number
  readonly learningRate: number
  readonly seeds: number
}

const evenly = (steps: number): Size['steps'] => ({ sum: steps, product: steps, count: steps })

/** In full: 1,000 passes over 55,000 images, in sequences of 10 and, where zeros are left out, of 2 (Madsen & Johansen 2020). */
const sizes: Readonly<Record<DigitScale, Size>> = {
  reduced: { steps: evenly(5000), batch: 32, learningRate: 2e-3, seeds: 10 },
  full: { steps: { sum: 86_000, product: 387_000, count: 86_000 }, batch: 64, learningRate: 1e-3, seeds: 10 },
}

const testSequences = 100

const cellsOn = (images: DigitImages, scale: DigitScale): readonly StudyCell[] =>
  settings.flatMap(({ op, title, heads, length, testLengths }) =>
    heads.map((head) => ({
      id: `${op}-${head}`,
      title: `${title}, ${titles[head]}`,
      keys: { op, head },
      study: {
        procedure: 'digit-sequences',
        options: {
          images,
          op,
          head,
          length,
          testLengths,
          testSequences,
          batch: sizes[scale].batch,
          learningRate: sizes[scale].learningRate,
          steps: sizes[scale].steps[op],
          ...(scale === 'full' ? { scale } : {}),
        },
      },
    })),
  )

/** What the source's figure says of success over ten seeds, where it compares with perfect accumulation. */
const published: readonly Published[] = [
  ['Sum, NAU, length 1000', 0.8],
  ['Sum, additive NAC, length 1000', 0.6],
  ['Sum, NALU and LSTM, every length', 0],
  ['Product, NMU, length 20', 0.8],
  ['Product, multiplicative NAC, length 20', 0],
  ['Product, NALU and LSTM, every length', 0],
].map(([what, value]) => ({
  what: `Success rate: ${what}`,
  value: value as number,
  source: 'Madsen & Johansen 2020, figures of sequential MNIST; not what is measured here',
}))

function figureOf(
  cells: readonly StudyCell[],
  { op, title, length, testLengths }: Setting,
  outcomes: readonly Outcome[],
): Figure {
  const own = cells.filter(({ keys }) => keys?.['op'] === op)
  const series = medianSeries(own, outcomes, testLengths, relativeErrorAt)
  return {
    title: `${title} of digits in a sequence: error by length`,
    subtitle: `${op === 'product' ? 'mean error as a share of each result' : 'mean error as a share of the mean result'}, median over seeds`,
    xLabel: 'digits',
    yLabel: 'relative error',
    xScale: 'log',
    yScale: 'log',
    series: series.map((each) => ({
      ...each,
      name: each.name.replace(`${title}, `, ''),
      ...(each.name.endsWith(titles['exact'] as string) ? { reference: true } : {}),
    })),
    bands: [{ from: 1, to: length, label: 'trained' }],
  }
}

/** How far above what misread digits alone do an error may be and still count as going on. */
const allowance = 2
/** Where misread digits alone make so much, a result that is always 0 does hardly worse. */
const mostMisread = 0.5

/** Up to which length each head goes on: at all lengths from the trained one to it as well as the operation itself, or nearly. */
function verdictOf(
  cells: readonly StudyCell[],
  { op, title, length, testLengths }: Setting,
  outcomes: readonly Outcome[],
): string[] {
  const own = cells.filter(({ keys }) => keys?.['op'] === op)
  const errorAt = (head: string, at: number): number => {
    const cell = own.find(({ keys }) => keys?.['head'] === head) as StudyCell
    return medianOf(outcomesOf(outcomes, cell.id), relativeErrorAt(at))?.median ?? Number.NaN
  }
  const asked = testLengths.filter((at) => at >= length && errorAt('exact', at) <= mostMisread)
  const last = asked.at(-1)
  if (last === undefined) return []
  const reaches = own
    .filter(({ id }) => outcomesOf(outcomes, id).length > 0)
    .map(({ keys }) => keys?.['head'] as string)
    .filter((head) => head !== 'exact')
    .map((head) => {
      const fails = asked.findIndex((at) => !(errorAt(head, at) <= allowance * errorAt('exact', at)))
      return { head, reach: fails < 0 ? last : (asked[fails - 1] ?? 0) }
    })
    .toSorted((a, b) => b.reach - a.reach)
  const texts = reaches.map(({ head, reach }) => {
    if (reach === 0) return `${titles[head]} not even at ${length}`
    return `${titles[head]} up to ${formatCount(reach)}${reach === last ? ', the end' : ''}`
  })
  return [
    `${title}, trained on ${length} digits, asked for up to ${formatCount(last)}: by the median relative error, within ${allowance} times what misread digits alone make ` +
      `(${errorText(errorAt('exact', last))} at ${formatCount(last)}): ${texts.join('; ')}.`,
  ]
}

const reportOn =
  (id: string, cells: readonly StudyCell[]) =>
  (outcomes: readonly Outcome[], { isCompared = true }: Reading = {}): Report => {
    const tables = settings.map((setting) => ({
      setting,
      own: cells.filter(({ keys }) => keys?.['op'] === setting.op),
    }))
    return {
      tables: tables.map(({ setting: { title, testLengths }, own }) =>
        medianTable(
          `${title}: mean absolute error by length`,
          own,
          outcomes,
          testLengths.map((length) => ({ title: String(length), measure: absoluteErrorAt(length) })),
        ),
      ),
      figures: settings.flatMap((setting) => figuresWith(`${id}-${setting.op}`, figureOf(cells, setting, outcomes))),
      findings: [
        ...(isCompared ? settings.flatMap((setting) => verdictOf(cells, setting, outcomes)) : []),
        intervalNote(cells, outcomes),
      ],
    }
  }

// From the first steps of one seed of a sum and of a product.
const fullCost =
  'by the time of its first steps one seed of a line takes about 30 hours of one core, and all of it about 2,400 hours of two: choose lines with --only and --seeds'

const reducedNotes = [
  `Reduced: images of 14 × 14 pixels (means of 2 × 2), 8 and 16 filters and 32 units where the published re-run has 28 × 28, 20 and 50 filters and 500 units; ${formatCount(sizes.reduced.steps.sum)} steps of ${sizes.reduced.batch} sequences with Adam at ${sizes.reduced.learningRate} where it has 1,000 passes in batches of 64 with Adam at ${sizes.full.learningRate}. The same command with the name digit-sequences-full runs its sizes; ${fullCost}.`,
]

const fullNotes = [
  `The sizes of the published re-run: images of 28 × 28 pixels, 20 and 50 filters, 500 units; ${formatCount(sizes.full.steps.sum)} steps of ${sizes.full.batch} sequences for sums and counts and ${formatCount(sizes.full.steps.product)} for products, which are 1,000 passes, with Adam at ${sizes.full.learningRate}; ${sizes.full.seeds} seeds. ${fullCost.replace('by', 'By')}.`,
]

/** The experiment on images from one place or another. */
export function digitSequencesOn(images: DigitImages, scale: DigitScale = 'reduced'): Experiment<StudyCell> {
  const id = idOn(scale === 'full' ? 'digit-sequences-full' : 'digit-sequences', images)
  const cells = cellsOn(images, scale)
  const { seeds } = sizes[scale]
  return {
    id,
    title: `Digits in a sequence: adding, multiplying and counting ${describeImages(images)}`,
    citation: citations.trask2018,
    claim:
      'Convolutional networks that end in a recurrent NAC learn to count and to add digits from results alone, and go on far beyond the length that they were trained on; LSTMs do not.',
    protocol: [
      imagesNote(images),
      'A convolutional network sees each digit, and a recurrent unit is given what it saw together with its own last output: it starts at 0 for sums and counts, at 1 for products. Products are of digits 1 to 9.',
      'Trained end to end on sequences of 10 digits (products: 2), new ones in every step, by the mean squared error of all results on the way. No digit’s label is given but through results.',
      ...(scale === 'full' ? fullNotes : reducedNotes),
      'Penalties of NAU and NMU grow from a tenth to nine tenths of the steps, up to 10 as in the re-run; its penalty on the size of what the unit is given is left out.',
      `Ten checks on validation images; the one with the lowest mean squared error counts. Tested on ${testSequences} sequences of test images. “The operation itself” is the same convolutional network with exact arithmetic behind it: what is left there is misread digits.`,
      'The LSTM has 16 units and a linear layer behind them.',
      'The relative error of sums and counts is the mean absolute error as a share of the mean result; of products it is the mean of each sequence’s own share, since the largest product would decide everything else.',
    ],
    cells,
    seeds,
    smoke: {
      seeds: 1,
      steps: 4,
      cells: ({ keys }) => ['nau', 'nmu', 'exact'].includes(keys?.['head'] ?? ''),
      options: { batch: 4, testSequences: 2, testLengths: [1, 3], fewImages: true },
    },
    published,
    report: reportOn(id, cells),
    ...(images === 'synthetic' ? {} : { needs: 'mnist' as const }),
  }
}

export const digitSequences = digitSequencesOn('synthetic')
export const digitSequencesMnist = digitSequencesOn('mnist')
export const digitSequencesMnistTest = digitSequencesOn('mnist-test')
export const digitSequencesFull = digitSequencesOn('synthetic', 'full')
export const digitSequencesFullMnist = digitSequencesOn('mnist', 'full')
export const digitSequencesFullMnistTest = digitSequencesOn('mnist-test', 'full')
