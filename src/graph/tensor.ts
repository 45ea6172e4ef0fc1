// Arrays of the interpreter: numbers over axes, visited run by run.

import { type Axis, countElements } from './axis.ts'

/** Numbers over axes, the last axis varying fastest. Integers and truth values (0, 1) are numbers too. */
export interface Tensor {
  readonly axes: readonly Axis[]
  readonly data: Float64Array
}

/** The values over `axes`, in this order, repeated along those that the tensor lacks. */
export const spreadOver = (tensor: Tensor, axes: readonly Axis[]): Float64Array =>
  elementwise(axes, [tensor], (value) => value)

/** How far apart neighbours along each axis of `along` lie in an array over `axes`; 0 where it lacks the axis. */
export function strides(axes: readonly Axis[], along: readonly Axis[]): number[] {
  return along.map((a) => {
    const place = axes.indexOf(a)
    return place < 0 ? 0 : countElements(axes.slice(place + 1))
  })
}

/** A run of positions along the last axis: where it begins in the whole and in each array, and how far neighbours lie apart. */
type VisitRun = (position: number, offsets: readonly number[], length: number, steps: readonly number[]) => void

/** Visits every position of `axes` in order, one run along the last axis after another. */
export function visit(axes: readonly Axis[], arrays: readonly Pick<Tensor, 'axes'>[], each: VisitRun): void {
  const steps = arrays.map((array) => strides(array.axes, axes))
  const along = axes.length - 1
  const length = axes[along]?.size ?? 1
  const steps1 = steps.map((all) => all[along] ?? 0)
  const offsets = arrays.map(() => 0)
  const indices = axes.map(() => 0)
  const count = countElements(axes)
  for (let position = 0; position < count; position += length) {
    each(position, offsets, length, steps1)
    for (let d = along - 1; d >= 0; d -= 1) {
      const size = (axes[d] as Axis).size
      const wraps = indices[d] === size - 1
      indices[d] = wraps ? 0 : (indices[d] as number) + 1
      steps.forEach((step, k) => {
        offsets[k] = (offsets[k] as number) + (step[d] as number) * (wraps ? 1 - size : 1)
      })
      if (!wraps) break
    }
  }
}

const nothing = new Float64Array(1)

export function elementwise(
  axes: readonly Axis[],
  inputs: readonly Tensor[],
  rule: (a: number, b: number, c: number) => number,
): Float64Array {
  const result = new Float64Array(countElements(axes))
  const [a = nothing, b = nothing, c = nothing] = inputs.map((t) => t.data)
  visit(axes, inputs, (position, [i = 0, j = 0, k = 0], length, [p = 0, q = 0, r = 0]) => {
    for (let n = 0; n < length; n += 1) {
      result[position + n] = rule(a[i + n * p] as number, b[j + n * q] as number, c[k + n * r] as number)
    }
  })
  return result
}
