// Forward and backward pass of a NALU with any number of inputs and two outputs, and one that takes those two to one.
//
// The calls of Math.exp and Math.log stand in short loops of their own: they keep no value in a register, so that in
// one long loop every other value would go to the stack and back around each call.

import type { Layer } from './layer.ts'
import { LOG_EPSILON, type Rows } from './rows.ts'

/** Rows that go through all phases before the next ones: few enough that they stay in the cache. */
const BLOCK = 128

const sum0 = new Float64Array(BLOCK)
const sum1 = new Float64Array(BLOCK)
const product0 = new Float64Array(BLOCK)
const product1 = new Float64Array(BLOCK)
const gate0 = new Float64Array(BLOCK)
const gate1 = new Float64Array(BLOCK)
const hidden0 = new Float64Array(BLOCK)
const hidden1 = new Float64Array(BLOCK)
const log0 = new Float64Array(BLOCK)
const log1 = new Float64Array(BLOCK)
const product = new Float64Array(BLOCK)
const gate = new Float64Array(BLOCK)

/** Weights of the first layer and their gradients: for each input W[0], W[1], G[0], G[1] side by side. */
export interface Packed {
  readonly weights: Float64Array // [in, 4]
  readonly gradients: Float64Array // [in, 4]
}

export function createPacked(width: number): Packed {
  return { weights: new Float64Array(4 * width), gradients: new Float64Array(4 * width) }
}

/** Fills the gradients by W and G, with `slope` times the error as the gradient by the output; the sum of squares. */
export function trainTwoLayers(
  lower: Layer,
  upper: Layer,
  packed: Packed,
  rows: Rows,
  step: number,
  slope: number,
): number {
  const { inputs, logs, target, count } = rows
  const { weights, gradients } = packed
  const width = weights.length / 4
  pack(lower, packed)
  gradients.fill(0)
  const w0 = upper.W[0] as number
  const w1 = upper.W[1] as number
  const v0 = upper.G[0] as number
  const v1 = upper.G[1] as number
  let squares = 0
  let dw0 = 0
  let dw1 = 0
  let dv0 = 0
  let dv1 = 0
  for (let first = 0; first < count; first += BLOCK) {
    const size = Math.min(BLOCK, count - first)
    rows.prepare(step, first, first + size)
    for (let r = 0, i = first * width; r < size; r += 1) {
      let a0 = 0
      let a1 = 0
      let s0 = 0
      let s1 = 0
      let z0 = 0
      let z1 = 0
      for (let k = 0; k < weights.length; k += 4, i += 1) {
        const x = inputs[i] as number
        const log = logs[i] as number
        const p = weights[k] as number
        const q = weights[k + 1] as number
        a0 += p * x
        s0 += p * log
        a1 += q * x
        s1 += q * log
        z0 += (weights[k + 2] as number) * x
        z1 += (weights[k + 3] as number) * x
      }
      sum0[r] = a0
      sum1[r] = a1
      product0[r] = s0
      product1[r] = s1
      gate0[r] = z0
      gate1[r] = z1
    }
    for (let r = 0; r < size; r += 1) product0[r] = Math.exp(product0[r] as number)
    for (let r = 0; r < size; r += 1) product1[r] = Math.exp(product1[r] as number)
    for (let r = 0; r < size; r += 1) gate0[r] = 1 / (1 + Math.exp(-(gate0[r] as number)))
    for (let r = 0; r < size; r += 1) gate1[r] = 1 / (1 + Math.exp(-(gate1[r] as number)))
    for (let r = 0; r < size; r += 1) {
      const m = product0[r] as number
      const h = m + (gate0[r] as number) * ((sum0[r] as number) - m)
      hidden0[r] = h
      log0[r] = Math.log(Math.abs(h) + LOG_EPSILON)
    }
    for (let r = 0; r < size; r += 1) {
      const m = product1[r] as number
      const h = m + (gate1[r] as number) * ((sum1[r] as number) - m)
      hidden1[r] = h
      log1[r] = Math.log(Math.abs(h) + LOG_EPSILON)
    }
    for (let r = 0; r < size; r += 1) product[r] = Math.exp(w0 * (log0[r] as number) + w1 * (log1[r] as number))
    for (let r = 0; r < size; r += 1) {
      gate[r] = 1 / (1 + Math.exp(-(v0 * (hidden0[r] as number) + v1 * (hidden1[r] as number))))
    }
    for (let r = 0, i = first * width; r < size; r += 1) {
      const h0 = hidden0[r] as number
      const h1 = hidden1[r] as number
      const m = product[r] as number
      const g = gate[r] as number
      const gap = w0 * h0 + w1 * h1 - m
      const error = m + g * gap - (target[first + r] as number)
      squares += error * error
      const dy = slope * error
      const da = dy * g
      const dm = dy - da
      const ds = dm * m
      const dz = dm * g * gap
      dw0 += da * h0 + ds * (log0[r] as number)
      dw1 += da * h1 + ds * (log1[r] as number)
      dv0 += dz * h0
      dv1 += dz * h1
      // The slope of log(|h| + epsilon) is 1 / (h + epsilon) above zero and 1 / (h - epsilon) below.
      const dh0 = w0 * (da + ds / (h0 < 0 ? h0 - LOG_EPSILON : h0 + LOG_EPSILON)) + v0 * dz
      const dh1 = w1 * (da + ds / (h1 < 0 ? h1 - LOG_EPSILON : h1 + LOG_EPSILON)) + v1 * dz
      const m0 = product0[r] as number
      const g0 = gate0[r] as number
      const da0 = dh0 * g0
      const dm0 = dh0 - da0
      const ds0 = dm0 * m0
      const dz0 = dm0 * g0 * ((sum0[r] as number) - m0)
      const m1 = product1[r] as number
      const g1 = gate1[r] as number
      const da1 = dh1 * g1
      const dm1 = dh1 - da1
      const ds1 = dm1 * m1
      const dz1 = dm1 * g1 * ((sum1[r] as number) - m1)
      for (let k = 0; k < gradients.length; k += 4, i += 1) {
        const x = inputs[i] as number
        const log = logs[i] as number
        ;(gradients[k] as number) += da0 * x + ds0 * log
        ;(gradients[k + 1] as number) += da1 * x + ds1 * log
        ;(gradients[k + 2] as number) += dz0 * x
        ;(gradients[k + 3] as number) += dz1 * x
      }
    }
  }
  unpack(lower, packed)
  upper.gradientW[0] = dw0
  upper.gradientW[1] = dw1
  upper.gradientG[0] = dv0
  upper.gradientG[1] = dv1
  return squares
}

function pack({ W, G }: Layer, { weights }: Packed) {
  const width = weights.length / 4
  for (let c = 0; c < width; c += 1) {
    weights[4 * c] = W[c] as number
    weights[4 * c + 1] = W[width + c] as number
    weights[4 * c + 2] = G[c] as number
    weights[4 * c + 3] = G[width + c] as number
  }
}

function unpack({ gradientW, gradientG }: Layer, { gradients }: Packed) {
  const width = gradients.length / 4
  for (let c = 0; c < width; c += 1) {
    gradientW[c] = gradients[4 * c] as number
    gradientW[width + c] = gradients[4 * c + 1] as number
    gradientG[c] = gradients[4 * c + 2] as number
    gradientG[width + c] = gradients[4 * c + 3] as number
  }
}
