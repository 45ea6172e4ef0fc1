// Tries every float32 on every function of vector-math, compiled to WebAssembly, against float64.
//
//   node scripts/verify-math.ts [--only exp,log] [--workers 2] [--stride 1]
//
// A quarter of an hour on two cores. Exits with 1 if a result is further off than allowed or outside the function's bounds.
// With a stride of n, every n-th block of inputs only.

import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import {
  allowedError,
  errorInUnits,
  type MathCase,
  mathCases,
  unitInLastPlace,
  type Variant,
} from './verify-math/cases.ts'
import { type ArrayFunction, compileLanes } from './verify-math/wasm-arithmetic.ts'

const blockLength = 2 ** 18
const blockCount = 2 ** 32 / blockLength
const modes = ['twice', 'once'] as const

/** What one worker found, or has found so far. */
interface Finding {
  readonly key: string
  maxError: number
  worst: number
  outOfBounds: number
  checked: number
}

interface Message {
  readonly blocksDone: number
  readonly findings?: Finding[]
}

interface Task {
  readonly caseName: string
  readonly first: number
  readonly step: number
}

if (isMainThread) await main()
else await work(workerData as Task)

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      workers: { type: 'string', default: '2' },
      stride: { type: 'string', default: '1' },
    },
  })
  const names = values.only?.split(',') ?? mathCases.map(({ name }) => name)
  const unknown = names.find((name) => !mathCases.some((mathCase) => mathCase.name === name))
  if (unknown !== undefined) {
    throw new Error(`No function is called ${unknown}; there are ${mathCases.map(({ name }) => name).join(', ')}.`)
  }
  const workers = Number(values.workers)
  const stride = Number(values.stride)

  let isBroken = false
  for (const name of names) {
    const started = performance.now()
    const done = new Array<number>(workers).fill(0)
    const total = Math.ceil(blockCount / stride)
    let printed = 0
    const results = await Promise.all(
      done.map((_, i) =>
        runWorker({ caseName: name, first: i * stride, step: workers * stride }, (blocks) => {
          done[i] = blocks
          const percent = Math.floor((100 * done.reduce((a, b) => a + b, 0)) / total)
          if (percent < printed + 10) return
          printed = percent
          console.error(`  ${name} ${percent} % after ${((performance.now() - started) / 1000).toFixed(0)} s`)
        }),
      ),
    )
    for (const finding of merge(results)) {
      const isBad = !(finding.maxError <= allowedError) || finding.outOfBounds > 0
      isBroken ||= isBad
      console.log(
        `${isBad ? 'BROKEN' : 'ok    '} ${finding.key.padEnd(34)} ${finding.maxError.toFixed(3)} units in the last place` +
          ` at ${finding.worst}, ${finding.outOfBounds} out of bounds, ${finding.checked} inputs`,
      )
    }
  }
  if (isBroken) process.exitCode = 1
}

function runWorker(task: Task, onProgress: (blocks: number) => void): Promise<Finding[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: task, argv: [] })
    worker.on('error', reject)
    worker.on('message', ({ blocksDone, findings }: Message) => {
      onProgress(blocksDone)
      if (findings !== undefined) resolve(findings)
    })
  })
}

function merge(results: readonly (readonly Finding[])[]): Finding[] {
  const merged = new Map<string, Finding>()
  for (const finding of results.flat()) {
    const other = merged.get(finding.key)
    if (other === undefined) {
      merged.set(finding.key, { ...finding })
      continue
    }
    if (finding.maxError > other.maxError) {
      other.maxError = finding.maxError
      other.worst = finding.worst
    }
    other.outOfBounds += finding.outOfBounds
    other.checked += finding.checked
  }
  return [...merged.values()]
}

interface Subject extends Finding {
  readonly variant: Variant
  readonly compiled: ArrayFunction
}

async function work({ caseName, first, step }: Task): Promise<void> {
  const mathCase = mathCases.find(({ name }) => name === caseName)
  if (mathCase === undefined || parentPort === null) throw new Error(`Started without a function: ${caseName}.`)
  const subjects: Subject[] = []
  for (const variant of mathCase.variants) {
    for (const mode of modes) {
      const compiled = await compileLanes((m, x) => mathCase.call(m, x, variant.range), mode === 'once', blockLength)
      const key = `${caseName} (${variant.name}, rounds ${mode})`
      subjects.push({ key, variant, compiled, maxError: 0, worst: 0, outOfBounds: 0, checked: 0 })
    }
  }
  const bits = new Int32Array(blockLength)
  const inputs = new Float32Array(bits.buffer)
  const exact = new Float64Array(blockLength)
  const perUnit = new Float64Array(blockLength)

  let blocksDone = 0
  for (let block = first; block < blockCount; block += step) {
    for (let i = 0; i < blockLength; i++) bits[i] = block * blockLength + i
    // Blocks are parts of a binade: the ends tell which ranges they meet, unless they are NaN.
    const ends = [inputs[0] as number, inputs[blockLength - 1] as number]
    if (!ends.every((end) => Math.abs(end) > mathCase.reach)) fillExact(mathCase, inputs, exact, perUnit)
    for (const subject of subjects) {
      const { low, high } = subject.variant.range
      if (ends.every((end) => end < low) || ends.every((end) => end > high)) continue
      subject.compiled.input.set(inputs)
      subject.compiled.run()
      check(mathCase, subject, inputs, exact, perUnit)
    }
    blocksDone++
    if (blocksDone % 64 === 0) parentPort.postMessage({ blocksDone } satisfies Message)
  }
  const findings = subjects.map(({ key, maxError, worst, outOfBounds, checked }) => ({
    key,
    maxError,
    worst,
    outOfBounds,
    checked,
  }))
  parentPort.postMessage({ blocksDone, findings } satisfies Message)
}

function fillExact(mathCase: MathCase, inputs: Float32Array, exact: Float64Array, perUnit: Float64Array): void {
  for (let i = 0; i < blockLength; i++) {
    const value = mathCase.exact(inputs[i] as number)
    exact[i] = value
    perUnit[i] = 1 / unitInLastPlace(value)
  }
}

function check(
  mathCase: MathCase,
  subject: Subject,
  inputs: Float32Array,
  exact: Float64Array,
  perUnit: Float64Array,
): void {
  const { output } = subject.compiled
  const { low, high } = subject.variant.range
  const { low: least, high: most } = subject.variant.image ?? mathCase.image
  const { reach } = mathCase
  let { maxError } = subject
  for (let i = 0; i < blockLength; i++) {
    const x = inputs[i] as number
    if (x < low || x > high) continue
    subject.checked++
    const got = output[i] as number
    if (got < least || got > most) subject.outOfBounds++
    const value = exact[i] as number
    // The quick way; NaN, infinities and zeros fail the comparison or fall through to the slow one.
    const quick = Math.abs(got - value) * (perUnit[i] as number)
    if (quick <= maxError && value !== 0) continue
    // Far out only a number is promised, and NaN at infinity.
    if (Math.abs(x) > reach) {
      if (Number.isNaN(got) === Number.isFinite(x)) subject.outOfBounds++
      continue
    }
    const error = errorInUnits(got, value)
    if (error <= maxError) continue
    maxError = error
    subject.maxError = error
    subject.worst = x
  }
}
