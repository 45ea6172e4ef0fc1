// One workload: every form of every peer is checked, then timed in turns with ours.

import { type KeptWorkers, summary, trainSeeds } from 'nalu'
import type { Workload } from '../workloads.ts'
import type { Peer } from './python.ts'
import { type Checked, checkInput, countsOf, disagreement, reference, rowsOf } from './reference.ts'

export interface Timing {
  readonly form: string
  /** Median over the rounds: one step of one model, or of all of them where there are many. */
  readonly microsecondsPerStep: number
  readonly quartiles: readonly [number, number]
  /** From nothing to the end of the first steps, compilation included. */
  readonly firstSeconds: number
  /** Processor time over wall time: below the number of threads where others held the processor. */
  readonly cores: number
}

export interface PeerOutcome {
  readonly peer: string
  readonly timing?: Timing
  /** Forms that were not taken, with their time or with what went wrong. */
  readonly others: Readonly<Record<string, number | string>>
}

export interface Result {
  readonly workload: string
  readonly threads: number
  readonly ours: Timing
  readonly peers: readonly PeerOutcome[]
}

export interface RunningPeer {
  readonly name: string
  readonly peer: Peer
  readonly forms: (workload: Workload) => readonly string[]
}

const rounds = 5
/** A round of a peer takes about this long: its time a step does not depend on how many there are. */
const roundSeconds = 0.3

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] as number

/** Steps of one call of a compiled training: enough that the call itself does not count. */
const stepsOf = ({ seeds, options }: Workload): number => (seeds > 1 || options.batching.kind === 'full' ? 100 : 1_000)

export async function measure(
  workload: Workload,
  threads: number,
  peers: readonly RunningPeer[],
  workers: KeptWorkers,
): Promise<Result> {
  const ours = oursOf(workload, threads, workers)
  const prepared = []
  for (const running of peers) prepared.push({ peer: running.name, ...(await prepare(workload, running)) })
  const rivals = [ours, ...prepared.flatMap(({ forms }) => forms)]
  const samples = new Map(rivals.map((rival) => [rival, [] as Sample[]]))
  // The first round warms up. They take turns, so that a slow moment of the machine meets all.
  for (let round = 0; round <= rounds; round += 1) {
    for (const rival of rivals) {
      const sample = await rival.round(round)
      if (round > 0) samples.get(rival)?.push(sample)
    }
  }
  for (const { peer } of peers) await peer.ask({ kind: 'forget' })
  const timing = (rival: Rival) => timingOf(rival, samples.get(rival) ?? [])
  return {
    workload: workload.name,
    threads,
    ours: timing(ours),
    peers: prepared.map(({ peer, forms, failed }) => {
      const [best, ...slower] = forms.map(timing).sort((a, b) => a.microsecondsPerStep - b.microsecondsPerStep)
      const others = Object.fromEntries(slower.map(({ form, microsecondsPerStep }) => [form, microsecondsPerStep]))
      return { peer, ...(best === undefined ? {} : { timing: best }), others: { ...others, ...failed } }
    }),
  }
}

interface Sample {
  readonly microseconds: number
  readonly cores: number
}

interface Rival {
  readonly form: string
  firstSeconds: number
  round(round: number): Promise<Sample>
}

function timingOf({ form, firstSeconds }: Rival, samples: readonly Sample[]): Timing {
  const times = samples.map(({ microseconds }) => microseconds)
  return {
    form,
    microsecondsPerStep: quantile(times, 0.5),
    quartiles: [quantile(times, 0.25), quantile(times, 0.75)],
    firstSeconds,
    cores: quantile(
      samples.map(({ cores }) => cores),
      0.5,
    ),
  }
}

/** Whole trainings by the path that every user takes. */
function oursOf(workload: Workload, threads: number, workers: KeptWorkers): Rival {
  const pool = threads === 1 ? {} : { threads, spawn: workers.spawn }
  const { options, seeds, steps } = workload
  const rival: Rival = {
    form: 'trainSeeds',
    firstSeconds: 0,
    round: async (round) => {
      if (round === 0) {
        const began = performance.now()
        const few = { ...options, stop: { ...options.stop, steps: 1 }, checkEvery: 1 }
        await trainSeeds(few, [0], pool)
        rival.firstSeconds = (performance.now() - began) / 1000
      }
      const cpu = process.cpuUsage()
      const began = performance.now()
      await trainSeeds(
        options,
        Array.from({ length: seeds }, (_, i) => round * seeds + i),
        pool,
      )
      const milliseconds = performance.now() - began
      const { user, system } = process.cpuUsage(cpu)
      return { microseconds: (milliseconds * 1000) / steps, cores: (user + system) / 1000 / milliseconds }
    },
  }
  return rival
}

interface Prepared {
  readonly forms: readonly Rival[]
  /** Forms that do not run here, and why. */
  readonly failed: Readonly<Record<string, string>>
}

/** @throws Error if a form computes anything else than the float64 interpreter. */
async function prepare(workload: Workload, { name, peer, forms }: RunningPeer): Promise<Prepared> {
  const { options, seeds } = workload
  const [low, high] = options.task.trainRange
  const input = checkInput(options)
  const expected = reference(options, input)
  const layers = summary(options.model).layers
  const steps = stepsOf(workload)
  const described = {
    layers: [options.task.inputs, ...layers.map(({ outputs }) => outputs)],
    rows: rowsOf(options.batching),
    fresh: options.batching.kind === 'fresh',
    low,
    high,
    counts: countsOf(options),
    loss: options.loss === 'meanSquaredError' ? 'mean' : 'halfSum',
    learningRate: options.learningRate,
    seeds,
    parameters: input.parameters,
  }
  const ready: Rival[] = []
  const failed: Record<string, string> = {}
  for (const form of forms(workload)) {
    let checked: Checked
    let firstSeconds: number
    let callSeconds: number
    try {
      firstSeconds = (await peer.ask({ kind: 'prepare', key: form, workload: described, form, steps })).seconds
      checked = await peer.ask<Checked>({ kind: 'check', key: form, ...input })
      callSeconds = (await peer.ask({ kind: 'run', key: form, times: 1 })).seconds
    } catch (error) {
      failed[form] = error instanceof Error ? error.message : String(error)
      continue
    }
    const wrong = disagreement(checked, expected, input, options.learningRate)
    if (wrong !== undefined) throw new Error(`${workload.name}: ${name} (${form}) computes something else. ${wrong}`)
    const times = Math.max(1, Math.round(roundSeconds / callSeconds))
    ready.push({
      form,
      firstSeconds,
      round: async () => {
        const { seconds, cpuSeconds } = await peer.ask({ kind: 'run', key: form, times })
        return { microseconds: (seconds * 1e6) / (times * steps), cores: cpuSeconds / seconds }
      },
    })
  }
  return { forms: ready, failed }
}
