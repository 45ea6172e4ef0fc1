// Pieces that units built on powers share: relevance gates, magnitudes and angles, clamped reciprocals, softmax, L1.

import type { Axis } from '../graph/axis.ts'
import {
  absolute,
  add,
  cos,
  divide,
  exp,
  less,
  log,
  max,
  maximum,
  min,
  multiply,
  negate,
  select,
  sigmoid,
  stopGradient,
  subtract,
  sum,
} from '../graph/build.ts'
import { clamp, contract, mean, square } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import type { Penalty } from './module.ts'

/** Distance from 1 to the next float32. The NPU's sources add it to |x|. */
export const machineEpsilon = 2 ** -23

/** Takes the place of magnitudes below it where a logarithm or a reciprocal has no other guard. Ours: papers have none. */
const leastMagnitude = 1e-12

/** `g` kept within [0, 1]; outside it has no gradient, as in the PyTorch layers. */
export const clippedGate = (g: Node): Node => clamp(g, 0, 1) // [in]

/** `g` kept within [0, 1] with the gradient of `g` itself, as in the Julia layers. */
export const straightThroughGate = (g: Node): Node => add(stopGradient(clamp(g, 0, 1)), subtract(g, stopGradient(g))) // [in]

/** Heim et al. 2020: log r of r = ĝ·(|x| + ε) + 1 − ĝ; an input whose gate is 0 counts as 1. Without a gate all count. */
export function logMagnitude(x: Node, gate?: Node): Node {
  const r = add(absolute(x), machineEpsilon)
  return log(gate === undefined ? r : add(multiply(gate, r), subtract(1, gate))) // [in, rows]
}

/** Heim et al. 2020: π for a negative input and 0 for any other, times its gate. The paper prints the test reversed. */
export function angle(x: Node, gate?: Node): Node {
  const k = select(less(x, 0), Math.PI, 0)
  return gate === undefined ? k : multiply(gate, k) // [in, rows]
}

/** log |x|, of a magnitude that is not smaller than `leastMagnitude`. */
export const logAbsolute = (x: Node): Node => log(max(absolute(x), leastMagnitude))

/** 1 / x; a divisor closer to 0 than `leastMagnitude` counts as that. */
export const reciprocal = (x: Node): Node => divide(1, select(less(absolute(x), leastMagnitude), leastMagnitude, x))

/** Shares along an axis that add up to 1. */
export function softmax(z: Node, over: Axis): Node {
  const powers = exp(subtract(z, stopGradient(maximum(z, over))))
  return divide(powers, sum(powers, over))
}

/** log(1 + e^z) without overflow: max(z, 0) + log(1 + e^−|z|). */
export const softplus = (z: Node): Node => add(max(z, 0), log(add(1, exp(negate(absolute(z))))))

/** The mean distance of W in [0, 1] from 0 or 1, whichever is nearer. */
export const distanceFromBit = (W: Node): Node => mean(min(absolute(W), absolute(subtract(1, W))), W.axes)

/**
 * Heim et al. 2020: the sum of all parameters' magnitudes, ten times as strong every 10,000 steps.
 * Its numbers are those for one module that multiplies: Mistry et al. 2022, single module task (for division they take
 * 1e-9 up to 1e-7).
 */
export const l1 = (...names: readonly string[]): Penalty<never, never> => ({
  id: 'l1',
  description: 'the sum of the magnitudes of all parameters',
  weight: 1e-7,
  schedule: { kind: 'tenfold', every: 10_000, most: 1e-5 },
  zeroAt: Object.fromEntries(names.map((name) => [name, [0]])),
  value: ({ parameters }) =>
    names.map((name): Node => size(parameters[name] as Node)).reduce((total, each) => add(total, each)),
})

const size = (a: Node): Node => sum(absolute(a), a.axes)

/** Heim et al. 2020: exp(W log r) · cos(W k), the NPU with real exponents. */
export const realPowers = (W: Node, x: Node, input: Axis, gate?: Node): Node =>
  multiply(exp(contract(W, logMagnitude(x, gate), input)), cos(contract(W, angle(x, gate), input))) // [out, rows]

const meanSquare = (a: Node): Node => mean(square(a), a.axes)

/** Hoedt et al. 2021: the share that leaves a mass-conserving layer, σ of a linear map of a constant 1. */
export const outlet = (w: Node, b: Node): Node => sigmoid(add(w, b)) // [out]

/**
 * Mistry et al. 2022, single module task: drives softmax and sigmoid of a mass-conserving layer to their ends. It has no
 * lower bound; the weight is the default of their code.
 */
export const saturation: Penalty<never, never> = {
  id: 'saturation',
  description: 'minus the mean squares of R, w and b',
  weight: 10,
  schedule: { kind: 'ramp', from: 20_000, to: 35_000 },
  zeroAt: 'nowhere',
  value: ({ parameters }) =>
    negate(
      ['R', 'w', 'b'].map((name) => meanSquare(parameters[name] as Node)).reduce((total, each) => add(total, each)),
    ),
}
