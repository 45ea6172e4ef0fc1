// What tests of gradients share: central differences of the float64 interpreter, and a scalar that weighs every element differently.

import { expect } from 'vitest'
import { randomBits, randomKey, uniformFromBits } from '../src/base/random.ts'
import { type Axis, countElements } from '../src/graph/axis.ts'
import * as g from '../src/graph/build.ts'
import { gradients } from '../src/graph/gradient.ts'
import { interpret } from '../src/graph/interpret.ts'
import type { Node, SlotNode } from '../src/graph/node.ts'

/** Compares each gradient with central differences of the interpreter. */
export function agreesWithDifferences(
  build: (x: SlotNode) => Node,
  axes: readonly Axis[],
  low = -2,
  high = 2,
  values: Readonly<Record<string, ArrayLike<number>>> = {},
): void {
  const x = g.slot('x', axes)
  const loss = build(x)
  const draw = (i: number) => low + (high - low) * uniformFromBits(randomBits(randomKey(7, 0, 0), i))
  const data = Float64Array.from({ length: countElements(axes) }, (_, i) => draw(i))
  const [gradient] = gradients(loss, [x])
  const full = interpret(g.add(gradient as Node, g.multiply(x, 0)), { ...values, x: data })
  const h = 1e-6
  data.forEach((value, i) => {
    const shifted = (by: number) => interpret(loss, { ...values, x: data.with(i, value + by) }).data[0] as number
    const difference = (shifted(h) - shifted(-h)) / (2 * h)
    // The array with `x` added may order its axes differently only if the gradient had more axes than x.
    expect(full.axes.every((a) => axes.includes(a))).toBe(true)
    const at = position(full.axes, axes, i)
    expect(full.data[at]).toBeCloseTo(difference, 4)
  })
}

/** Offset in an array over `to` of element `i` of an array over `from`. */
function position(to: readonly Axis[], from: readonly Axis[], i: number): number {
  let rest = i
  const indices = new Map<Axis, number>()
  for (const a of from.toReversed()) {
    indices.set(a, rest % a.size)
    rest = Math.floor(rest / a.size)
  }
  return to.reduce((offset, a) => offset * a.size + (indices.get(a) as number), 0)
}

export const weights = (axes: readonly Axis[]): Node =>
  g.add(
    1.5,
    axes.map((a) => g.multiply(g.toFloat(g.index(a)), 0.37)).reduce((p, q) => g.add(p, q)),
  )

/** A scalar from any array, in which every element counts differently. */
export const total = (x: Node): Node => (x.axes.length === 0 ? x : g.sum(g.multiply(x, weights(x.axes)), x.axes))
