// `npm run bench:reading`: how soon a search begins on a large table, and what memory the largest ones take.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { formatCount } from '../../src/base/numbers.ts'
import { quantile } from '../../src/statistics/quantiles.ts'
import { tableText, writeTable } from './table-text.ts'

const starts = { rows: 100_000, columns: 20, times: 5 } as const
const streams = [1_000_000, 10_000_000] as const
const streamColumns = 3

/** What a process that reads says at its end. */
interface Reading {
  readonly secondsToRead: number
  readonly secondsToStart: number
  readonly peakMegabytes: number
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nalu-reading-'))
  try {
    const file = join(folder, 'wide.csv')
    await writeTable(file, starts.rows, starts.columns)
    const readings: Reading[] = []
    for (let time = 0; time < starts.times; time += 1) readings.push(await answerOf(reader(file)))
    const seconds = readings.map(({ secondsToStart }) => secondsToStart)
    const toRead = quantile(
      readings.map(({ secondsToRead }) => secondsToRead),
      0.5,
    )
    console.log(
      `${formatCount(starts.rows)} rows × ${starts.columns} columns, ${megabytes(statSync(file).size)} MB: ` +
        `read after ${toRead.toFixed(2)} s, the first training given to a thread after ${quantile(seconds, 0.5).toFixed(2)} s ` +
        `(median of ${starts.times}, ${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}), ` +
        'counted from the start of the process.',
    )
    for (const rows of streams) console.log(await streamed(rows))
  } finally {
    rmSync(folder, { recursive: true })
  }
  console.log(`${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`)
}

/** A process that reads a table and begins to search it. */
const reader = (table: string): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL('./reader.ts', import.meta.url)), table], {
    stdio: [table === '-' ? 'pipe' : 'ignore', 'pipe', 'inherit'],
  })

async function answerOf(child: ChildProcess): Promise<Reading> {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`The process that reads ended with ${code}.`)
  return JSON.parse(text) as Reading
}

async function streamed(rows: number): Promise<string> {
  const child = reader('-')
  const answer = answerOf(child)
  if (child.stdin === null) throw new Error('The process that reads has no standard input.')
  await pipeline(Readable.from(tableText(rows, streamColumns)), child.stdin)
  const { secondsToRead, peakMegabytes } = await answer
  return (
    `${formatCount(rows)} rows × ${streamColumns} columns from standard input: read after ${secondsToRead.toFixed(1)} s, ` +
    `${Math.round(peakMegabytes)} MB of memory at most.`
  )
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

await main()
