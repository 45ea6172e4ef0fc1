// What tests of the compiler share: data, and programs around one node or one loss.

import { expect } from 'vitest'
import { randomBits, randomKey, uniformFromBits } from '../src/base/random.ts'
import type { State } from '../src/compile/step-program.ts'
import { type Axis, countElements } from '../src/graph/axis.ts'
import * as g from '../src/graph/build.ts'
import { gradients } from '../src/graph/gradient.ts'
import type { Bindings } from '../src/graph/interpret.ts'
import type { Node, SlotNode } from '../src/graph/node.ts'
import { disagreements } from './agreement.ts'

/** Uniform numbers, the same every time. */
export function draw(count: number, low = -2, high = 2, seed = 1): Float64Array {
  const key = randomKey(seed, 0, 0)
  return Float64Array.from({ length: count }, (_, i) => low + (high - low) * uniformFromBits(randomBits(key, i)))
}

/** A slot and uniform numbers for it. */
export const filled = (name: string, axes: readonly Axis[], low = -2, high = 2) => ({
  slot: g.slot(name, axes),
  values: { [name]: draw(countElements(axes), low, high, name.length + countElements(axes)) },
})

export function expectAgreement(
  states: readonly State[],
  traces: Readonly<Record<string, Node>>,
  values: Bindings,
  steps = 3,
): void {
  expect(disagreements({ states, traces }, values, { steps })).toEqual([])
}

/** Agreement on all elements of a node, which becomes the next value of a slot of its own. */
export function expectSame(node: Node, inputs: readonly SlotNode[], values: Bindings): void {
  const result = g.slot('result', node.axes, { type: node.type })
  expectAgreement([...inputs.map((slot) => ({ slot })), { slot: result, next: node }], {}, values, 1)
}

/** Gradient descent on a loss: a program whose every part must be right for the slots to be. */
export function expectTraining(
  loss: Node,
  trained: readonly SlotNode[],
  others: readonly State[],
  values: Bindings,
  rate = 0.05,
): void {
  const steps = gradients(loss, trained)
  const states = trained.map((slot, i) => ({ slot, next: g.subtract(slot, g.multiply(rate, steps[i] as Node)) }))
  expectAgreement([...states, ...others], { loss }, values, 4)
}
