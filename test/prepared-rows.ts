// Rows of a table as a search has them, but neither scaled nor in another order: for tests of what reads them.

import type { Prepared } from '../src/search/prepare.ts'

/** All rows train if no split is given. */
export function preparedRows(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  { steps, targetStep, split }: Partial<Pick<Prepared, 'steps' | 'targetStep' | 'split'>> = {},
): Prepared {
  return {
    columns: columns.map((column) => Float64Array.from(column)),
    target: Float64Array.from(target),
    steps: steps ?? columns.map(() => 0),
    targetStep: targetStep ?? 0,
    split: split ?? { train: allRows(target.length), choose: new Int32Array(0), certify: new Int32Array(0) },
    places: columns.map((_, j) => j),
    rows: allRows(target.length),
    scales: columns.map(() => 1),
    targetScale: 1,
  }
}

/** The places of so many rows. */
export const allRows = (count: number): Int32Array<ArrayBuffer> => Int32Array.from({ length: count }, (_, row) => row)
