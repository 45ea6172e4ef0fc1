// The run of the benchmark, with a stand-in for the search that finds products of powers and nothing else.

import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { loadCandidate } from './candidate.ts'
import { type Cell, cellsOf, keyOf } from './cells.ts'
import { fitCell } from './fit-cell.ts'
import * as logRegression from './log-regression.ts'
import { reportOf } from './report.ts'
import { appendResult, missingCells, type Result, readResults } from './results.ts'
import { type CellWorker, cellProcess, runCells } from './run-cells.ts'

const folder = mkdtempSync(join(tmpdir(), 'nalu-formulas-'))
afterAll(() => rmSync(folder, { recursive: true }))
let out = ''
beforeEach(() => {
  out = join(mkdtempSync(join(folder, 'run-')), 'results.csv')
})

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const kepler: Cell = { kind: 'law', id: 'kepler', noise: 0, irrelevant: 2, seed: 1 }
const fare: Cell = { ...kepler, id: 'fare' }
const surroundings = { date: '2026-01-01', machine: 'a machine', processes: 2, node: 'v24', planned: 3 }

describe('the cells', () => {
  test('are 85 laws × 3 sizes of noise × 3 numbers of columns × 5 seeds, and 300 tables without a law', () => {
    const cells = cellsOf({ kinds: ['law', 'no-law'], seeds: 5 })
    expect(cells.filter(({ kind }) => kind === 'law')).toHaveLength(85 * 3 * 3 * 5)
    expect(cells.filter(({ kind }) => kind === 'no-law')).toHaveLength(300)
    expect(new Set(cells.map(keyOf)).size).toBe(cells.length)
  })

  test('are those that were asked for', () => {
    const cells = cellsOf({ kinds: ['law'], ids: ['kepler', 'fare'], only: 'noise=0.01,irrelevant=5', seeds: 2 })
    expect(cells.map(keyOf)).toEqual([
      'law kepler 0.01 5 0',
      'law fare 0.01 5 0',
      'law kepler 0.01 5 1',
      'law fare 0.01 5 1',
    ])
  })

  test('an unknown name or choice is said', () => {
    expect(() => cellsOf({ kinds: ['law'], ids: ['keppler'], seeds: 1 })).toThrow('No table is called keppler.')
    expect(() => cellsOf({ kinds: ['law'], only: 'loudness=1', seeds: 1 })).toThrow('not loudness=1.')
  })
})

describe('one cell', () => {
  test('of a product of powers is found, recovered and right outside', async () => {
    const result = await fitCell(logRegression, kepler, 30)
    expect(result).toMatchObject({ ...kepler, time: 30, found: true, picked: true, listed: true, reason: '' })
    expect(result.errorOnDoubledBox).toBeLessThan(1e-12)
  })

  test('of a sum is not found, and the reason stands there', async () => {
    const result = await fitCell(logRegression, fare, 30)
    expect(result).toMatchObject({ found: false, picked: false, listed: false })
    expect(result.reason).toBe('The rows are no product of powers.')
    expect(result.errorOnDoubledBox).toBeGreaterThan(0.001)
  })

  test('of a table without a law has no error on a doubled box', async () => {
    const [cell] = cellsOf({ kinds: ['no-law'], ids: ['wave-1-periods-50'], seeds: 1 })
    const result = await fitCell(logRegression, cell as Cell, 30)
    expect(result).toMatchObject({ kind: 'no-law', found: false, errorOnDoubledBox: Number.POSITIVE_INFINITY })
  })

  test('of a search that fails is not found, with the error as reason', async () => {
    const failing = { ...logRegression, fitter: { fit: () => Promise.reject(new Error('out of paper')) } }
    expect(await fitCell(failing, kepler, 30)).toMatchObject({
      found: false,
      formula: '',
      reason: 'failed: out of paper',
    })
  })
})

describe('results', () => {
  const result: Result = {
    ...kepler,
    time: 30,
    found: true,
    picked: true,
    listed: true,
    errorOnDoubledBox: Number.POSITIVE_INFINITY,
    formula: '365.25 * a^1.5',
    complexity: 5,
    seconds: 0.25,
    reason: 'said "no", twice',
  }

  test('come back from the file as they were', () => {
    appendResult(out, result)
    appendResult(out, { ...result, ...fare, reason: '' })
    expect(readResults(out)).toEqual([result, { ...result, ...fare, reason: '' }])
  })

  test('go on after a row that was cut off', () => {
    appendResult(out, result)
    appendFileSync(out, 'law,fare,0,2,1,30,tr')
    expect(readResults(out)).toEqual([result])
    appendResult(out, { ...result, ...fare })
    expect(readResults(out)).toEqual([result, { ...result, ...fare }])
  })

  test('only those of the same time count as done', () => {
    expect(missingCells([kepler, fare], [result], 30)).toEqual([fare])
    expect(missingCells([kepler, fare], [result], 10)).toEqual([kepler, fare])
  })

  test('a file of something else is refused', () => {
    writeFileSync(out, 'a,b\n1,2\n')
    expect(() => readResults(out)).toThrow('has the columns a,b, not kind,id,')
  })
})

