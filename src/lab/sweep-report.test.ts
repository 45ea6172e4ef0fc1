import { expect, test } from 'vitest'
import type { Outcome } from '../experiments/experiment.ts'
import { reportSweep, seedsText, summarizeBy, summarizeSweep } from './sweep-report.ts'

const cells = [
  { id: 'module=nau lr=0.1', keys: { module: 'nau', lr: '0.1' } },
  { id: 'module=nau lr=1', keys: { module: 'nau', lr: '1' } },
  { id: 'module=nac lr=0.1', keys: { module: 'nac', lr: '0.1' } },
]

const outcome = (cell: number, seed: number, solvedAtStep: number | undefined, testRelativeRmse: number): Outcome => ({
  cell: cells[cell]?.id ?? '',
  seed,
  steps: 1000,
  stopReason: Number.isNaN(testRelativeRmse) ? 'not finite' : solvedAtStep === undefined ? 'steps' : 'solved',
  notFiniteAtStep: undefined,
  seconds: 0.5,
  measures: { solved: solvedAtStep === undefined ? 0 : 1, solvedAtStep: solvedAtStep ?? Number.NaN, testRelativeRmse },
})

const outcomes = [
  outcome(0, 0, 100, 0.1),
  outcome(0, 1, 300, 0.2),
  outcome(0, 2, undefined, 0.4),
  outcome(0, 3, undefined, Number.NaN),
  outcome(1, 0, undefined, 2),
]

test('a combination has its rate, its median step, the quartiles of all its errors, and its failures by number', () => {
  const [first, second, ...others] = summarizeSweep({ cells }, outcomes)
  expect(others).toEqual([])
  // Of one half Wilson's interval is ½ ± z/(2√(n + z²)).
  const half = 1.959963984540054 / (2 * Math.sqrt(4 + 1.959963984540054 ** 2))
  expect(first?.success).toMatchObject({ successes: 2, count: 4, rate: 0.5 })
  expect(first?.success.interval[0]).toBeCloseTo(0.5 - half, 12)
  expect(first).toMatchObject({ solvedAt: 200, failed: [2, 3], notFinite: [3], coreSeconds: 2 })
  expect(first?.testError.median).toBeCloseTo(0.3, 12)
  expect(first?.testError.quartiles[0]).toBeCloseTo(0.175, 12)
  // Between 0.4 and what is not a number, which counts as infinite.
  expect(first?.testError.quartiles[1]).toBe(Number.POSITIVE_INFINITY)
  expect(second).toMatchObject({ solvedAt: undefined, failed: [0], notFinite: [] })
})

test('seeds of all combinations with one value are counted together', () => {
  const pooled = summarizeBy({ cells }, outcomes, 'module')
  expect(pooled.map(({ name, success }) => [name, success.successes, success.count])).toEqual([['module=nau', 2, 5]])
})

test('the report says what was run, and has a line in its file for each of it', () => {
  const {
    findings,
    files = [],
    tables,
  } = reportSweep({ id: 'x', keys: ['module', 'lr'], cells, by: 'lr', task: 'a + b' }, outcomes)
  expect(findings[0]).toContain('module=nau lr=0.1 solved a + b with 2 of 4 seeds (15–85 %)')
  expect(findings.at(-1)).toContain('2 of 3 combinations were run: 5 seeds')
  expect(files[0]?.text.trimEnd().split('\n')).toHaveLength(3)
  expect(tables.map(({ rows }) => rows.length)).toEqual([2, 2, 2])
  expect(reportSweep({ id: 'x', keys: ['lr'], cells, by: undefined, task: undefined }, []).findings[0]).toBe(
    'Nothing was run yet.',
  )
})

test('numbers of seeds that follow one another are put together', () => {
  expect(seedsText([0, 1, 2, 5, 7, 8])).toBe('0–2, 5, 7–8')
  expect(seedsText([])).toBe('')
})
