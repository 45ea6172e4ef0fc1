// What the grid world came to: rewards inside and outside of the training times, by time, and ways on the grid.

import { formatNumber } from '../base/numbers.ts'
import type { Figure } from '../plot/figure.ts'
import { type GridPlace, type GridWay, waysToSvg } from '../plot/paths.ts'
import type { MedianEstimate } from '../statistics/median-interval.ts'
import { gridSide, randomPolicyReward } from '../tasks/grid-world.ts'
import { figuresWith, intervalNote, medianOf, medianSeries, medianTable } from './application-report.ts'
import type { Outcome, Report, StudyCell } from './experiment.ts'
import type { GridActing } from './grid-world-player.ts'
import {
  gridShownGoal,
  gridShownTimes,
  gridTestTimes,
  gridTrainingTimes,
  placeAt,
  rewardAt,
  timesOf,
} from './grid-world-study.ts'
import { outcomesOf } from './summary.ts'

const insideTimes = timesOf(gridTrainingTimes)
const outsideTimes = timesOf([gridTrainingTimes[1] + 1, gridTestTimes[1]])

const isInside = (time: number): boolean => insideTimes.includes(time)

/** The mean of a measure over times. */
const meanOver = (times: readonly number[], rewardOf: (time: number) => number): number =>
  times.reduce((sum, time) => sum + rewardOf(time), 0) / times.length

const parts = [
  { name: 'inside', title: `T ${insideTimes[0]}–${insideTimes.at(-1)}`, times: insideTimes },
  { name: 'outside', title: `T ${outsideTimes[0]}–${outsideTimes.at(-1)}`, times: outsideTimes },
] as const

const actings: readonly GridActing[] = ['likeliest', 'sampled']

const partMeasure = (part: (typeof parts)[number]['name'], acting: GridActing): string => `${part} ${acting}`

/** Outcomes with the mean rewards of both parts of the times among their measures. */
function withParts(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.map((outcome) => {
    const rewardOf = (acting: GridActing) => (time: number) => outcome.measures[rewardAt(time, acting)] ?? Number.NaN
    const means = parts.flatMap(({ name, times }) =>
      actings.map((acting) => [partMeasure(name, acting), meanOver(times, rewardOf(acting))] as const),
    )
    return { ...outcome, measures: { ...outcome.measures, ...Object.fromEntries(means) } }
  })
}

function rewardFigure(cells: readonly StudyCell[], outcomes: readonly Outcome[]): Figure {
  const lines = cells.flatMap((cell) =>
    medianSeries([cell], outcomes, timesOf(gridTestTimes), (time) => rewardAt(time)).map((series) => ({
      ...series,
      name: cell.title,
      emphasis: true,
    })),
  )
  const random = {
    name: 'random actions',
    points: timesOf(gridTestTimes).map((time) => [time, randomPolicyReward(time)] as const),
    reference: true,
  }
  return {
    title: 'Episodes won, by the time that the agent is told',
    subtitle: 'medians over seeds, with their intervals',
    xLabel: 'time T at which to arrive',
    yLabel: 'share of episodes won',
    xScale: 'linear',
    yScale: 'linear',
    yDomain: [0, 1],
    series: lines.length === 0 ? [] : [...lines, random],
    bands: [
      {
        from: gridTrainingTimes[0],
        to: gridTrainingTimes[1],
        label: `learned from: ${gridTrainingTimes[0]} to ${gridTrainingTimes[1]}`,
      },
    ],
  }
}

/** The way of an episode that is shown. */
function wayOf({ measures }: Outcome, time: number): GridWay {
  const places: GridPlace[] = []
  for (let step = 0; step <= time; step += 1) {
    const place = measures[placeAt(time, step)]
    if (place === undefined) break
    places.push({ row: Math.floor(place / gridSide), column: place % gridSide })
  }
  const last = places.at(-1)
  const arrived = last?.row === gridShownGoal.row && last.column === gridShownGoal.column
  const steps = places.length - 1
  const note = arrived ? (steps === time ? 'arrives in time' : `arrives at ${steps}`) : 'does not arrive'
  const title = `T = ${time}${isInside(time) ? '' : ', outside'}`
  return { title, places, goal: gridShownGoal, note, succeeded: arrived && steps === time }
}

