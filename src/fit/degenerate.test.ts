// Tables that are hardly any: a fit of them ends in time, without a number that is none, and finds nothing that was not tested.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NaluError } from '../base/errors.ts'
import { now } from '../base/platform.ts'
import { numbersOf } from '../formula/law-fit.ts'
import { runHere } from '../search/run-here.ts'
import type { RunTasks } from '../search/search-jobs.ts'
import { type FitResult, fitTable } from './fit.ts'

const fewShapes: RunTasks = (rows, tasks, onResult, signal) => runHere(rows, tasks.slice(0, 2), onResult, signal)
const fitOf = (columns: Readonly<Record<string, readonly number[]>>, time = 10) =>
  fitTable(columns, { target: 'y', seeds: 4, rounds: 1, time, run: fewShapes })

/** Numbers of laws and verdict. */
function expectNumbers({ listed, pick, verdict }: FitResult): void {
  expect(listed[pick]).toBeDefined()
  for (const { finished } of listed) expect(numbersOf(finished.law).every(Number.isFinite)).toBe(true)
  const { trained, certified, floor, luck, structure } = verdict
  for (const number of [floor, luck.constant, luck.neighbour, structure.p]) expect(number).not.toBeNaN()
  for (const error of [trained, certified]) expect(error).not.toBeNaN()
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

test.each([3, 4, 5])('%s rows have a formula, and it is not found', async (count) => {
  const x = upTo(count)
  const result = await fitOf({ x, y: x.map((value) => 2 * value) })
  expectNumbers(result)
  expect(result.verdict.found).toBe(false)
  expect(result.verdict.failed).toContain('holds outside')
})

test('of inputs that are equal but one the other explains the target', async () => {
  const x = upTo(40)
  const result = await fitOf({ a: x.map(() => 3), b: x.map(() => 7), x, y: x.map((value) => 5 * value) })
  expectNumbers(result)
  expect(result.names).toEqual(['x'])
  expect(result.verdict.found).toBe(true)
})

test('a target with zeros and both signs is found as a sum', async () => {
  const [a, b] = [upTo(60).map((i) => (i * 7) % 11), upTo(60).map((i) => (i * 5) % 13)]
  const result = await fitOf({ a, b, y: a.map((value, row) => value - (b[row] as number)) })
  expectNumbers(result)
  expect(result.verdict.failed).toEqual([])
})

test('a column with zeros is a factor', async () => {
  const [a, b] = [upTo(60).map((i) => (i * 7) % 11), upTo(60).map((i) => 1 + ((i * 5) % 13))]
  const result = await fitOf({ a, b, y: a.map((value, row) => (3 * value) / (b[row] as number)) })
  expectNumbers(result)
  expect(result.verdict.failed).toEqual([])
})

test('the root of sizes of a column with both signs is not found', async () => {
  const x = upTo(60).map((i) => ((i * 17) % 61) - 30)
  const result = await fitOf({ x, y: x.map((value) => Math.sqrt(Math.abs(value))) })
  expectNumbers(result)
  expect(result.verdict.found).toBe(false)
})

test.each([2, 3])('columns of %s whole numbers give numbers', async (count) => {
  const [a, b] = [upTo(60).map((i) => i % count), upTo(60).map((i) => (i * 7) % count)]
  expectNumbers(await fitOf({ a, b, y: a.map((value, row) => value + 2 * (b[row] as number) + 1) }))
})

test('rows that are there three times', async () => {
  const x = upTo(60).map((i) => 1 + (i % 20))
  const result = await fitOf({ x, y: x.map((value) => value ** 2) })
  expectNumbers(result)
  expect(result.verdict.failed).toEqual([])
})

const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  fc.constantFrom(0, 1, 1e-30, -1e30, 1e30, 0.5),
)
const anyTable = fc
  .record({ rows: fc.integer({ min: 1, max: 12 }), columns: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, columns }) =>
    fc.array(fc.array(value, { minLength: rows, maxLength: rows }), { minLength: columns + 1, maxLength: columns + 1 }),
  )

test('any small table ends in time, with a result or an error for people', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, async (values) => {
      const columns = Object.fromEntries(values.map((own, j) => [j === 0 ? 'y' : `x${j}`, own]))
      const began = now()
      try {
        const result = await fitOf(columns, 1)
        expectNumbers(result)
        if ((values[0] as number[]).length < 6) expect(result.verdict.found).toBe(false)
      } catch (error) {
        if (!(error instanceof NaluError)) throw error
      }
      expect(now() - began).toBeLessThan(3000)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('a law whose numbers float64 cannot hold in the units of the table is no error', async () => {
  const x = upTo(40)
  const small = x.map((each) => 1e-140 * (1 + each / 40))
  const result = await fitOf({
    small,
    x,
    y: small.map((each, row) => 1 / (1 + (each / 1e-140) ** 3 + (x[row] as number) / 10)),
  })
  expectNumbers(result)
})
