// What came of "every model": a line for each network and head, who helps where, and a figure of all ratios.

import { formatNumber } from '../base/numbers.ts'
import { meanSquaredError } from '../layers/losses.ts'
import type { Figure } from '../plot/figure.ts'
import { medianEstimate } from '../statistics/median-interval.ts'
import { figuresWith, intervalNote, medianOf, medianText } from './application-report.ts'
import { type Comparison, compareHeads, comparisonLevel, lossOf, type Verdict } from './every-model-comparison.ts'
import { type MatrixTask, matrixHeads, matrixTasks } from './every-model-tasks.ts'
import type { Outcome, Report, ReportTable, StudyCell } from './experiment.ts'
import { figureText, outcomesOf } from './summary.ts'

export const headNames: readonly string[] = Object.keys(matrixHeads)
const units = headNames.slice(1)

export const cellIdOf = (task: string, head: string): string => `${task}-${head.toLowerCase()}`

const named = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

export function reportEveryModel(cells: readonly StudyCell[], outcomes: readonly Outcome[]): Report {
  const comparisons = compareHeads(
    outcomes,
    matrixTasks.map(({ id }) => id),
    headNames,
    cellIdOf,
  )
  return {
    tables: [table(cells, outcomes, comparisons)],
    figures: figuresWith('every-model', matrixFigure(comparisons)),
    findings: [
      ...findingsOf(comparisons),
      ...solvedOf(outcomes),
      ...choicesOf(outcomes),
      ...failuresOf(outcomes),
      intervalNote(cells, outcomes),
    ],
  }
}

/** A line for each cell that was run, or for all before that. */
function table(
  cells: readonly StudyCell[],
  outcomes: readonly Outcome[],
  comparisons: readonly Comparison[],
): ReportTable {
  const ofPart = (where: string) => [`loss ${where}`, `× linear ${where}`, `test ${where}`]
  const columns = ['network, task, head', 'seeds', ...ofPart('inside'), ...ofPart('outside')]
  const run = cells.filter(({ id }) => outcomesOf(outcomes, id).length > 0)
  const rows = (run.length > 0 ? run : cells).map(({ id, title, keys = {} }) => {
    const own = outcomesOf(outcomes, id)
    const parts = (['inside', 'outside'] as const).flatMap((where) => {
      const found = comparisons.find(
        (each) => each.task === keys['task'] && each.head === keys['head'] && each.where === where,
      )
      return [medianText(medianOf(own, where)), ratioText(found), testText(found)]
    })
    return [title, String(own.length), ...parts]
  })
  return {
    title: 'Loss on test rows inside and outside, mean squared error or cross-entropy, beside that of the linear head',
    columns,
    rows,
  }
}

const ratioText = (found: Comparison | undefined): string =>
  found === undefined || found.ratios.length === 0 ? '–' : medianText(medianEstimate(found.ratios))

function testText(found: Comparison | undefined): string {
  if (found === undefined || found.ratios.length === 0) return '–'
  const { verdict, adjustedP, ratios } = found
  const lower = ratios.filter((ratio) => ratio < 1).length
  return verdict === 'too few seeds'
    ? verdict
    : `${verdict} (lower in ${lower} of ${ratios.length}, p ${formatNumber(adjustedP, 2)})`
}

/** The sentences on who helps where; the first is the verdict on the claim. */
export function findingsOf(comparisons: readonly Comparison[]): string[] {
  if (comparisons.some(({ verdict }) => verdict === 'too few seeds'))
    return ['Too few seeds were run to tell heads apart after the correction for all comparisons.']
  const [arithmetic, other] = [true, false].map((isArithmetic) =>
    matrixTasks.filter((task) => task.isArithmetic === isArithmetic),
  ) as [MatrixTask[], MatrixTask[]]
  const on = (tasks: readonly MatrixTask[], head: string, where: Comparison['where'], verdict: Verdict) =>
    tasks.filter(({ id }) =>
      comparisons.some(
        (each) => each.task === id && each.head === head && each.where === where && each.verdict === verdict,
      ),
    )
  const helped = (head: string) => on(arithmetic, head, 'outside', 'better')
  const harmed = (head: string) => comparisons.filter((each) => each.head === head && each.verdict === 'worse')
  const everywhere = units.filter((head) => helped(head).length === arithmetic.length)
  const confirmed = everywhere.filter((head) => harmed(head).length === 0)
  const byAny = arithmetic.filter((task) => units.some((head) => helped(head).includes(task)))
  const perHead = (tasks: readonly MatrixTask[], where: Comparison['where']) =>
    units.map((head) => `${head}: ${sides(tasks, (verdict) => on(tasks, head, where, verdict))}`).join('; ')
  const hosts = (tasks: readonly MatrixTask[]) => named(tasks.map(({ host }) => host))
  const summary = units.map((head) => {
    const tasks = helped(head)
    return tasks.length === 0 ? `${head} in none` : `${head} in ${tasks.length} (${hosts(tasks)})`
  })
  const harm = units.map((head) => `${head} in ${harmed(head).length}`)
  return [
    (confirmed.length > 0
      ? `Confirmed for ${named(confirmed)}: outside the training range it helps each of the ${arithmetic.length} networks on its arithmetic task, and it harms nowhere.`
      : 'Not confirmed: no arithmetic unit as the last layer helps every network on its arithmetic task without harm elsewhere.') +
      ` Of ${arithmetic.length} networks, outside and on tasks with arithmetic, ${named(summary)} do better than a linear layer; some unit does in ${byAny.length}. Of all ${2 * matrixTasks.length} comparisons of a unit, inside and outside, ${named(harm)} do worse.`,
    `Outside, with arithmetic. ${perHead(arithmetic, 'outside')}.`,
    `Outside, without arithmetic. ${perHead(other, 'outside')}.`,
    `Inside, with arithmetic. ${perHead(arithmetic, 'inside')}.`,
    `Inside, without arithmetic. ${perHead(other, 'inside')}.`,
    `Better and worse are by Wilcoxon's signed-rank test of the ratios of seeds, two-sided and exact, with Holm's correction over all ${comparisons.length} comparisons: the chance of even one false call is at most ${100 * comparisonLevel} %. No difference means that none was shown.`,
  ]
}

