// Recurrences for random graphs: two states that feed each other and do not run away.

import type { Axis } from '../src/graph/axis.ts'
import * as g from '../src/graph/build.ts'
import { recur } from '../src/graph/delay.ts'
import * as f from '../src/graph/functions.ts'
import type { Node } from '../src/graph/node.ts'

/** A state over the axes of a value, and another one that it feeds. */
export function recurrenceOf(value: Node, time: Axis, [p, q, r]: readonly [number, number, number]): Node {
  const axes = value.axes.filter((a) => a !== time)
  const other = axes[p % Math.max(1, axes.length)]
  const states = [
    { initial: 0.5, axes },
    { initial: -0.25, axes: q % 3 === 0 ? [] : axes },
  ]
  // Each state moves the next by less than it moved itself: rounding must not grow over hundreds of positions.
  const step = ([a, b]: readonly Node[]): readonly Node[] => {
    const mixed = g.add(g.multiply(0.375, a as Node), g.multiply(0.25, value))
    const seen =
      other === undefined || r % 2 === 0 ? mixed : g.subtract(mixed, g.multiply(0.25, f.mean(a as Node, other)))
    const both = g.add(seen, g.multiply(0.25, b as Node))
    const next = q % 2 === 0 ? g.tanh(both) : both
    const feeds = p % 2 === 0 ? next : (a as Node)
    const isScalar = q % 3 === 0 && axes.length > 0
    return [next, g.sin(isScalar ? f.mean(feeds, axes) : feeds)]
  }
  return recur(time, states, step, p % 3 === 0)[r % 5 === 0 ? 1 : 0] as Node
}
