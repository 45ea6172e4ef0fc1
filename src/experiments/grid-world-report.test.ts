import { describe, expect, test } from 'vitest'
import { randomPolicyReward } from '../tasks/grid-world.ts'
import type { Outcome } from './experiment.ts'
import { gridWorldTask } from './grid-world.ts'
import { gridShownTimes, placeAt, rewardAt } from './grid-world-study.ts'

/** Outcomes of seeds 0 to 5 of a cell; `outside` may differ by seed. */
const outcomesOf = (cell: string, inside: number, outside: (seed: number) => number): Outcome[] =>
  Array.from({ length: 6 }, (_, seed) => {
    const rewards = Array.from({ length: 21 }, (__, i) => i + 5).flatMap((time) => {
      const reward = time <= 12 ? inside : outside(seed)
      return [
        [rewardAt(time), reward],
        [rewardAt(time, 'sampled'), reward / 2],
      ]
    })
    const measures = Object.fromEntries(rewards)
    return { cell, seed, steps: 1, stopReason: 'steps', notFiniteAtStep: undefined, seconds: 1, measures }
  })

const reportOf = (withNac: (seed: number) => number) =>
  gridWorldTask.report([
    ...outcomesOf('lstm', 0.9, (seed) => 0.4 + seed / 100),
    ...outcomesOf('lstm-nac', 0.8, withNac),
  ])

describe('the verdict', () => {
  test.each([
    ['wins more outside of its training times than', 0.6],
    ['wins less outside of its training times than', 0.1],
    ['shows, with these seeds, no difference outside of its training times from', 0.42],
  ])('says that the agent with a NAC … %s the one without', (words, reward) => {
    const [finding] = reportOf((seed) => reward + seed / 100).findings
    expect(finding).toContain(`The agent with a NAC ${words} the one without.`)
    expect(finding).toContain('LSTM 0.425 (0.9 inside)')
    expect(finding).not.toContain('Where the NAC alone is told the time')
  })

  test('says the same of the agent whose NAC alone is told the time, if it was run', () => {
    const outcomes = ['lstm', 'lstm-nac', 'lstm-told-nac'].flatMap((cell, i) => outcomesOf(cell, 1, () => 0.2 + i / 10))
    const [finding] = gridWorldTask.report(outcomes).findings
    expect(finding).toContain(
      'Where the NAC alone is told the time, the agent wins more outside of its training times than',
    )
  })

  test('is left out where an agent was not run', () => {
    expect(gridWorldTask.report(outcomesOf('lstm', 1, () => 1)).findings.join(' ')).not.toContain(
      'The agent with a NAC',
    )
  })
})

test('a finding says up to which time each agent wins nine episodes of ten', () => {
  const report = gridWorldTask.report([
    ...outcomesOf('lstm', 0.9, () => 0.4),
    ...outcomesOf('lstm-nac', 0.95, () => 0.9),
    ...outcomesOf('lstm-nau', 0.89, () => 1),
  ])
  expect(report.findings).toContain(
    'At least 0.9 of the episodes are won, in the median, by: LSTM up to 12; LSTM and NAC up to 25; LSTM and NAU at no time.',
  )
})

test('the table has the mean over the times of each part, as the agent deems best and as it draws', () => {
  const [table] = reportOf(() => 0.25).tables
  expect(table?.columns.slice(2)).toEqual(['T 5–12', 'T 13–25', 'T 5–12, sampled', 'T 13–25, sampled'])
  const row = table?.rows.find(([name]) => name === 'LSTM and NAC')
  expect(row?.slice(1)).toEqual(['6', '0.8 (0.8–0.8)', '0.25 (0.25–0.25)', '0.4 (0.4–0.4)', '0.125 (0.125–0.125)'])
})

test('the figure has a line for each agent that was run, and what random actions are expected to win', () => {
  const [{ figure } = { figure: undefined }] = reportOf(() => 0.25).figures
  expect(figure?.series.map(({ name }) => name)).toEqual(['LSTM', 'LSTM and NAC', 'random actions'])
  expect(figure?.series[1]?.points).toEqual(Array.from({ length: 21 }, (_, i) => [i + 5, i + 5 <= 12 ? 0.8 : 0.25]))
  expect(figure?.series[2]?.points[7]).toEqual([12, randomPolicyReward(12)])
})

test('the picture says of each way whether and when it arrives', () => {
  // The start is in the lower left corner, row 4, the goal in row 1 and column 3; cells are counted row after row.
  const ways: Readonly<Record<number, readonly number[]>> = {
    6: [20, 15, 10, 5, 6, 7, 8],
    12: [20, 15, 10, 5, 6, 7, 8],
    18: Array(19).fill(20),
    25: [20, ...Array(19).fill(15), 10, 5, 6, 7, 8],
  }
  expect(Object.keys(ways).map(Number)).toEqual([...gridShownTimes])
  const places = Object.entries(ways).flatMap(([time, way]) =>
    way.map((place, step) => [placeAt(Number(time), step), place]),
  )
  const [first, ...others] = outcomesOf('lstm', 1, () => 1) as [Outcome, ...Outcome[]]
  const shown = { ...first, measures: { ...first.measures, ...Object.fromEntries(places) } }
  const [picture] = gridWorldTask.report([shown, ...others]).pictures ?? []
  expect(picture?.svg).toContain(
    'LSTM: T = 6, arrives in time; T = 12, arrives at 6; T = 18, outside, does not arrive; T = 25, outside, arrives at 24.',
  )
})
