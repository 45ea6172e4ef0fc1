// What tests of layers beside their equations share: made-up inputs and weights, and plain loops.

import { expect } from 'vitest'
import { axis } from '../src/graph/axis.ts'
import { slot } from '../src/graph/build.ts'
import { interpret, spreadOver } from '../src/graph/interpret.ts'
import type { Node, SlotNode } from '../src/graph/node.ts'
import type { Layer } from '../src/layers/layer.ts'
import { applyNetwork, initialNetwork, network } from '../src/layers/network.ts'
import { type Shape, slotOptions } from '../src/layers/shape.ts'

/** Rows of every batch. */
export const rowCount = 2

/** Numbers without a pattern that a mistake could share. */
export const numbers = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + phase))

/** A layer's outputs `[rows, …]` on made-up inputs and weights. */
export function evaluate(layer: Layer, input: Shape, x: ArrayLike<number>, training?: Map<SlotNode, Node>) {
  const made = network(input, layer)
  const rows = axis('rows', rowCount)
  const given = slot('x', [rows, ...input.axes], slotOptions(input))
  const pass =
    training === undefined
      ? { rows }
      : {
          rows,
          training: {
            step: slot('step', [], { type: 'int' as const }),
            uniform: () => given,
            remember: (state: SlotNode, next: Node) => training.set(state, next),
          },
        }
  const starts = initialNetwork(made, 1)
  const values = Object.fromEntries(
    Object.entries(starts).map(([name, { length }], i) => [
      name.replace('layer1.', ''),
      name.includes('running variance') ? numbers(length, i).map((v) => v + 2) : numbers(length, i + 0.5),
    ]),
  )
  const bound = { x, ...Object.fromEntries(Object.entries(values).map(([name, data]) => [`layer1.${name}`, data])) }
  const y = applyNetwork(made, given, pass)
  return { y: spreadOver(interpret(y, bound), [rows, ...made.output.axes]), w: values, bound }
}

/** An element that is there; NaN fails every comparison. */
export const get = (values: ArrayLike<number> | undefined, i: number): number => values?.[i] ?? Number.NaN

export const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
export const range = (n: number) => Array.from({ length: n }, (_, i) => i)
export const total = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0)

export function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length)
  wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 10))
}
