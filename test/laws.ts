// What tests of read laws share: graphs of two columns, and how far a law is from the graph that it was read from.

import { expect } from 'vitest'
import { randomStream } from '../src/base/normal.ts'
import { evaluateLaw, type Law } from '../src/formula/law.ts'
import { readLaw } from '../src/formula/read.ts'
import type { ColumnRange } from '../src/formula/reading.ts'
import { axis } from '../src/graph/axis.ts'
import { slot } from '../src/graph/build.ts'
import { at } from '../src/graph/functions.ts'
import { type Bindings, interpret } from '../src/graph/interpret.ts'
import type { Node, SlotNode } from '../src/graph/node.ts'

/** The largest difference between a law and the graph it was read from, relative to the graph's values where they are above 1. */
export function worstOf(
  law: Law,
  y: Node,
  values: Bindings,
  x: SlotNode,
  columns: readonly ColumnRange[],
  rows = 60,
): number {
  const draw = randomStream(3, 'rows to try a law on')
  const differences = Array.from({ length: rows }, () => {
    const row = columns.map(({ low, high }) => draw.uniform(low, high))
    const [wanted] = interpret(y, { ...values, [x.name]: row }).data as unknown as [number]
    return Math.abs(evaluateLaw(law, row) - wanted) / Math.max(1, Math.abs(wanted))
  })
  return Math.max(...differences)
}

/** Columns by name, and the law of a graph of them. */
export function handmade(ranges: readonly ColumnRange[]) {
  const columns = axis('in', ranges.length)
  const x = slot('x', [columns])
  const [a, b] = [at(x, columns, 0), at(x, columns, 1)]
  const law = (y: Node, values: Bindings = {}) => readLaw(y, values, x, ranges)
  /** The law if it gives what the interpreter gives. */
  const checked = (y: Node, values: Bindings = {}): Law | undefined => {
    const found = law(y, values)
    if (found !== undefined) expect(worstOf(found, y, values, x, ranges)).toBeLessThan(1e-6)
    return found
  }
  return { columns, x, a, b, law, checked }
}
