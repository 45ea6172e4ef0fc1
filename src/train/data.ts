// Rows of data of any shape: inputs and targets, one row after another, checked against a network.

import { invalid } from '../base/errors.ts'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { describeShape, type Shape, sizeOf } from '../layers/shape.ts'

/** Numbers of many rows, one row after another, each in the order of its axes, the last fastest. */
export type DataValues = Float32Array | Float64Array | Int32Array | Uint8Array | readonly number[]

/** What a network learns from: as many rows of inputs as of targets. */
export interface DataRows {
  readonly inputs: DataValues
  readonly targets: DataValues
}

/** Bytes of images as numbers from 0 to 1. */
export const pixels = (bytes: Uint8Array): Float32Array => Float32Array.from(bytes, (byte) => byte / 255)

/**
 * The number of rows that values of a shape have.
 * @throws NaluError if they are no whole rows, or hold what such a row cannot: NaN, or an index out of bounds.
 */
export function countRows(what: string, values: DataValues, shape: Shape): number {
  const size = sizeOf(shape)
  const rows = values.length / size
  if (!Number.isInteger(rows) || rows === 0) {
    throw invalid(
      `${what}: ${values.length} values are no whole rows of ${describeShape(shape)} (${size} values). ` +
        'Give one row after another.',
    )
  }
  const { below } = shape
  const isRight =
    below === undefined
      ? (value: number) => Number.isFinite(value)
      : (value: number) => Number.isInteger(value) && value >= 0 && value < below
  const wrong = values.findIndex((value: number) => !isRight(value))
  if (wrong < 0) return rows
  const wanted = below === undefined ? 'a finite number' : `a whole number from 0 to ${below - 1}`
  throw invalid(`${what}: row ${Math.floor(wrong / size)} holds ${values[wrong]}; expected ${wanted}.`)
}

/**
 * The number of rows of data for these shapes.
 * @throws NaluError as `countRows`, or if there are not as many rows of targets as of inputs.
 */
export function checkData(what: string, { inputs, targets }: DataRows, input: Shape, target: Shape): number {
  const rows = countRows(`Inputs of ${what}`, inputs, input)
  const others = countRows(`Targets of ${what}`, targets, target)
  if (rows === others) return rows
  throw invalid(`In ${what} there are ${rows} rows of inputs and ${others} of targets. Give as many of both.`)
}

/** Data in two parts. */
export interface SplitData {
  readonly training: DataRows
  readonly heldOut: DataRows
}

/**
 * Holds a share of the rows out, chosen by the seed alone.
 * @throws NaluError if the share leaves one part without rows, or if the data are no whole rows.
 */
export function holdOut({ inputs, targets }: DataRows, rows: number, share: number, seed: number): SplitData {
  const held = Math.round(rows * share)
  if (!(held >= 1 && held < rows)) {
    throw invalid(`A share of ${share} of ${rows} rows leaves one part without rows. Choose another share.`)
  }
  const order = randomOrder(rows, randomStream(seed, 'rows held out'))
  const part = (chosen: readonly number[]): DataRows => ({
    inputs: rowsOf('Inputs', inputs, rows, chosen),
    targets: rowsOf('Targets', targets, rows, chosen),
  })
  return { training: part(order.slice(held)), heldOut: part(order.slice(0, held)) }
}

function rowsOf(what: string, values: DataValues, rows: number, chosen: readonly number[]): Float64Array {
  const size = values.length / rows
  if (!Number.isInteger(size)) throw invalid(`${what}: ${values.length} values are not ${rows} rows of one size.`)
  const taken = new Float64Array(chosen.length * size)
  chosen.forEach((row, i) => {
    taken.set(values.slice(row * size, (row + 1) * size), i * size)
  })
  return taken
}
