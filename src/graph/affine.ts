// Positions that are a constant plus multiples of indices: what slices and windows read.

import type { Axis } from './axis.ts'
import type { Node } from './node.ts'

/** `offset + Σ factor · index(axis)`; no factor is 0. */
export interface Affine {
  readonly offset: number
  readonly factors: ReadonlyMap<Axis, number>
}

/** An int node as a constant plus multiples of indices, if it is that simple. */
export function affineOf(node: Node): Affine | undefined {
  switch (node.op) {
    case 'constant':
      return { offset: node.value, factors: new Map() }
    case 'index':
      return { offset: 0, factors: new Map([[node.axis, 1]]) }
    case 'negate':
      return combined({ offset: 0, factors: new Map() }, affineOf(node.inputs[0] as Node), -1)
    case 'add':
      return combined(affineOf(node.inputs[0] as Node), affineOf(node.inputs[1] as Node), 1)
    case 'subtract':
      return combined(affineOf(node.inputs[0] as Node), affineOf(node.inputs[1] as Node), -1)
    case 'multiply': {
      const [a, b] = [affineOf(node.inputs[0] as Node), affineOf(node.inputs[1] as Node)]
      if (a?.factors.size === 0) return combined({ offset: 0, factors: new Map() }, b, a.offset)
      return b?.factors.size === 0 ? combined({ offset: 0, factors: new Map() }, a, b.offset) : undefined
    }
    default:
      return undefined
  }
}

/** `a + times · b`. */
function combined(a: Affine | undefined, b: Affine | undefined, times: number): Affine | undefined {
  if (a === undefined || b === undefined) return undefined
  const factors = new Map(a.factors)
  for (const [axis, factor] of b.factors) {
    const sum = (factors.get(axis) ?? 0) + times * factor
    if (sum === 0) factors.delete(axis)
    else factors.set(axis, sum)
  }
  return { offset: a.offset + times * b.offset, factors }
}

/** True if the position walks along one axis for each of several others, so that what it reads is read more than once. */
export function isWindow(position: Node): boolean {
  const affine = affineOf(position)
  return affine !== undefined && affine.factors.size > 1
}