test('an error ends a run, and what came before is kept', async () => {
  const kept: string[] = []
  let ended = 0
  const worker: CellWorker = {
    fit: (cell) => (cell.id === 'fare' ? Promise.reject(new Error('torn')) : fitCell(logRegression, cell, 30)),
    end: () => {
      ended += 1
    },
  }
  await expect(runCells([kepler, fare, kepler], [worker], ({ id }) => kept.push(id))).rejects.toThrow('torn')
  expect(kept).toEqual(['kepler'])
  expect(ended).toBe(1)
})

test('a process that ends in the middle of a fit is a failure of that cell, and the next cell has another', async () => {
  const candidate = join(folder, 'ending.mjs')
  const answer = "{ found: false, formula: '', formulas: [], reason: 'none', seconds: 1 }"
  writeFileSync(
    candidate,
    `export const fitter = { fit: async (columns) => ('a' in columns ? process.exit(7) : ${answer}) }
     export const isRecovered = () => false`,
  )
  const results: Result[] = []
  await runCells([kepler, fare], [cellProcess(candidate, 30)], (result) => results.push(result))
  expect(results.map(({ id, reason }) => [id, reason])).toEqual([
    ['kepler', 'failed: its process ended with 7'],
    ['fare', 'none'],
  ])
})

test('a process that cannot load its candidate ends the run with the reason', async () => {
  const run = runCells([kepler], [cellProcess(path('./laws.ts'), 30)], () => {})
  await expect(run).rejects.toThrow('does not export both fitter and isRecovered')
})

test('a module that is no candidate is refused', async () => {
  await expect(loadCandidate(path('./laws.ts'))).rejects.toThrow('does not export both fitter and isRecovered')
})

/** The command itself, in processes of its own. */
const command = (...options: string[]) =>
  spawnSync(
    process.execPath,
    [path('./run.ts'), '--out', out, '--report', '-', '--candidate', path('./log-regression.ts'), ...options],
    { encoding: 'utf8' },
  )

test('the command runs what is missing, and reports all', () => {
  const asked = ['--ids', 'kepler,fare,drag,wave-1-periods-50', '--only', 'irrelevant=0', '--seeds', '1']
  expect(command(...asked, '--laws', '--only', 'noise=0,irrelevant=0').stderr).toContain(
    '3 cells, 0 of them done before.',
  )
  const { stderr, stdout, status } = command(...asked)
  expect(stderr).toContain('10 cells, 3 of them done before.')
  expect(status).toBe(0)
  expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(11)
  expect(stdout).toMatch(/^\| 0 % \| 0 \| 3 \| 67 % \(21–94\) \| 67 % \(21–94\) \| 0 \| 67 % \| 67 % \|/m)
  expect(stdout).toContain('* fare: in 1 of 1 tables. Not found: The rows are no product of powers.')
  expect(stdout).toContain('0 of 1 were called found')
  expect(stdout).toContain('| wave | 1 | 0 |')
}, 60_000)

test('the command says which option is wrong', () => {
  expect(command('--seeds', 'many').stderr).toBe('--seeds takes a whole number from 1 on, not many.\n')
  expect(command('--candidate', 'nothing.ts').stderr).toContain('There is no nothing.ts')
})

test('a report counts what is wrong though found, and names it', async () => {
  const right = await fitCell(logRegression, kepler, 30)
  const wrong = { ...right, ...fare, picked: false, errorOnDoubledBox: 0.5, formula: 'km + 1' }
  const inNothing = { ...right, kind: 'no-law', id: 'hash-of-1-50', formula: 'a + 1' } as const
  const page = reportOf([right, wrong, inNothing], 30, surroundings)
  expect(page).toMatch(/^\| 0 % \| 2 \| 2 \| 50 % \(9–91\) \| 50 % \(9–91\) \| 1 \| 50 % \| 100 % \|/m)
  expect(page).toContain('* fare: in 1 of 1 tables. Another formula was found: `km + 1`.')
  expect(page).toContain('1 of 1 were called found')
  expect(page).toContain('* hash-of-1-50: `a + 1`')
  expect(page).not.toContain('So far')
  const partial = reportOf([right, wrong, inNothing], 30, { ...surroundings, planned: 4125 })
  expect(partial).toContain('So far 3 of 4,125 tables: the run goes on where it stopped.')
})
