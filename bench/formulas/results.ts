// Results of the benchmark of formulas as a CSV file that grows by a row a fit, and from which a stopped run goes on.

import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import papa from 'papaparse'
import { readCsv } from '../../src/data/csv.ts'
import { type Cell, keyOf } from './cells.ts'

/** What came of one cell. */
export interface Result extends Cell {
  /** Seconds that the search was given. */
  readonly time: number
  readonly found: boolean
  /** The pick is the law, whether it was stood by or not; of tables without a law always false. */
  readonly picked: boolean
  /** One of the formulas that were offered is the law. */
  readonly listed: boolean
  /** Infinite where there is no law. */
  readonly errorOnDoubledBox: number
  readonly formula: string
  /** 0 if there is no formula. */
  readonly complexity: number
  readonly seconds: number
  readonly reason: string
}

const columns = [
  'kind',
  'id',
  'noise',
  'irrelevant',
  'seed',
  'time',
  'found',
  'picked',
  'listed',
  'errorOnDoubledBox',
  'formula',
  'complexity',
  'seconds',
  'reason',
] as const satisfies readonly (keyof Result)[]

const line = (cells: readonly string[]): string => `${papa.unparse([cells], { delimiter: ',', newline: '\n' })}\n`

/** Adds a row, and the header before the first one. */
export function appendResult(path: string, result: Result): void {
  if (!existsSync(path)) writeFileSync(path, line(columns))
  appendFileSync(path, line(columns.map((name) => String(result[name]).replaceAll(/\s+/g, ' '))))
}

/** The results so far. A last row that was cut off while it was written is taken out of the file. */
export function readResults(path: string): Result[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
  if (whole.trim().split('\n').length < 2) return []
  const { names, rows } = readCsv(whole, path)
  if (names.join() !== columns.join()) {
    throw new Error(
      `${path} has the columns ${names.join()}, not ${columns.join()}. Move it away, or name another with --out.`,
    )
  }
  return rows.map((cells) => {
    const text = Object.fromEntries(names.map((name, i) => [name, cells[i] as string])) as Record<keyof Result, string>
    return {
      kind: text.kind === 'law' ? 'law' : 'no-law',
      id: text.id,
      noise: Number(text.noise),
      irrelevant: Number(text.irrelevant),
      seed: Number(text.seed),
      time: Number(text.time),
      found: text.found === 'true',
      picked: text.picked === 'true',
      listed: text.listed === 'true',
      errorOnDoubledBox: Number(text.errorOnDoubledBox),
      formula: text.formula,
      complexity: Number(text.complexity),
      seconds: Number(text.seconds),
      reason: text.reason,
    }
  })
}

/** The cells of which there is no result with this time. */
export function missingCells(cells: readonly Cell[], results: readonly Result[], time: number): Cell[] {
  const done = new Set(results.filter((result) => result.time === time).map(keyOf))
  return cells.filter((cell) => !done.has(keyOf(cell)))
}
