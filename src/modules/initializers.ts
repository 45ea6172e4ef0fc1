// How parameters start: draws from a named random stream, the same bits on every engine.

import type { RandomStream } from '../base/normal.ts'

/** Sizes that an initialiser may depend on. */
export interface Fan {
  readonly in: number
  readonly out: number
}

/** A way to draw starting values. */
export interface Initializer {
  /** As people read it, for example `N(0, 0.02²) within two deviations`. */
  readonly description: string
  draw(stream: RandomStream, count: number, fan: Fan): Float64Array
}

const each = (count: number, draw: () => number) => Float64Array.from({ length: count }, draw)

/** Every element starts at this value. */
export const constantInitial = (value: number): Initializer => ({
  description: String(value),
  draw: (_, count) => new Float64Array(count).fill(value),
})

/** A normal with mean 0, redrawn beyond two standard deviations. */
export const truncatedNormalInitial = (deviation: number): Initializer => ({
  description: `N(0, ${deviation}²), redrawn beyond two deviations`,
  draw: (stream, count) => each(count, () => stream.truncatedNormal(deviation)),
})

/** Glorot & Bengio 2010: U(−r, r) with r = gain · sqrt(6 / (in + out)). */
export const glorotUniformInitial = (gain = 1): Initializer => ({
  description: `U(−r, r), r = ${gain === 1 ? '' : `${gain}·`}√(6 / (in + out))`,
  draw: (stream, count, fan) => {
    const r = gain * Math.sqrt(6 / (fan.in + fan.out))
    return each(count, () => stream.uniform(-r, r))
  },
})

/** Glorot & Bengio 2010: a normal with the variance 2 / (in + out). */
export const glorotNormalInitial: Initializer = {
  description: 'N(0, 2 / (in + out))',
  draw: (stream, count, fan) => {
    const deviation = Math.sqrt(2 / (fan.in + fan.out))
    return each(count, () => stream.normal(0, deviation))
  },
}

/** U(low, high). */
export const uniformInitial = (low: number, high: number): Initializer => ({
  description: `U(${low}, ${high})`,
  draw: (stream, count) => each(count, () => stream.uniform(low, high)),
})

/** A normal, not truncated. */
export const normalInitial = (mean: number, deviation: number): Initializer => ({
  description: `N(${mean}, ${deviation}²)`,
  draw: (stream, count) => each(count, () => stream.normal(mean, deviation)),
})

/** Madsen & Johansen 2020, as in their code: U(−r, r) with r = min(1/2, √3 · √(2 / (in + out))). */
export const nauInitial: Initializer = {
  description: 'U(−r, r), r = min(1/2, √(6 / (in + out)))',
  draw: (stream, count, fan) => {
    const r = Math.min(0.5, Math.sqrt(3) * Math.sqrt(2 / (fan.in + fan.out)))
    return each(count, () => stream.uniform(-r, r))
  },
}

/** Madsen & Johansen 2020: they derive the variance 1/4 for weights around 1/2, and their code caps the radius at 1/4. */
export const nmuInitial: Initializer = uniformInitial(0.25, 0.75)

/**
 * Both factors of a NAC's weight: U(−r, r) such that W = tanh(W_hat)·σ(M_hat) has the variance 2 / (in + out).
 * Madsen & Johansen 2020: Var W = (1 − tanh(r)/r) · (r − tanh(r/2)) / (2r), solved by bisection on [0, 10]; as in their
 * code, fewer than 5 inputs and outputs count as 5, because no r reaches a larger variance. Such a start is saturated.
 */
export const nacInitial: Initializer = {
  description: 'U(−r, r), r such that Var(W) = 2 / (in + out)',
  draw: (stream, count, fan) => {
    const r = nacRadius(2 / Math.max(fan.in + fan.out, 5))
    return each(count, () => stream.uniform(-r, r))
  },
}

function nacRadius(variance: number): number {
  let low = 0
  let high = 10
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2
    if (nacVariance(middle) < variance) low = middle
    else high = middle
  }
  // Engines differ in the last bits of tanh; 24 bits of the result do not.
  return Math.fround(low)
}

const nacVariance = (r: number) => (1 - Math.tanh(r) / r) * ((r - Math.tanh(r / 2)) / (2 * r))
