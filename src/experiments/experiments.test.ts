import { describe, expect, test } from 'vitest'
import { configurationHash } from '../base/configuration.ts'
import { formatNumber } from '../base/numbers.ts'
import { cellConfiguration } from './configuration.ts'
import { type Experiment, type Outcome, smokeOf } from './experiment.ts'
import { experiments } from './index.ts'
import { experimentPage } from './markdown.ts'
import { runCells, singly } from './run.ts'

async function smokeOutcomes({ cells, seeds }: Experiment): Promise<Outcome[]> {
  const runs = cells.flatMap((cell) => Array.from({ length: seeds }, (_, seed) => ({ cell, seed })))
  const outcomes: Outcome[] = []
  for await (const ended of runCells(singly(runs))) outcomes.push(...ended.map(({ outcome }) => outcome))
  return outcomes
}

test('ids of experiments are unique, and so are those of their cells', () => {
  const ids = experiments.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { cells } of experiments) expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length)
})

test('no two cells of an experiment are the same training', () => {
  for (const { id, cells } of experiments) {
    const hashes = cells.map((cell) => configurationHash(cellConfiguration(cell)))
    expect(new Set(hashes).size, id).toBe(hashes.length)
  }
}, 60_000)

describe.each(experiments.map((experiment) => [experiment.id, experiment] as const))('%s', (_, experiment) => {
  test('states its claim, its protocol, and in full at least 20 seeds of what is counted together, 5 of a study', () => {
    expect(experiment.claim).not.toBe('')
    expect(experiment.protocol.length).toBeGreaterThan(1)
    if (experiment.cells.some((cell) => 'study' in cell)) {
      expect(experiment.seeds).toBeGreaterThanOrEqual(5)
      return
    }
    // A distribution of inputs is one of several whose seeds are summed.
    const settings = new Set(experiment.cells.map(({ keys }) => keys?.['distribution'])).size
    expect(experiment.seeds * settings).toBeGreaterThanOrEqual(20)
  })

  // Images from files are not there; the same procedures run on synthetic ones.
  test.skipIf(experiment.needs !== undefined)(
    'its short variant runs, and every cell stands in its report and on its page',
    async () => {
      const small = smokeOf(experiment)
      const outcomes = await smokeOutcomes(small)
      expect(outcomes.length).toBe(small.cells.length * small.seeds)
      const report = small.report(outcomes)
      if (small.cells.some((cell) => 'study' in cell)) {
        const named = report.tables.flatMap(({ rows }) => rows.map((row) => row.join(' ')))
        for (const { title } of small.cells)
          expect(
            named.some((text) => text.includes(title)),
            title,
          ).toBe(true)
      } else if (report.cells === undefined)
        expect(report.tables.map(({ rows }) => rows.length)).toEqual(report.tables.map(() => small.cells.length))
      else
        expect(
          report.cells.filter(
            ({ cell, success }) =>
              success !== undefined && small.cells.some(({ id }) => 'id' in cell && cell.id === id),
          ).length,
        ).toBe(small.cells.length)
      for (const { columns, rows } of report.tables) {
        for (const row of rows) expect(row.length).toBe(columns.length)
      }
      expect(report.findings.join('')).not.toMatch(/undefined|NaN/)
      // Its numbers mean nothing, and that stands where the verdict stands otherwise.
      expect(report.findings[0]).toContain('A smoke run')
      expect(report.findings.join('')).not.toMatch(/published|paper|agree/)
      expect(report.cells?.flatMap(({ agreement }) => agreement ?? []) ?? []).toEqual([])
      for (const { columns, rows } of report.tables) {
        const at = columns.indexOf('agree')
        for (const row of at < 0 ? [] : rows) expect(row[at]).not.toMatch(/yes|no \(/)
      }
      const facts = {
        by: 'reproduce' as const,
        command: 'nalu',
        origin: 'a machine',
        table: 'a.csv',
        figures: report.figures.map(({ name, figure: { title } }) => ({ name, title })),
      }
      const page = experimentPage(small, outcomes, report, facts)
      for (const text of [...experiment.protocol, experiment.claim]) expect(page).toContain(text)
      for (const { value } of experiment.published) expect(page).toContain(formatNumber(value, 4))
    },
    60_000,
  )
})
