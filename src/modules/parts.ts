// Pieces of equations that several modules share, each named as its paper names it.

import type { Axis } from '../graph/axis.ts'
import {
  absolute,
  add,
  cos,
  exp,
  less,
  log,
  max,
  min,
  multiply,
  product,
  select,
  sigmoid,
  sign,
  subtract,
  tanh,
} from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import type { WeightSpec } from './module.ts'

/** Added to |x| before the logarithm: Trask et al. 2018 leave the value open, common code takes 1e-7. */
export const epsilon = 1e-7

/** Trask et al. 2018, eq. 1: W = tanh(W_hat) · σ(M_hat), drawn towards −1, 0 and 1. */
export const nacWeight = (wHat: Node, mHat: Node): Node => multiply(tanh(wHat), sigmoid(mHat)) // [out, in]

/** W = tanh(W_hat) · σ(M_hat) as a weight of a module whose parameters have these names. */
export const nacWeights = (description: string, wHat = 'W_hat', mHat = 'M_hat'): WeightSpec => ({
  axes: ['out', 'in'],
  description,
  snap: [-1, 0, 1],
  from: (parameters) => nacWeight(parameters[wHat] as Node, parameters[mHat] as Node),
})

/** A weighted sum of the inputs. */
export const linear = (W: Node, x: Node, input: Axis): Node => contract(W, x, input) // [out, rows]

/** A weighted product of the inputs' magnitudes: exp(W · log(|x| + ε)). Signs are lost. */
export const geometric = (W: Node, x: Node, input: Axis, added = epsilon): Node =>
  exp(contract(W, log(add(absolute(x), added)), input)) // [out, rows]

/** Schlör et al. 2020: a product of magnitudes that are at least `least` and whose logarithm is at most `most`. */
export const clippedGeometric = (W: Node, x: Node, input: Axis, least: number, most: number): Node =>
  exp(min(contract(W, log(max(absolute(x), least)), input), most)) // [out, rows]

/** Schlör et al. 2020: the product of the inputs' signs, each as far as its weight takes the input. */
export const mixedSign = (W: Node, x: Node, input: Axis): Node => gatedProduct(absolute(W), sign(x), input) // [out, rows]

/** The real part of Π (−1)^W over the negative inputs: cos(π · Σ W [x < 0]). */
export const realSign = (W: Node, x: Node, input: Axis): Node => cos(contract(W, select(less(x, 0), Math.PI, 0), input)) // [out, rows]

/** g·a + (1 − g)·m. */
export const mix = (g: Node, a: Node, m: Node): Node => add(multiply(g, a), multiply(subtract(1, g), m))

/** Madsen & Johansen 2020, eq. 9: the product of W·x + 1 − W over the inputs; a weight of 0 leaves its input out. */
export const gatedProduct = (W: Node, x: Node, input: Axis): Node => product(add(multiply(W, x), subtract(1, W)), input) // [out, rows]
