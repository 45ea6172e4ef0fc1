// The rows of a step: drawn afresh or fixed, as row-major float32 arrays of inputs, their logarithms and targets.

import { invalid } from '../../src/base/errors.ts'
import { type Key, MIX_1, MIX_2, MIX_3, randomKey } from '../../src/base/random.ts'

/** Added to |x| before the logarithm, in every layer. */
export const LOG_EPSILON = 1e-7

/** Columns [from, to). */
export type ColumnRange = readonly [from: number, to: number]

/** A fresh batch in every step. Column c of row r is uniform in [low, high) from the random bits c·rows + r. */
export interface DrawnBatch {
  readonly kind: 'drawn'
  readonly rows: number
  readonly low: number
  readonly high: number
  readonly seed: number
  readonly stream: number
  /** The target is the sum of all columns of all subsets: a column in two of them counts twice. */
  readonly targetSubsets: readonly ColumnRange[]
}

/** The same rows in every step. */
export interface FixedBatch {
  readonly kind: 'fixed'
  readonly inputs: Float32Array // [in, rows]
  readonly target: Float32Array // [rows]
  /** Whether the logarithms of the inputs are taken once, since they never change, or in every step. */
  readonly cacheLogs: boolean
}

export type Batch = DrawnBatch | FixedBatch

export interface Rows {
  readonly count: number
  readonly inputs: Float32Array // [rows, in]
  readonly logs: Float32Array // [rows, in], log(|x| + epsilon)
  readonly target: Float32Array // [rows]
  /** Makes rows [first, end) of a step, counted from 0, ready to read. */
  prepare(step: number, first: number, end: number): void
}

/** @throws NaluError if columns or rows do not fit each other. */
export function createRows(batch: Batch, width: number): Rows {
  return batch.kind === 'drawn' ? drawnRows(batch, width) : fixedRows(batch, width)
}

function drawnRows(batch: DrawnBatch, width: number): Rows {
  const { rows, low, high, seed, stream } = batch
  const columns = Int32Array.from(batch.targetSubsets.flatMap((subset) => columnsOf(subset, width)))
  const inputs = new Float32Array(rows * width)
  const logs = new Float32Array(rows * width)
  const target = new Float32Array(rows)
  let key = randomKey(seed, stream, 0)
  let keyStep = 0
  return {
    count: rows,
    inputs,
    logs,
    target,
    prepare(step, first, end) {
      if (step !== keyStep) {
        key = randomKey(seed, stream, step)
        keyStep = step
      }
      draw(inputs, width, rows, first, end, key, low, high)
      takeLogs(logs, inputs, first * width, end * width)
      sumColumns(target, inputs, width, first, end, columns)
    },
  }
}

function fixedRows(batch: FixedBatch, width: number): Rows {
  const count = batch.target.length
  if (batch.inputs.length !== width * count) {
    const expected = `Expected ${width * count}: ${width} columns of ${count} rows.`
    throw invalid(`Inputs have ${batch.inputs.length} values. ${expected}`)
  }
  const inputs = new Float32Array(count * width)
  const logs = new Float32Array(count * width)
  for (let r = 0; r < count; r += 1) {
    for (let c = 0; c < width; c += 1) inputs[r * width + c] = batch.inputs[c * count + r] as number
  }
  if (batch.cacheLogs) takeLogs(logs, inputs, 0, count * width)
  return {
    count,
    inputs,
    logs,
    target: batch.target,
    prepare(_step, first, end) {
      if (!batch.cacheLogs) takeLogs(logs, inputs, first * width, end * width)
    },
  }
}

function columnsOf([from, to]: ColumnRange, width: number): number[] {
  if (!(from >= 0 && from < to && to <= width)) {
    throw invalid(
      `Target columns [${from}, ${to}) are not among the ${width} input columns. Expected 0 <= from < to <= ${width}.`,
    )
  }
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** The same bits as `low + uniformFromBits(randomBits(key, c * rows + r)) * (high - low)`, rounded to float32. */
function draw(
  inputs: Float32Array,
  width: number,
  rows: number,
  first: number,
  end: number,
  key: Key,
  low: number,
  high: number,
) {
  const k1 = key.k1
  const scale = (high - low) * 2 ** -24
  for (let c = 0; c < width; c += 1) {
    const k0 = (key.k0 + c * rows) | 0
    for (let r = first, i = first * width + c; r < end; r += 1, i += width) {
      let h = (r + k0) | 0
      h = Math.imul(h ^ (h >>> 17), MIX_1) ^ k1
      h = Math.imul(h ^ (h >>> 11), MIX_2)
      h = Math.imul(h ^ (h >>> 15), MIX_3)
      inputs[i] = low + (h >>> 8) * scale
    }
  }
}

function takeLogs(logs: Float32Array, inputs: Float32Array, from: number, to: number) {
  for (let i = from; i < to; i += 1) logs[i] = Math.log(Math.abs(inputs[i] as number) + LOG_EPSILON)
}

function sumColumns(
  target: Float32Array,
  inputs: Float32Array,
  width: number,
  first: number,
  end: number,
  columns: Int32Array,
) {
  for (let r = first, row = first * width; r < end; r += 1, row += width) {
    let sum = 0
    for (let j = 0; j < columns.length; j += 1) sum += inputs[row + (columns[j] as number)] as number
    target[r] = sum
  }
}
