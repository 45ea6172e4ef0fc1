// Forward and backward pass of one NALU with two inputs and one output.
//
// The calls of Math.exp stand in short loops of their own: they keep no value in a register, so that in one long
// loop every other value would go to the stack and back around each call.

import type { Layer } from './layer.ts'
import type { Rows } from './rows.ts'

/** Rows that go through all phases before the next ones. */
const BLOCK = 128

const exponential = new Float64Array(BLOCK)
const gate = new Float64Array(BLOCK)

/** Fills the gradients by W and G, with `slope` times the error as the gradient by the output; the sum of squares. */
export function trainOneLayer(layer: Layer, rows: Rows, step: number, slope: number): number {
  const { inputs, logs, target, count } = rows
  const w0 = layer.W[0] as number
  const w1 = layer.W[1] as number
  const v0 = layer.G[0] as number
  const v1 = layer.G[1] as number
  let squares = 0
  let dw0 = 0
  let dw1 = 0
  let dv0 = 0
  let dv1 = 0
  for (let first = 0; first < count; first += BLOCK) {
    const size = Math.min(BLOCK, count - first)
    rows.prepare(step, first, first + size)
    for (let r = 0, i = 2 * first; r < size; r += 1, i += 2) {
      exponential[r] = Math.exp(w0 * (logs[i] as number) + w1 * (logs[i + 1] as number))
    }
    for (let r = 0, i = 2 * first; r < size; r += 1, i += 2) {
      gate[r] = Math.exp(-(v0 * (inputs[i] as number) + v1 * (inputs[i + 1] as number)))
    }
    for (let r = 0, i = 2 * first; r < size; r += 1, i += 2) {
      const x0 = inputs[i] as number
      const x1 = inputs[i + 1] as number
      const m = exponential[r] as number
      const g = 1 / (1 + (gate[r] as number))
      const gap = w0 * x0 + w1 * x1 - m
      const error = m + g * gap - (target[first + r] as number)
      squares += error * error
      const dy = slope * error
      const da = dy * g
      const dm = dy - da
      const ds = dm * m
      const dz = dm * g * gap
      dw0 += da * x0 + ds * (logs[i] as number)
      dw1 += da * x1 + ds * (logs[i + 1] as number)
      dv0 += dz * x0
      dv1 += dz * x1
    }
  }
  layer.gradientW[0] = dw0
  layer.gradientW[1] = dw1
  layer.gradientG[0] = dv0
  layer.gradientG[1] = dv1
  return squares
}