/** `better in 2 (dense, LSTM), worse in 1 (autoencoder), no difference in 1 (convolutional)` */
function sides(tasks: readonly MatrixTask[], of: (verdict: Verdict) => readonly MatrixTask[]): string {
  const texts = (['better', 'worse', 'no difference'] as const).flatMap((verdict) => {
    const found = of(verdict)
    if (found.length === 0) return []
    return found.length === tasks.length
      ? [`${verdict} in all ${tasks.length}`]
      : [`${verdict} in ${found.length} (${found.map(({ host }) => host).join(', ')})`]
  })
  return texts.join(', ')
}

/** An error, the root of a mean squared one, that no unit needs to better. */
const smallError = 0.01

/** Tasks on which a lower loss is of no use: the linear head is right outside. */
function solvedOf(outcomes: readonly Outcome[]): string[] {
  const texts = matrixTasks.flatMap(({ id, host, title, loss }) => {
    const median = medianOf(outcomesOf(outcomes, cellIdOf(id, headNames[0] as string)), 'outside')?.median
    const error = Math.sqrt(median ?? Number.POSITIVE_INFINITY)
    return loss === meanSquaredError && error < smallError ? [`${host}, ${title}: off by ${formatNumber(error)}`] : []
  })
  return texts.length === 0
    ? []
    : [
        `Where the linear layer is right outside already, a lower loss is a difference without a use. ${texts.join('; ')}.`,
      ]
}

/** What a choice among starts would give: nothing outside has a part in it. */
function choicesOf(outcomes: readonly Outcome[]): string[] {
  const texts = matrixTasks
    .filter(({ isArithmetic }) => isArithmetic)
    .flatMap(({ id, host }) => {
      const losses = headNames.flatMap((head) => {
        const own = outcomesOf(outcomes, cellIdOf(id, head))
        const validated = own.filter(({ measures }) => Number.isFinite(measures['validation'] ?? Number.NaN))
        const [best] = validated.toSorted(
          (a, b) => (a.measures['validation'] as number) - (b.measures['validation'] as number),
        )
        return best === undefined ? [] : [`${head} ${figureText(lossOf(best, 'outside'))}`]
      })
      return losses.length === 0 ? [] : [`${host}: ${losses.join(', ')}`]
    })
  return texts.length === 0
    ? []
    : [
        `Loss outside of the one seed of each head whose loss on validation rows is the lowest, with arithmetic. ${texts.join('; ')}.`,
      ]
}

function failuresOf(outcomes: readonly Outcome[]): string[] {
  const texts = matrixTasks.flatMap(({ id, host }) =>
    headNames.flatMap((head) => {
      const own = outcomesOf(outcomes, cellIdOf(id, head))
      const failed = own.filter(
        (each) => each.stopReason === 'not finite' || !Number.isFinite(lossOf(each, 'outside')),
      ).length
      return failed === 0 ? [] : [`${head} on ${host}, ${id}: ${failed} of ${own.length}`]
    }),
  )
  return texts.length === 0
    ? []
    : [
        `Seeds whose training or whose test outside was not finite, which count as the worst of all: ${texts.join('; ')}.`,
      ]
}

/** Ratios beyond these are drawn at the edge. */
const edge = 1e4
const clamped = (ratio: number) => Math.min(edge, Math.max(1 / edge, ratio))

/** The median ratio outside of each task and head, the tasks with arithmetic first. */
export function matrixFigure(comparisons: readonly Comparison[]): Figure {
  const apart = 0.8 / units.length
  const series = units.map((head, i) => {
    const estimates = matrixTasks.flatMap(({ id }, place) => {
      const found = comparisons.find((each) => each.task === id && each.head === head && each.where === 'outside')
      if (found === undefined || found.ratios.length === 0) return []
      const at = place + 1 + (i - (units.length - 1) / 2) * apart
      return [{ at, ...medianEstimate(found.ratios) }]
    })
    return {
      name: head,
      apart: true,
      points: estimates.map(({ at, median }) => [at, clamped(median)] as const),
      interval: estimates.map(({ at, interval: [low, high] }) => [at, clamped(low), clamped(high)] as const),
    }
  })
  const withArithmetic = matrixTasks.filter(({ isArithmetic }) => isArithmetic).length
  const ends = [0.5, matrixTasks.length + 0.5] as const
  return {
    title: 'Loss outside the training range, as a multiple of that with a linear last layer',
    subtitle: 'below 1 the unit is better; medians over seeds with 95 % intervals',
    xLabel: `tasks, 1 to ${withArithmetic} with arithmetic, ${withArithmetic + 1} to ${matrixTasks.length} without`,
    yLabel: '× linear',
    xScale: 'linear',
    yScale: 'log',
    xDomain: ends,
    yDomain: [1 / edge, edge],
    series: [...series, { name: 'linear', reference: true, points: ends.map((x) => [x, 1] as const) }],
    bands: matrixTasks.map(({ host }, i) => ({ from: i + 0.5, to: i + 1.5, label: host })),
    caption: `Ratios below ${formatNumber(1 / edge)} and above ${formatNumber(edge)} are drawn at the edge.`,
  }
}
