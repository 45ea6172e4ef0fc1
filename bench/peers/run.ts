// `npm run bench:peers`: the same training steps in JAX and in PyTorch, side by side with ours.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { KeptWorkers } from 'nalu'
import { trainingThread } from 'nalu/threads'
import { type Workload, workloads } from '../workloads.ts'
import { measure, type Result, type RunningPeer } from './measure.ts'
import { environmentOf, Peer, type PeerSpec } from './python.ts'
import { lines, type Surroundings, tables, withTables } from './report.ts'

interface Contender extends PeerSpec {
  /** Forms that have a chance at a workload; `all` are those that have been slower in every run as well. */
  readonly forms: (workload: Workload, all: boolean) => readonly string[]
}

const isFresh = ({ options }: Workload): boolean => options.batching.kind === 'fresh'

const isShort = (workload: Workload): boolean => isFresh(workload) && workload.seeds === 1

const contenders: readonly Contender[] = [
  {
    name: 'JAX',
    script: 'jax_nalu.py',
    packages: ['jax[cpu]==0.10.2', 'jaxlib==0.10.2', 'numpy==2.4.6'],
    forms: (workload) => (isFresh(workload) ? ['scan', 'scan, 50 batches drawn at once'] : ['scan']),
  },
  {
    name: 'PyTorch',
    script: 'torch_nalu.py',
    packages: ['torch==2.15.0', 'numpy==2.4.6'],
    // Ten steps a call take long to compile, and save little where a step itself takes long.
    forms: (workload, all) => [
      'eager',
      ...(all || !isShort(workload) ? ['torch.compile'] : []),
      ...(all || isShort(workload) ? ['torch.compile, 10 steps a call'] : []),
    ],
  },
]

const page = new URL('../../docs/speed.md', import.meta.url)

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean' },
      write: { type: 'boolean' },
      all: { type: 'boolean' },
      peer: { type: 'string' },
    },
    allowPositionals: true,
  })
  const chosen = workloads.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  if (chosen.length === 0) {
    throw new Error(
      `There is no workload ${positionals.join(', ')}. Choose from ${workloads.map((w) => w.name).join(', ')}.`,
    )
  }
  const missing: Record<string, string> = {}
  const versions: Record<string, string> = {}
  const results: Result[] = []
  const workers = new KeptWorkers(trainingThread)
  const cache = mkdtempSync(join(tmpdir(), 'nalu-peers-'))
  process.on('exit', () => rmSync(cache, { recursive: true, force: true }))
  const asked = contenders.filter(
    ({ name }) => values.peer === undefined || name.toLowerCase() === values.peer.toLowerCase(),
  )
  if (asked.length === 0) {
    throw new Error(`There is no peer ${values.peer}. Choose from ${contenders.map(({ name }) => name).join(', ')}.`)
  }
  const found = asked.flatMap((contender) => {
    const environment = environmentOf(contender)
    if ('python' in environment) return [{ contender, python: environment.python }]
    missing[contender.name] = environment.missing
    return []
  })
  for (const threads of [1, 2]) {
    const running: RunningPeer[] = []
    const here = chosen.filter(({ seeds }) => threads === 1 || seeds > 1)
    if (here.length === 0) continue
    for (const { contender, python } of found) {
      const peer = new Peer(contender, python, threads, cache)
      try {
        await peer.start()
      } catch (error) {
        missing[contender.name] =
          `${contender.script} does not start. ${error instanceof Error ? error.message : error}`
        continue
      }
      Object.assign(versions, peer.versions)
      const forms = (workload: Workload) => contender.forms(workload, values.all === true)
      running.push({ name: contender.name, peer, forms })
    }
    for (const workload of here) {
      const result = await measure(workload, threads, running, workers)
      results.push(result)
      if (values.json !== true) console.log(lines(result))
    }
    for (const { peer } of running) peer.end()
  }
  workers.end()
  const surroundings: Surroundings = {
    date: new Date().toISOString().slice(0, 10),
    machine: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    versions,
    missing,
  }
  for (const [name, why] of Object.entries(missing)) console.error(`${name} did not run: ${why}`)
  if (values.json === true) console.log(JSON.stringify({ schema: 'nalu.peers', version: 1, ...surroundings, results }))
  if (values.write === true) {
    writeFileSync(page, withTables(readFileSync(page, 'utf8'), tables(inOrder(results), surroundings)))
  }
}

/** As the workloads stand, the threads of one side by side. */
const inOrder = (results: readonly Result[]): Result[] =>
  workloads.flatMap(({ name }) => results.filter(({ workload }) => workload === name))

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  // Peers end as soon as nobody can ask them anything.
  process.exit(1)
}
