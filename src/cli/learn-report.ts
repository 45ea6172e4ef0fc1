// What `nalu learn` says at its end: a table of seeds, the success rate, and in plain words whether it holds.

import { formatCount, formatNumber, formatPercent } from '../base/numbers.ts'
import type { Interval } from '../base/options.ts'
import { printFormula } from '../graph/formula-print.ts'
import { type TableCell, tableToText } from '../plot/table.ts'
import type { Metric } from '../tasks/task.ts'
import type { Training } from '../train/configuration.ts'
import type { Learned, ScoredSeed } from '../train/learn.ts'
import { summary } from '../train/model.ts'
import type { SuccessRate } from '../train/statistics.ts'
import type { Batching } from '../train/step.ts'
import { hasColour, paint, widthOf } from './terminal.ts'

export const metricTitles: Readonly<Record<Metric, string>> = {
  meanSquaredError: 'mean squared error',
  halfSumOfSquares: 'half sum of squares',
  relativeRmse: 'relative RMSE',
}
const shortMetrics: Readonly<Record<Metric, string>> = {
  meanSquaredError: 'MSE',
  halfSumOfSquares: '½ SSE',
  relativeRmse: 'rel. RMSE',
}

/** `[1, 2)`, `[-6, -2) and [2, 6)`. */
export const printRanges = (ranges: readonly Interval[]): string =>
  ranges.map(([low, high]) => `[${low}, ${high})`).join(' and ')

const count = (n: number, one: string, many = `${one}s`) => `${formatCount(n)} ${n === 1 ? one : many}`

function printBatching(batching: Batching): string {
  switch (batching.kind) {
    case 'fresh':
      return `${count(batching.batch, 'fresh row')} a step`
    case 'full':
      return `the same ${count(batching.rows, 'row')} in every step`
    case 'shuffled':
      return `${formatCount(batching.batch)} of the same ${count(batching.rows, 'row')} a step`
    default:
      return batching satisfies never
  }
}

