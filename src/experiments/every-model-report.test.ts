import { describe, expect, test } from 'vitest'
import { everyModel } from './every-model.ts'
import type { Comparison, Verdict } from './every-model-comparison.ts'
import { findingsOf, headNames, matrixFigure } from './every-model-report.ts'
import { matrixTasks } from './every-model-tasks.ts'
import type { Outcome } from './experiment.ts'

/** Comparisons whose verdict a function says, each of one seed with this ratio. */
const comparisonsOf = (
  verdictOf: (head: string, task: string, where: Comparison['where']) => Verdict,
  ratio = 1,
): Comparison[] =>
  matrixTasks.flatMap(({ id }) =>
    headNames.slice(1).flatMap((head) =>
      (['inside', 'outside'] as const).map((where) => ({
        task: id,
        head,
        where,
        ratios: [ratio],
        adjustedP: 0.01,
        verdict: verdictOf(head, id, where),
      })),
    ),
  )

const arithmetic = matrixTasks.filter((task) => task.isArithmetic).map(({ id }) => id)

describe('the verdict', () => {
  test('is that a head is confirmed which helps all four networks outside and harms nowhere', () => {
    const helps = (head: string, task: string, where: string) =>
      head === 'NAU' && where === 'outside' && arithmetic.includes(task) ? 'better' : 'no difference'
    expect(findingsOf(comparisonsOf(helps))[0]).toMatch(
      /^Confirmed for NAU: .* NAC in none, NALU in none, NAU in 4 \(dense, convolutional, LSTM and autoencoder\) and NMU in none/,
    )
  })

  test('is that none is, where the head that helps harms one network on a task without arithmetic', () => {
    const harms = (head: string, task: string, where: string) => {
      if (head !== 'NAU') return 'no difference'
      if (task === 'moons' && where === 'inside') return 'worse'
      return where === 'outside' && arithmetic.includes(task) ? 'better' : 'no difference'
    }
    const findings = findingsOf(comparisonsOf(harms))
    expect(findings[0]).toMatch(
      /^Not confirmed: .* some unit does in 4\. .* NAC in 0, NALU in 0, NAU in 1 and NMU in 0 do worse\.$/,
    )
    expect(findings.join(' ')).toContain(
      'NAU: worse in 1 (dense), no difference in 3 (convolutional, LSTM, autoencoder)',
    )
  })

  test('names the networks that some unit helps, where these are not all', () => {
    const helps = (_: string, task: string, where: string) =>
      task === 'sum' && where === 'outside' ? 'better' : 'no difference'
    expect(findingsOf(comparisonsOf(helps))[0]).toContain(
      'NAC in 1 (LSTM), NALU in 1 (LSTM), NAU in 1 (LSTM) and NMU in 1 (LSTM) do better',
    )
  })

  test('is not given where seeds are too few', () => {
    expect(findingsOf(comparisonsOf(() => 'too few seeds'))).toEqual([
      'Too few seeds were run to tell heads apart after the correction for all comparisons.',
    ])
  })
})

test('ten seeds could tell nothing apart, and the full run has enough', () => {
  // 64 comparisons · 2 / 2^10 is above 0.05, 64 · 2 / 2^20 is not.
  expect((64 * 2) / 2 ** 10).toBeGreaterThan(0.05)
  expect((64 * 2) / 2 ** everyModel.seeds).toBeLessThan(0.05)
  expect(comparisonsOf(() => 'better')).toHaveLength(64)
})

describe('the report of all cells', () => {
  const outcomes: Outcome[] = everyModel.cells.flatMap(({ id, keys = {} }) =>
    Array.from({ length: 12 }, (_, seed) => ({
      cell: id,
      seed,
      steps: 1,
      stopReason: keys['head'] === 'NMU' && seed === 0 ? ('not finite' as const) : ('steps' as const),
      notFiniteAtStep: undefined,
      seconds: 1,
      measures: {
        validation: Math.abs(seed - 3),
        inside: 1 + seed,
        outside: (keys['head'] === 'NAU' ? 0.25 : 1) * (1 + seed),
      },
    })),
  )
  const { tables, figures, findings } = everyModel.report(outcomes)

  test('has a line for each cell, with the paired ratio and what the test says', () => {
    const [table] = tables
    expect(table?.rows).toHaveLength(40)
    const line = table?.rows.find(([title]) => title === 'LSTM, sum of a sequence, NAU') ?? []
    expect(line.slice(3, 5)).toEqual(['1 (1–1)', 'no difference (lower in 0 of 12, p 1)'])
    // All twelve seeds are better in eight of 64 tests: 64 · 2 / 2^12.
    expect(line.slice(6)).toEqual(['0.25 (0.25–0.25)', 'better (lower in 12 of 12, p 0.031)'])
    const linear = table?.rows.find(([title]) => title === 'LSTM, sum of a sequence, linear') ?? []
    expect([linear[3], linear[4], linear[6], linear[7]]).toEqual(['–', '–', '–', '–'])
  })

  test('counts seeds that were not finite', () => {
    expect(findings.join(' ')).toContain('NMU on LSTM, sum: 1 of 12')
  })

  test('names the loss outside of the seed that is best inside: here the fourth', () => {
    expect(findings.join(' ')).toContain('LSTM: linear 4, NAC 4, NALU 4, NAU 1, NMU 4;')
  })

  test('says where the linear layer is right already, by the root of its median loss', () => {
    const small = outcomes.map((each) => ({
      ...each,
      measures: { ...each.measures, ...(each.cell === 'count-linear' ? { outside: 1e-6 } : {}) },
    }))
    const said = (of: typeof outcomes) => everyModel.report(of).findings.join(' ')
    expect(said(small)).toContain('without a use. convolutional, how many crosses: off by 0.001.')
    expect(said(outcomes)).not.toContain('without a use')
  })

  test('has a figure of all heads, with the linear one at 1', () => {
    const [{ figure } = { figure: undefined }] = figures
    expect(figure?.series.map(({ name }) => name)).toEqual(['NAC', 'NALU', 'NAU', 'NMU', 'linear'])
    const [nau, linear] = ['NAU', 'linear'].map((name) => figure?.series.find((each) => each.name === name)?.points)
    expect(nau?.map(([, y]) => y)).toEqual(new Array(8).fill(0.25))
    // Each in the column of its task.
    expect(nau?.map(([x]) => Math.round(x))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(linear?.map(([, y]) => y)).toEqual([1, 1])
  })
})

test('the figure draws what is beyond its axis at the edge, failed seeds too', () => {
  for (const [ratio, drawn] of [[Number.POSITIVE_INFINITY, 1e4] as const, [1e-30, 1e-4] as const]) {
    const [first] = matrixFigure(comparisonsOf(() => 'no difference', ratio)).series
    expect(first?.points.map(([, y]) => y)).toEqual(new Array(8).fill(drawn))
  }
})
