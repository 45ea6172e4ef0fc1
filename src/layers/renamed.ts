// Values over one set of axes, called by another: where a layer gives what other axes are to have.

import type { Axis } from '../graph/axis.ts'
import { rename } from '../graph/build.ts'
import { twin } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'

/** The same values with each axis of `from` called by the one of `to` at its place; sizes are equal. */
export function renamed(value: Node, from: readonly Axis[], to: readonly Axis[]): Node {
  const moves = from.flatMap((axis, i) => (axis === to[i] ? [] : [{ axis, to: to[i] as Axis }]))
  // By way of new axes, since one may be called as another was.
  const between = moves.map(({ axis }) => twin(axis))
  const away = moves.reduce((node, { axis }, i) => rename(node, axis, between[i] as Axis), value)
  return moves.reduce((node, move, i) => rename(node, between[i] as Axis, move.to), away)
}
