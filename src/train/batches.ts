// Which rows a step sees: all, or a part of them in a random order that needs no memory.

import { invalid } from '../base/errors.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { add, index, less, select, slot } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { type RandomSource, shuffledPosition } from '../graph/random.ts'

/** Which rows a step sees. */
export type Batching =
  /** New rows in every step. */
  { readonly kind: 'fresh'; readonly batch: number } | FixedRows

/** Which rows of a fixed set a step sees. */
export type FixedRows =
  /** All of it in every step. */
  | { readonly kind: 'full'; readonly rows: number }
  /** `batch` rows a step, in a new random order in every pass; what is left over rests for that pass. */
  | { readonly kind: 'shuffled'; readonly rows: number; readonly batch: number }

/** A whole number that counts from 0 on. */
export const counter = (name: string): SlotNode => slot(name, [], { type: 'int', range: { low: 0, high: 2 ** 31 - 1 } })

const startOfBatch = 'start of batch'

interface Shuffled {
  readonly rows: Axis
  readonly all: Axis
  /** Where along `all` each of `rows` is (int). */
  readonly order: Node
  readonly states: readonly { readonly slot: SlotNode; readonly next: Node }[]
}

/**
 * The rows of a shuffled batch.
 * @throws NaluError if the batch is larger than the set.
 */
export function shuffledRows(
  batching: Extract<FixedRows, { kind: 'shuffled' }>,
  random: (stream: string) => RandomSource,
): Shuffled {
  if (batching.batch > batching.rows) {
    throw invalid(
      `A batch of ${batching.batch} rows is more than all ${batching.rows} rows. Choose a smaller batch or more rows.`,
    )
  }
  const all = axis('all rows', batching.rows)
  const rows = axis('rows', batching.batch)
  const pass = counter('pass')
  const start = counter(startOfBatch)
  const next = add(start, batching.batch)
  const isLast = less(batching.rows, add(next, batching.batch))
  const order = shuffledPosition({ ...random('order of rows'), step: pass }, add(start, index(rows)), batching.rows)
  return {
    rows,
    all,
    order,
    states: [
      { slot: pass, next: select(isLast, add(pass, 1), pass) },
      { slot: start, next: select(isLast, 0, next) },
    ],
  }
}

/** True if a shuffled step may begin where its slots stand: a whole batch is left from there. */
export function standsAtBatch(
  batching: FixedRows,
  slots: Readonly<Record<string, { readonly [position: number]: number }>>,
): boolean {
  if (batching.kind === 'full') return true
  const start = slots[startOfBatch]?.[0] ?? 0
  return start >= 0 && start % batching.batch === 0 && start + batching.batch <= batching.rows
}
