// `npm run bench`: microseconds per training step, side by side with a plain JavaScript loop in the same process.

import { cpus } from 'node:os'
import { KeptWorkers, trainSeeds } from 'nalu'
import { trainingThread } from 'nalu/threads'
import { type LayerWorkload, layerWorkloads } from './layers.ts'
import { leastMicroseconds } from './time-kernel.ts'
import { type Workload, workloads } from './workloads.ts'

interface Result {
  readonly workload: string
  readonly threads: number
  /** Median over the rounds; one step of one model, or of all of them where there are many. */
  readonly microsecondsPerStep: number
  readonly quartiles: readonly [number, number]
  readonly gflops: number
  /** How many times as long the plain loop takes, on one thread: median of the rounds' own ratios. */
  readonly overPlainLoop: number
}

const rounds = 5
/** Threads are started in the round that is not counted, as kernels are compiled in it. */
const workers = new KeptWorkers(trainingThread)

async function main(): Promise<void> {
  const json = process.argv.includes('--json')
  const only = process.argv.slice(2).find((argument) => !argument.startsWith('--'))
  const results: Result[] = []
  for (const workload of workloads) {
    if (only !== undefined && workload.name !== only) continue
    for (const threads of workload.seeds > 1 ? [1, 2] : [1]) {
      const result = await measure(workload, threads)
      results.push(result)
      if (!json) console.log(line(result))
    }
  }
  workers.end()
  const layers = layerWorkloads.filter(({ name }) => only === undefined || name === only).map(timeLayer)
  if (!json) for (const each of layers) console.log(lineOfLayer(each))
  const machine = cpus()[0]?.model ?? 'unknown'
  if (json)
    console.log(JSON.stringify({ schema: 'nalu.bench', version: 1, machine, node: process.version, results, layers }))
  else console.log(`${machine}, ${cpus().length} cores, Node ${process.version}`)
}

/** Ours and the plain loop take turns, so that a slow moment of the machine meets both. */
async function measure(workload: Workload, threads: number): Promise<Result> {
  const times: number[] = []
  const ratios: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const ours = await timeOurs(workload, threads, round)
    const plain = timePlain(workload, round)
    // The first round compiles.
    if (round === 0) continue
    times.push(ours)
    ratios.push(plain / ours)
  }
  const microsecondsPerStep = quantile(times, 0.5)
  return {
    workload: workload.name,
    threads,
    microsecondsPerStep,
    quartiles: [quantile(times, 0.25), quantile(times, 0.75)],
    gflops: (workload.flops * workload.seeds) / microsecondsPerStep / 1000,
    overPlainLoop: quantile(ratios, 0.5),
  }
}

const seedsOf = ({ seeds }: Workload, round: number) => Array.from({ length: seeds }, (_, i) => round * seeds + i)

/** Microseconds for one step of every model: whole trainings by the path that every user takes. */
async function timeOurs(workload: Workload, threads: number, round: number): Promise<number> {
  const seeds = seedsOf(workload, round)
  const pool = threads === 1 ? {} : { threads, spawn: workers.spawn }
  const began = performance.now()
  await trainSeeds(workload.options, seeds, pool)
  return ((performance.now() - began) * 1000) / workload.steps
}

function timePlain(workload: Workload, round: number): number {
  // A tenth of the steps is enough: the plain loop takes that much longer for each.
  const steps = Math.ceil(workload.steps / 10)
  const trainings = seedsOf(workload, round).map((seed) => workload.plain(seed))
  const began = performance.now()
  for (const training of trainings) for (let step = 0; step < steps; step += 1) training.step()
  return ((performance.now() - began) * 1000) / steps
}

interface LayerResult {
  readonly workload: string
  /** The least of many: kernels of general layers are timed on their own. */
  readonly microsecondsPerStep: number
  readonly aim: number
  readonly gflops: number
}

function timeLayer({ name, aim, flops, kernel }: LayerWorkload): LayerResult {
  const microsecondsPerStep = leastMicroseconds(kernel(), 2)
  return { workload: name, microsecondsPerStep, aim, gflops: flops / microsecondsPerStep / 1000 }
}

function lineOfLayer({ workload, microsecondsPerStep, aim, gflops }: LayerResult): string {
  const time = `${microsecondsPerStep.toFixed(0)} µs a step (at most ${aim})`
  return `${workload.padEnd(24)} 1 thread   ${time.padEnd(34)} ${gflops.toFixed(1).padStart(5)} GFLOP/s`
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] as number

function line({ workload, threads, microsecondsPerStep, quartiles, gflops, overPlainLoop }: Result): string {
  const [low, high] = quartiles.map((t) => t.toFixed(2))
  const time = `${microsecondsPerStep.toFixed(2)} µs a step (${low} – ${high})`
  const plural = threads === 1 ? '1 thread ' : `${threads} threads`
  return `${workload.padEnd(24)} ${plural}  ${time.padEnd(34)} ${gflops.toFixed(1).padStart(5)} GFLOP/s  ${overPlainLoop.toFixed(1).padStart(5)} × the plain loop`
}

await main()
