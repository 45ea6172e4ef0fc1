// `npm run bench:formulas:peers`: the tables of the known laws through other searches for formulas, judged in the same way.

import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { environmentOf } from '../../peers/python.ts'
import { cellsOf } from '../cells.ts'
import { appendResult, missingCells, readResults } from '../results.ts'
import { cellProcess, runCells } from '../run-cells.ts'
import { spec as gplearn } from './gplearn.ts'
import { spec as operon } from './operon.ts'
import { type Contender, peersReport } from './report.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const peers = [
  { spec: gplearn, candidate: here('./gplearn.ts'), out: here('./gplearn.csv') },
  { spec: operon, candidate: here('./operon.ts'), out: here('./operon.csv') },
]

const usage = `npm run bench:formulas:peers -- [options]

  --peer gplearn     only this one, or operon
  --only noise=0     only cells with this noise; 0 and 1 % if left out
  --ids a,b          only these laws
  --time s           seconds for each table (30)
  --processes n      so many searches at a time, each on one core (2)
  --report path      the page that is written at the end (docs/formulas-peers.md); - prints it
  --help             Needs Python 3.11 or newer; packages are installed once, where NALU_PEERS says.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      peer: { type: 'string' },
      only: { type: 'string' },
      ids: { type: 'string' },
      time: { type: 'string', default: '30' },
      processes: { type: 'string', default: '2' },
      report: { type: 'string', default: here('../../../docs/formulas-peers.md') },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) return console.log(usage)
  const [time, processes] = [Number(values.time), Number(values.processes)]
  const asked = peers.filter(({ spec }) => values.peer === undefined || spec.name.toLowerCase() === values.peer)
  if (asked.length === 0 || !(time >= 1) || !(processes >= 1)) throw new Error(usage)
  const cells = cellsOf({
    kinds: ['law'],
    ...(values.ids === undefined ? {} : { ids: values.ids.split(',') }),
    ...(values.only === undefined ? {} : { only: values.only }),
    seeds: 1,
  }).filter(({ noise, irrelevant }) => irrelevant === 0 && noise !== 0.001)
  for (const { spec, candidate, out } of asked) {
    // Here, so that processes that start together do not install at the same time.
    const environment = environmentOf(spec)
    if ('missing' in environment) throw new Error(environment.missing)
    const open = missingCells(cells, readResults(out), time)
    console.error(`${spec.name}: ${cells.length} cells, ${cells.length - open.length} of them done before.`)
    const workers = Array.from({ length: Math.min(processes, open.length) }, () => cellProcess(candidate, time))
    await runCells(open, workers, (result) => {
      appendResult(out, result)
      const { id, noise, errorOnDoubledBox, seconds, formula } = result
      console.error(
        `${id} noise ${noise}: off by ${errorOnDoubledBox.toPrecision(2)}, ${seconds.toFixed(1)} s, ${formula}`,
      )
    })
  }
  const contenders: Contender[] = [
    { name: '`nalu fit`', results: readResults(here('../results.csv')) },
    ...peers.map(({ spec, out }) => ({ name: spec.packages[0].replace('==', ' '), results: readResults(out) })),
  ]
  const page = peersReport(contenders, time, cpus()[0]?.model ?? 'unknown')
  if (values.report === '-') console.log(page)
  else writeFileSync(values.report, page)
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
