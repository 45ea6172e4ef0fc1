// The plan's choice of row axis: the one that lies across SIMD lanes and is cut into blocks.

import { type Axis, countElements } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import { isReduction, operationCost } from './cost.ts'

/** The row axis and how its rows are cut: `blocks` blocks of `rowsPerBlock`, some of them beyond the last row. */
export interface Rows {
  readonly axis: Axis
  readonly blocks: number
  readonly rowsPerBlock: number
}

export const laneCount = 4
// Fewer rows than this are not worth a block of their own.
const fewestRows = 8
const mostRowsPerBlock = 512
const fewestRowsPerBlock = 32
// What one block's values may take, so that they stay in the cache nearest to the core.
const blockBytes = 128 * 1024

export const roundUp = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple

/** The axes along which delays go. */
export const timeAxes = (order: readonly Node[]): ReadonlySet<Axis> =>
  new Set(order.flatMap((node) => (node.op === 'delay' ? [node.axis] : [])))

/** The axis along which most of the work lies; the earliest of equals. */
export function chooseRowAxis(order: readonly Node[]): Axis | undefined {
  const work = new Map<Axis, number>()
  // What depends on its earlier positions cannot lie across lanes.
  const times = timeAxes(order)
  for (const node of order) {
    const axes = isReduction(node) ? (node.inputs[0] as Node).axes : node.axes
    const cost = operationCost(node) * countElements(axes)
    for (const axis of axes) work.set(axis, (work.get(axis) ?? 0) + cost)
  }
  const candidates = [...work].filter(([axis]) => axis.size >= fewestRows && !times.has(axis))
  return candidates.toSorted(([, p], [, q]) => q - p)[0]?.[0]
}

/**
 * Cuts the rows into blocks of equal size, without rows left over where some size in reach divides them.
 * The cut depends on sizes alone, so that every sum has one order on every machine.
 */
export function cutRows(axis: Axis, bytesPerRow: number): Rows {
  const affordable = Math.floor(blockBytes / Math.max(1, bytesPerRow))
  const most = Math.max(fewestRowsPerBlock, Math.min(mostRowsPerBlock, roundUp(affordable, 16) - 16 || 16))
  const unit = laneCount * 2
  if (axis.size <= most) return { axis, blocks: 1, rowsPerBlock: roundUp(axis.size, laneCount) }
  for (let size = most - (most % unit); size >= most / 2; size -= unit) {
    if (axis.size % size === 0) return { axis, blocks: axis.size / size, rowsPerBlock: size }
  }
  const blocks = Math.ceil(axis.size / most)
  return { axis, blocks, rowsPerBlock: roundUp(Math.ceil(axis.size / blocks), unit) }
}