/** What is going to happen: three lines. */
export function headerText({ values, module, options, testRange, seeds }: Training): string {
  const { task, model, stop, optimizer, learningRate, batching } = options
  const { layers, parameters } = summary(model)
  const sizes = [task.inputs, ...layers.map(({ outputs }) => outputs)].join(' → ')
  const schedule = values.schedule === 'constant' ? '' : ` (${values.schedule})`
  const first = seeds[0] as number
  const which = seeds.length === 1 ? `seed ${first}` : `seeds ${first} to ${first + seeds.length - 1}`
  const what = task.id === 'formula' ? '' : ` (${task.id})`
  return [
    `Learning ${paint('strong', printFormula(task.formula))}${what} with ${paint('strong', module.id)}: ${sizes} ` +
      `${layers.length === 1 ? 'in one layer' : `in ${layers.length} layers`}, ${count(parameters, 'weight')}.`,
    `Trained on ${printRanges([task.trainRange])}, then tested on ${printRanges(testRange())}. ${capital(which)}, ` +
      `up to ${count(stop.steps, 'step')},`,
    `${printBatching(batching)}, ${optimizer.id} at ${learningRate}${schedule}. Ctrl-C keeps the best.`,
  ].join('\n')
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const mostListed = 20
const chosenMark = '>>'

/** One row a seed; of many seeds the first few, and the chosen one. */
export function seedTable({ seeds, chosen }: Learned, metric: Metric, all: boolean): string {
  const listed =
    all || seeds.length <= mostListed ? seeds : seeds.filter((seed, i) => i < mostListed || seed === chosen)
  const rows = listed.map((seed): TableCell[] => [
    seed === chosen ? chosenMark : '',
    seed.seed,
    seed.solved ? formatCount(seed.solvedAtStep as number) : 'no',
    figure(seed.validation[metric]),
    figure(seed.test[metric]),
    figure(seed.validation.relativeRmse),
    figure(seed.test.relativeRmse),
    seed.stopReason,
  ])
  const short = shortMetrics[metric]
  const right = { align: 'right' } as const
  const columns = [
    { title: '' },
    { title: 'seed', ...right },
    { title: 'solved at', ...right },
    { title: `${short} in`, ...right },
    { title: `${short} out`, ...right },
    { title: 'rel. RMSE in', ...right },
    { title: 'rel. RMSE out', ...right },
    { title: 'ended' },
  ]
  const table = tableToText(columns, rows, { width: widthOf(), colour: hasColour() })
  const hidden = seeds.length - listed.length
  return hidden === 0 ? table : `${table}\n    … ${formatCount(hidden)} more; --verbose lists them all`
}

/** Not finite is said in words: the reason stands below the table. */
const figure = (x: number): string => (Number.isFinite(x) ? formatNumber(x) : Number.isNaN(x) ? 'NaN' : '∞')

/** What the columns mean. */
export function legend({ options, testRange, testRows }: Training): string {
  const { task, validationRows } = options
  return paint(
    'faint',
    `in: ${count(validationRows, 'row')} of ${printRanges([task.trainRange])}, fresh · ` +
      `out: ${count(testRows, 'row')} of ${printRanges(testRange())}, never seen in training`,
  )
}

/** `80 % (95 % interval 49–94 %)`. */
export function printRate({ rate, interval: [low, high] }: SuccessRate): string {
  const ends = `${Math.round(low * 100)}–${Math.round(high * 100)} %`
  return `${formatPercent(rate)}, 95 % interval ${ends}`
}

/** How many seeds solved it, and when. */
export function successText({ seeds, success }: Learned, { options }: Training): string {
  const { metric, below } = options.task.threshold
  const ended = count(success.count, 'seed')
  const running = seeds.length - success.count
  const rest =
    running === 0
      ? ''
      : ` ${capital(count(running, 'seed'))} had not ended and ${running === 1 ? 'is' : 'are'} not counted.`
  const limit = `${metricTitles[metric]} below ${formatNumber(below)} inside the training range`
  if (success.count === 0) return `No seed had ended.`
  if (success.successes === 0) {
    const none = success.count === 1 ? 'The one seed did not reach' : `None of ${ended} reached`
    return `${paint('attention', 'Not found.')} ${none} a ${limit} (${printRate(success)}).${rest}`
  }
  const steps = seeds.flatMap(({ solvedAtStep }) => solvedAtStep ?? []).toSorted((a, b) => a - b)
  const median = formatCount(steps[(steps.length - 1) >> 1] as number)
  const when = steps.length === 1 ? `at step ${median}` : `in ${median} steps at the median`
  return (
    `${paint('good', 'Found.')} Solved by ${formatCount(success.successes)} of ${ended} ` +
    `(${printRate(success)}), ${when}: ${limit}.${rest}`
  )
}

// An error outside that is this much larger than the limit inside still counts as nearly right.
const nearly = 100

/** Whether the chosen weights hold outside the training range. */
export function verdict(chosen: ScoredSeed, { options, testRange }: Training): string {
  const { below } = options.task.threshold
  const inside = chosen.validation.relativeRmse
  const outside = chosen.test.relativeRmse
  const numbers =
    `seed ${chosen.seed}, the nearest inside, errs by ${figure(inside)} of the target there ` +
    `and by ${figure(outside)} on ${printRanges(testRange())}`
  if (!chosen.solved) return `${capital(numbers)}.`
  if (!Number.isFinite(outside)) {
    return `${paint('bad', 'It does not hold outside')} the training range: ${numbers}.`
  }
  if (outside < below) return `${paint('good', 'It holds outside')} the training range: ${numbers}.`
  if (outside < below * nearly)
    return `${paint('attention', 'It nearly holds outside')} the training range: ${numbers}.`
  return `${paint('bad', 'It does not hold outside')} the training range: ${numbers}.`
}

/** Seeds whose loss was not finite: which, when, and what helps. Empty if there are none. */
export function divergenceText({ seeds }: Learned): string {
  const diverged = seeds.filter(({ stopReason }) => stopReason === 'not finite')
  if (diverged.length === 0) return ''
  const listed = diverged
    .slice(0, 5)
    .map(({ seed, notFiniteAtStep }) => `${seed} at step ${formatCount(notFiniteAtStep ?? 0)}`)
  const more = diverged.length > listed.length ? ', …' : ''
  return (
    `The loss of ${count(diverged.length, 'seed')} was no longer finite (seed ${listed.join(', ')}${more}): numbers grew ` +
    'beyond 32 bits, or a singularity was met. A smaller --lr or --clip-norm 1 helps; --init changes where it starts.'
  )
}
