// Scatter: the transpose of a gather, which adds values up where positions say.

import { failure } from '../base/errors.ts'
import { type Axis, describeAxes, unionOfAxes } from './axis.ts'
import { insideOf } from './build.ts'
import type { Node, ScatterNode } from './node.ts'
import { unbounded } from './range.ts'

/**
 * Adds `value` at `position` (int) of a new axis, summed over the axes `over`. The result has that axis and the others
 * of `value` and `position`. Positions outside the axis are moved to its nearest end.
 */
export function scatter(value: Node, axis: Axis, position: Node, over: readonly Axis[]): ScatterNode {
  const axes = unionOfAxes(value.axes, position.axes)
  const stray = over.find((a) => !axes.includes(a))
  if (value.type !== 'float' || position.type !== 'int' || axes.includes(axis) || stray !== undefined) {
    throw failure(
      `scatter takes float at int positions along an axis that neither has, summed over axes that one has, not ` +
        `${value.type} ${describeAxes(value.axes)} at ${position.type} ${describeAxes(position.axes)} ` +
        `along ${describeAxes([axis])} over ${describeAxes(over)}.`,
    )
  }
  return Object.freeze({
    op: 'scatter',
    inputs: [value, insideOf(position, axis)],
    axes: [axis, ...axes.filter((a) => !over.includes(a))],
    type: 'float',
    range: unbounded,
    axis,
    over: [...over],
  })
}

/** The axes over which a scatter goes: all of its inputs. */
export const axesOfScatter = ({ inputs: [value, position] }: ScatterNode): readonly Axis[] =>
  unionOfAxes((value as Node).axes, (position as Node).axes)
