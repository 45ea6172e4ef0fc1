import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import type { TableNet } from '../train/table-step.ts'
import { powerSumNet, ratioNet } from './nets.ts'
import { type TableData, tableJob, trainStarts } from './train-starts.ts'

/** Columns and what a law makes of them, from even draws in [0.5, 2]. */
function tableOf(columns: number, count: number, law: (row: readonly number[]) => number): TableData {
  const draw = randomStream(7, 'table of a test')
  const rows = Array.from({ length: count }, () => Array.from({ length: columns }, () => draw.uniform(0.5, 2)))
  return {
    rows: Array.from({ length: columns }, (_, j) => rows.map((row) => row[j] as number)).flat(),
    target: rows.map(law),
    weight: rows.map(() => 1),
  }
}

function startsOf(shapes: Readonly<Record<string, number>>, count: number, seed: number) {
  const draw = randomStream(seed, 'starts of a test')
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, size]) => [
        name,
        Float32Array.from({ length: size }, () => draw.normal(0, 0.7)),
      ]),
    ),
  )
}

const options = { steps: 400, learningRate: 0.05 }

describe('training from many starts', () => {
  test('learns y = 2·a^1.5/b from one of them', async () => {
    const data = tableOf(2, 100, ([a = 0, b = 0]) => (2 * a ** 1.5) / b)
    const job = tableJob(powerSumNet(2, 1), 100)
    const starts = startsOf({ 'over products.W': 2, 'over.W': 1 }, 16, 1)
    const trained = await trainStarts({ job, ...data, starts, ...options, steps: 3000 })
    const [best] = trained.toSorted((a, b) => a.loss - b.loss)
    expect(best?.loss).toBeLessThan(1e-5)
    const [p = 0, q = 0] = best?.values['over products.W'] ?? []
    expect([p, q, best?.values['over.W']?.[0]]).toEqual([
      expect.closeTo(1.5, 1),
      expect.closeTo(-1, 1),
      expect.closeTo(2, 1),
    ])
  })

  test('learns a quotient of sums by its crossed sides', async () => {
    const data = tableOf(2, 120, ([a = 0, b = 0]) => (3 * a) / (1 + a * b))
    const job = tableJob(ratioNet(2, 1, 2), 120)
    const shapes = { 'over products.W': 2, 'over.W': 1, 'under products.W': 2, 'under.W': 1 }
    const trained = await trainStarts({ job, ...data, starts: startsOf(shapes, 16, 2), ...options, steps: 3000 })
    // An error by crossed sides is half a relative error: this is one of 1 %.
    expect(Math.min(...trained.map(({ loss }) => loss))).toBeLessThan(0.005 ** 2)
  })

  test('gives each start what it would have had alone, in the order of the starts', async () => {
    const data = tableOf(2, 100, ([a = 0, b = 0]) => a + b)
    const job = tableJob(powerSumNet(2, 2), 100)
    const starts = startsOf({ 'over products.W': 4, 'over.W': 2 }, 3, 3)
    const together = await trainStarts({ job, ...data, starts, ...options })
    const alone = await Promise.all(starts.map((start) => trainStarts({ job, ...data, starts: [start], ...options })))
    expect(together).toEqual(alone.flat())
  })

  test('gives the loss that the interpreter finds, whatever fills up the kernel', async () => {
    const data = tableOf(3, 100, ([a = 0, b = 0, c = 0]) => a * b - c)
    const net = powerSumNet(3, 2)
    const [start] = startsOf({ 'over products.W': 6, 'over.W': 2 }, 1, 4)
    // The loss of the first step is that of the start.
    const [trained] = await trainStarts({
      job: tableJob(net, 100),
      ...data,
      starts: [start ?? {}],
      ...options,
      steps: 1,
    })
    const predicted = predictionsOf(net, data, start ?? {})
    const squares = predicted.map((y, r) => (y - (data.target[r] as number)) ** 2)
    const mean = squares.reduce((total, each) => total + each, 0) / 100
    expect((trained?.loss as number) / mean).toBeCloseTo(1, 5)
  })

  test('marks a start whose loss is not finite and keeps its last values that had one', async () => {
    const data = tableOf(2, 10, ([a = 0]) => a)
    const job = tableJob(powerSumNet(2, 1), 10)
    const start = {
      'over products.W': Float32Array.of(900, 0),
      'over.W': Float32Array.of(1),
    }
    const [trained] = await trainStarts({ job, ...data, starts: [start], ...options })
    expect(trained?.loss).toBe(Number.POSITIVE_INFINITY)
    expect(trained?.values).toEqual(start)
  })

  test('ends after the start that is under way when it is told to', async () => {
    const data = tableOf(2, 10, ([a = 0]) => a)
    const job = tableJob(powerSumNet(2, 1), 10)
    const starts = startsOf({ 'over products.W': 2, 'over.W': 1 }, 3, 5)
    expect(await trainStarts({ job, ...data, starts, ...options, signal: AbortSignal.abort() })).toEqual([])
  })

  test('compiles once for every number of rows that a kernel takes', () => {
    const net = powerSumNet(2, 1)
    expect(tableJob(net, 20)).toBe(tableJob(net, 128))
    expect(tableJob(net, 129).rows).toBe(256)
  })
})

test('numbers that do not fit each other are said', () => {
  const job = tableJob(powerSumNet(2, 1), 100)
  const given = { job, starts: [], ...options, rows: [1, 2, 3, 4], target: [1, 2], weight: [1, 1] }
  expect(() => tableJob(powerSumNet(2, 1), 1025)).toThrow(
    'A training on 1025 rows of a table; expected at most 1024. Draw a sample of them.',
  )
  expect(() => trainStarts({ ...given, target: new Float32Array(300) })).toThrow(
    'A training on 300 rows of a table; its kernel takes 1 to 128. Ask tableJob for 300.',
  )
  expect(() => trainStarts({ ...given, weight: [1] })).toThrow(
    'A training on 2 rows of 2 columns has 4 values and 1 weights; expected 4 and 2.',
  )
})

/** What a net says of each row, in float64. */
function predictionsOf(net: TableNet, data: TableData, values: Readonly<Record<string, ArrayLike<number>>>) {
  const x = slot('x', [net.input, axis('rows', data.target.length)])
  return interpret(net.predict(x), { ...values, x: data.rows }).data
}
