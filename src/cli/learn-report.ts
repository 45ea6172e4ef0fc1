// What `nalu learn` says at its end: a table of seeds, the success rate, and in plain words whether it holds.

import { formatCount, formatNumber, formatPercent } from '../base/numbers.ts'
import type { Interval } from '../base/options.ts'
import { printFormula } from '../graph/formula-print.ts'
import { type TableCell, tableToText } from '../plot/table.ts'
import type { SuccessRate } from '../statistics/success-rate.ts'
import { tasks } from '../tasks/index.ts'
import type { Metric } from '../tasks/task.ts'
import type { Batching } from '../train/batches.ts'
import type { Training } from '../train/configuration.ts'
import type { Learned, ScoredSeed } from '../train/learn.ts'
import { summary } from '../train/model.ts'
import type { StopReason } from '../train/stop.ts'
import type { TrainingState } from '../train/trainer.ts'
import { hasColour, paint, widthOf } from './terminal.ts'
import { packageVersion } from './version.ts'

export const metricTitles: Readonly<Record<Metric, string>> = {
  meanSquaredError: 'mean squared error',
  halfSumOfSquares: 'half sum of squares',
  relativeRmse: 'relative RMSE',
}
export const shortMetrics: Readonly<Record<Metric, string>> = {
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
  const what = tasks.some((each) => each.task.id === task.id) ? ` (${task.id})` : ''
  return [
    `Learning ${paint('strong', printFormula(task.formula))}${what} with ${paint('strong', module.id)}: ${sizes}, ` +
      `${layers.length === 1 ? 'one layer' : `${layers.length} layers`}, ${count(parameters, 'weight')}.`,
    `Trained on ${printRanges([task.trainRange])}, tested on ${printRanges(testRange())} after it. ${capital(which)}, ` +
      `up to ${count(stop.steps, 'step')}, ${printBatching(batching)}, ${optimizer.id} at ${learningRate}${schedule}. ` +
      'Ctrl-C keeps the best.',
  ].join('\n')
}

/** What a training goes on from. */
export function resumedText(file: string, starts: readonly (number | TrainingState)[]): string {
  const states = starts.filter((start) => typeof start !== 'number')
  const steps = states.reduce((sum, { step }) => sum + step, 0)
  return `Going on from ${file}: ${count(states.length, 'seed')} had started and taken ${count(steps, 'step')}.`
}

/** For `--verbose`: what else a result depends on, and what it does not. */
export function factsText({ hash, configuration }: Training, threads: number): string {
  const rounding = configuration['fused'] === true ? 'with' : 'without'
  return paint(
    'faint',
    `Configuration ${hash} · ${rounding} fused multiply-add · ${count(threads, 'thread')} · ` +
      `nalu ${packageVersion()} · Node ${process.versions.node}`,
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Why a seed ended, for the table. */
const endings: Readonly<Record<StopReason, string>> = {
  solved: 'solved',
  steps: 'last step',
  plateau: 'plateau',
  time: 'time',
  'not finite': 'not finite',
  interrupted: 'interrupted',
}

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
    endings[seed.stopReason],
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

/** Two digits: more would say more than ten thousand rows know. */
const figure = (x: number): string => (Number.isFinite(x) ? formatNumber(x, 2) : Number.isNaN(x) ? 'NaN' : '∞')

/** What the columns mean. */
export function legend({ options, testRange, testRows }: Training): string {
  const { task, validationRows } = options
  const { metric, below } = task.threshold
  const lines = [
    `in: ${count(validationRows, 'fresh row')} of ${printRanges([task.trainRange])} · ` +
      `out: ${count(testRows, 'row')} of ${printRanges(testRange())}`,
    `solved: ${shortMetrics[metric]} in below ${formatNumber(below)} · ${chosenMark} the best inside`,
  ]
  return lines.map((line) => paint('faint', line)).join('\n')
}

/** `80 %, 95 % interval 49–94 %`. */
function printRate({ rate, interval: [low, high] }: SuccessRate): string {
  return `${formatPercent(rate)}, 95 % interval ${Math.round(low * 100)}–${Math.round(high * 100)} %`
}

/** How many seeds solved it, and when. */
export function successText({ seeds, success }: Learned): string {
  const running = seeds.length - success.count
  const rest =
    running === 0
      ? ''
      : ` ${capital(count(running, 'seed'))} had not ended and ${running === 1 ? 'is' : 'are'} not counted.`
  const all = success.count === 1 ? 'the one seed' : count(success.count, 'seed')
  if (success.count === 0) return `No seed had ended.`
  if (success.successes === 0) {
    const none = success.count === 1 ? `${capital(all)} did not solve it` : `None of ${all} solved it`
    return `${paint('attention', 'Not found.')} ${none} (${printRate(success)}).${rest}`
  }
  const some = success.count === 1 ? capital(all) : `${formatCount(success.successes)} of ${all}`
  const steps = formatCount(median(seeds.flatMap(({ solvedAtStep }) => solvedAtStep ?? [])))
  const when = success.successes === 1 ? `at step ${steps}` : `in ${steps} steps at the median`
  return `${paint('good', 'Found.')} ${some} solved it (${printRate(success)}), ${when}.${rest}`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (i: number) => sorted[i] as number
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2
}

/** How many of the solved seeds hold outside, if there are several. */
export function othersText({ seeds }: Learned, { options }: Training): string {
  const { below } = options.task.threshold
  const solved = seeds.filter((seed) => seed.solved)
  if (solved.length < 2) return ''
  const holding = solved.filter(({ test }) => test.relativeRmse < below).length
  const few =
    holding === solved.length ? `All ${holding}` : `${holding === 0 ? 'None' : holding} of the ${solved.length}`
  return `${few} solved seeds stay below ${formatNumber(below)} there.`
}

// An error outside that is this many times the limit inside still counts as nearly right.
const nearly = 100

/** Whether the chosen weights hold outside the training range. */
export function verdict(chosen: ScoredSeed, { options, testRange }: Training): string {
  const { below } = options.task.threshold
  const outside = chosen.test.relativeRmse
  const numbers =
    `relative RMSE ${figure(outside)} on ${printRanges(testRange())}, ` +
    `${figure(chosen.validation.relativeRmse)} inside`
  if (!chosen.solved) return `The nearest is seed ${chosen.seed}: ${numbers}.`
  const which = `(seed ${chosen.seed}, the best inside)`
  if (outside < below) return `${paint('good', 'It holds outside')} the training range: ${numbers} ${which}.`
  if (outside < below * nearly)
    return `${paint('attention', 'It nearly holds outside')} the training range: ${numbers} ${which}.`
  return `${paint('bad', 'It does not hold outside')} the training range: ${numbers} ${which}.`
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
