// `npm run bench:formulas`: the search on tables of known laws and on tables without a law; a stopped run goes on.

import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cellsOf } from './cells.ts'
import { reportOf } from './report.ts'
import { appendResult, missingCells, readResults } from './results.ts'
import { cellProcess, runCells } from './run-cells.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// Data seeds of each law in the whole benchmark.
const wholeSeeds = 5

const usage = `npm run bench:formulas -- [options]

  --laws, --no-laws    only the known laws, or only the tables without one; both if neither is given
  --only noise=0,...   only cells with this noise, irrelevant or seed
  --ids a,b            only these laws or tables
  --seeds n            data seeds of each law (5)
  --time s             seconds that a fit may take (30)
  --processes n        so many fits at a time (2)
  --candidate path     the module that fits (bench/formulas/nalu.ts)
  --out path           results, a row a fit; what stands there is not run again (bench/formulas/results.csv)
  --report path        the page that is written at the end (docs/formulas-bench.md); - prints it
  --help`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      laws: { type: 'boolean' },
      'no-laws': { type: 'boolean' },
      only: { type: 'string' },
      ids: { type: 'string' },
      seeds: { type: 'string', default: String(wholeSeeds) },
      time: { type: 'string', default: '30' },
      processes: { type: 'string', default: '2' },
      candidate: { type: 'string', default: here('./nalu.ts') },
      out: { type: 'string', default: here('./results.csv') },
      report: { type: 'string', default: here('../../docs/formulas-bench.md') },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) return console.log(usage)
  const [seeds, time, processes] = [
    wholeNumber('seeds', values.seeds),
    wholeNumber('time', values.time),
    wholeNumber('processes', values.processes),
  ]
  if (!existsSync(values.candidate)) {
    throw new Error(`There is no ${values.candidate}: a module with fitter and isRecovered, as candidate.ts says.`)
  }
  const isLimited = values.laws === true || values['no-laws'] === true
  const cells = cellsOf({
    kinds: [
      ...(!isLimited || values.laws === true ? (['law'] as const) : []),
      ...(!isLimited || values['no-laws'] === true ? (['no-law'] as const) : []),
    ],
    ...(values.ids === undefined ? {} : { ids: values.ids.split(',') }),
    ...(values.only === undefined ? {} : { only: values.only }),
    seeds,
  })
  const open = missingCells(cells, readResults(values.out), time)
  console.error(`${cells.length} cells, ${cells.length - open.length} of them done before.`)
  const workers = Array.from({ length: Math.min(processes, open.length) }, () => cellProcess(values.candidate, time))
  let done = 0
  await runCells(open, workers, (result) => {
    appendResult(values.out, result)
    done += 1
    const { id, noise, irrelevant, seed, found, picked, seconds } = result
    const verdict = `${found ? 'found' : 'not found'}${picked ? ', the law' : ''}`
    console.error(
      `${done}/${open.length} ${id} noise ${noise} +${irrelevant} seed ${seed}: ${verdict}, ${seconds.toFixed(1)} s`,
    )
  })
  const page = reportOf(readResults(values.out), time, {
    date: new Date().toISOString().slice(0, 10),
    machine: cpus()[0]?.model ?? 'unknown',
    processes,
    node: process.version,
    planned: cellsOf({ kinds: ['law', 'no-law'], seeds: wholeSeeds }).length,
  })
  if (values.report === '-') console.log(page)
  else writeFileSync(values.report, page)
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!(Number.isInteger(value) && value >= 1))
    throw new Error(`--${name} takes a whole number from 1 on, not ${text}.`)
  return value
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
