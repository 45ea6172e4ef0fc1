import { expect, test } from 'vitest'
import type { Cell } from '../experiments/experiment.ts'
import type { CellRun } from '../experiments/run.ts'
import { Chunks } from './chunks.ts'

const cells = ['a', 'b', 'c'].map((id) => ({ id }) as Cell)
const runs = (seeds: number): CellRun[] =>
  Array.from({ length: seeds }, (_, seed) => cells.map((cell) => ({ cell, seed }))).flat()

const named = (chunk: readonly CellRun[]) => chunk.map(({ cell, seed }) => `${cell.id}${seed}`).join(' ')

test('one seed of each cell comes first, then as many as take two seconds', () => {
  const chunks = new Chunks(runs(10))
  const seen: string[] = []
  for (const chunk of chunks) {
    seen.push(named(chunk))
    // A seed of a takes half a second, one of b five, one of c nearly nothing.
    for (const { cell } of chunk) chunks.ended(cell.id, { a: 0.5, b: 5, c: 0.001 }[cell.id] as number)
  }
  expect(seen.slice(0, 6)).toEqual(['a0', 'b0', 'c0', 'a1 a2 a3 a4', 'b1', 'c1 c2 c3 c4 c5 c6 c7 c8 c9'])
})

test('every run is handed out once, each chunk of one cell', () => {
  const all = [...new Chunks(runs(7))]
  expect(all.every((chunk) => new Set(chunk.map(({ cell }) => cell)).size === 1)).toBe(true)
  expect(
    all
      .flat()
      .map((run) => named([run]))
      .toSorted(),
  ).toEqual(
    runs(7)
      .map((run) => named([run]))
      .toSorted(),
  )
})