function waysPicture(cells: readonly StudyCell[], outcomes: readonly Outcome[]) {
  const walkers = cells.flatMap(({ id, title: name }) => {
    const [first] = outcomesOf(outcomes, id)
    return first === undefined ? [] : [{ name, ways: gridShownTimes.map((time) => wayOf(first, time)) }]
  })
  const title = 'The same start, told four times: what the agent of the first seed does'
  const subtitle =
    'From the open circle to the filled one, a dot a step; the shaded cell is the goal. Ways drift to the lower right of their cells as time goes on.'
  return walkers.length === 0
    ? []
    : [{ name: 'grid-world-ways', title, svg: waysToSvg({ title, subtitle, side: gridSide, walkers }) }]
}

/** How the second of two agents does against the first: only intervals that do not meet tell them apart. */
function compared(first: MedianEstimate, second: MedianEstimate): 'more' | 'less' | 'the same' {
  if (second.interval[0] > first.interval[1]) return 'more'
  return second.interval[1] < first.interval[0] ? 'less' : 'the same'
}

function verdict(cells: readonly StudyCell[], outcomes: readonly Outcome[]): string[] {
  const of = (id: string) => {
    const own = outcomesOf(outcomes, id)
    const [inside, outside] = parts.map(({ name }) => medianOf(own, partMeasure(name, 'likeliest')))
    return inside === undefined || outside === undefined ? undefined : { inside, outside }
  }
  const [without, withNac] = [of('lstm'), of('lstm-nac')]
  if (without === undefined || withNac === undefined) return []
  const told = of('lstm-told-nac')
  const than = {
    more: 'wins more outside of its training times than',
    less: 'wins less outside of its training times than',
    'the same': 'shows, with these seeds, no difference outside of its training times from',
  }
  const sentences = [
    `The agent with a NAC ${than[compared(without.outside, withNac.outside)]} the one without.`,
    ...(told === undefined
      ? []
      : [
          `Where the NAC alone is told the time, the agent ${than[compared(without.outside, told.outside)]} the LSTM by itself.`,
        ]),
  ]
  const others = cells.flatMap(({ id, title }) => {
    const found = of(id)
    if (found === undefined) return []
    return [`${title} ${formatNumber(found.outside.median, 3)} (${formatNumber(found.inside.median, 3)} inside)`]
  })
  return [`${sentences.join(' ')} Share of episodes won outside, median: ${others.join('; ')}.`]
}

/** The share of episodes above which an agent counts as one that arrives in time. */
const held = 0.9

/** How far each agent holds: the last time, from the shortest on, up to which its median reward is `held` or more. */
function reach(cells: readonly StudyCell[], outcomes: readonly Outcome[]): string[] {
  const lines = cells.flatMap(({ id, title }) => {
    const own = outcomesOf(outcomes, id)
    if (own.length === 0) return []
    const holds = (time: number) => (medianOf(own, rewardAt(time))?.median ?? 0) >= held
    const times = timesOf(gridTestTimes)
    const firstLost = times.findIndex((time) => !holds(time))
    const last = firstLost < 0 ? times.at(-1) : times[firstLost - 1]
    return [`${title} ${last === undefined ? 'at no time' : `up to ${last}`}`]
  })
  return lines.length === 0 ? [] : [`At least ${held} of the episodes are won, in the median, by: ${lines.join('; ')}.`]
}

export function reportGridWorld(cells: readonly StudyCell[], outcomes: readonly Outcome[]): Report {
  const all = withParts(outcomes)
  const columns = actings.flatMap((acting) =>
    parts.map(({ name, title }) => ({
      title: acting === 'likeliest' ? title : `${title}, sampled`,
      measure: partMeasure(name, acting),
    })),
  )
  const chance = parts.map(({ title, times }) => `${formatNumber(meanOver(times, randomPolicyReward), 2)} for ${title}`)
  return {
    tables: [medianTable('Share of episodes won', cells, all, columns)],
    figures: figuresWith('grid-world', rewardFigure(cells, all)),
    pictures: waysPicture(cells, all),
    findings: [
      ...verdict(cells, all),
      ...reach(cells, all),
      `Random actions win ${chance.join(', ')}, exactly.`,
      intervalNote(cells, all),
    ],
  }
}
