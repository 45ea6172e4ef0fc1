// Random step programs for property tests.

import fc from 'fast-check'
import type { StepProgram } from '../src/compile/step-program.ts'
import { axis, countElements } from '../src/graph/axis.ts'
import * as g from '../src/graph/build.ts'
import * as f from '../src/graph/functions.ts'
import { gradients } from '../src/graph/gradient.ts'
import type { Bindings } from '../src/graph/interpret.ts'
import { type ElementType, type Node, type SlotNode, topologicalOrder } from '../src/graph/node.ts'
import { type Instruction, mostElements, operations, Pool } from './random-graphs.ts'

export interface ProgramSpec {
  readonly sizes: readonly number[]
  readonly rows: number
  readonly slots: readonly { readonly axes: number; readonly type: ElementType; readonly changes: boolean }[]
  readonly instructions: readonly Instruction[]
  /** Which nodes are next values and traces. */
  readonly roots: readonly number[]
  readonly trained: boolean
  readonly numbers: number
}

const pick = fc.nat({ max: 999 })
const type = fc.constantFrom<ElementType>('float', 'float', 'float', 'int', 'bool')

export const programSpec: fc.Arbitrary<ProgramSpec> = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
  // From 257 rows on they are cut into blocks.
  rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 300 }), {
    arbitrary: fc.integer({ min: 257, max: 600 }),
    weight: 2,
  }),
  slots: fc.array(fc.record({ axes: fc.nat({ max: 15 }), type, changes: fc.constantFrom(true, true, false) }), {
    minLength: 1,
    maxLength: 5,
  }),
  instructions: fc.array(
    fc.record({
      op: fc.constantFrom(
        ...operations,
        'binary',
        'binary',
        'binary',
        'reduce',
        'reduce',
        'unary',
        'gather',
        'recurrence',
      ),
      picks: fc.array(pick, { minLength: 5, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 24, size: 'max' },
  ),
  roots: fc.array(pick, { minLength: 1, maxLength: 6 }),
  trained: fc.boolean(),
  numbers: fc.nat({ max: 2 ** 31 - 1 }),
})

/** A program and what its slots hold at first. */
export function drawProgram(spec: ProgramSpec): { program: StepProgram; values: Bindings } {
  const { slots, pool } = drawGraph(spec)
  const changes = (i: number) => spec.slots[i]?.changes === true
  const states = slots.map((slot, i) => {
    return changes(i) ? { slot, next: pool.nextOf(slot, spec.roots[i % spec.roots.length] as number) } : { slot }
  })
  const traces = Object.fromEntries(spec.roots.map((root, i) => [`t${i}`, pool.traceOf(root)]))
  const trained = slots.filter((slot, i) => slot.type === 'float' && changes(i))
  if (spec.trained && trained.length > 0) {
    const steps = gradients(pool.lossOf(spec.roots[0] as number), trained)
    // The gradient of a gather compares every position with every other.
    const isLarge = topologicalOrder(steps).some(({ axes }) => countElements(axes) > 10 * mostElements)
    steps.forEach((gradient, i) => {
      const slot = trained[i] as SlotNode
      if (isLarge) return
      states[slots.indexOf(slot)] = { slot, next: g.subtract(slot, g.multiply(0.125, f.clamp(gradient, -1, 1))) }
    })
  }
  return { program: { states, traces }, values: drawValues(slots, spec.numbers) }
}

/** A scalar, the float slots that it may depend on, and what all slots hold. */
export function drawLoss(spec: ProgramSpec): { loss: Node; slots: SlotNode[]; values: Bindings } {
  const { slots, pool } = drawGraph(spec)
  const values = drawValues(slots, spec.numbers)
  return { loss: pool.lossOf(spec.roots[0] as number), slots: slots.filter(({ type }) => type === 'float'), values }
}

function drawGraph(spec: ProgramSpec): { slots: SlotNode[]; pool: Pool } {
  const names = ['a', 'b', 'c']
  const small = spec.sizes.map((size, i) => axis(names[i] as string, size))
  const axes = [axis('rows', spec.rows), ...small]
  const slots = spec.slots.map((each, i) => {
    const own = axes.filter((_, bit) => (each.axes >> bit) & 1)
    // Rows first, last or in the middle: slots keep the order they are given.
    const turned = i % 2 === 0 ? own : own.toReversed()
    return g.slot(`s${i}`, countElements(turned) > mostElements ? turned.slice(0, 1) : turned, { type: each.type })
  })
  const pool = new Pool(axes, slots)
  for (const instruction of spec.instructions) pool.run(instruction)
  return { slots, pool }
}

/** Numbers with many zeros, whole numbers and halves among them. */
function drawValues(slots: readonly SlotNode[], seed: number): Bindings {
  let state = seed | 1
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return (state ^ (state >>> 13)) >>> 0
  }
  const draw: Readonly<Record<ElementType, () => number>> = {
    float: () => (next() % 3 === 0 ? ((next() % 9) - 4) / 2 : ((next() % 100_000) - 50_000) / 14_283),
    int: () => (next() % 7 === 0 ? next() | 0 : (next() % 21) - 10),
    bool: () => next() & 1,
  }
  const valuesOf = (slot: SlotNode) => Float64Array.from({ length: countElements(slot.axes) }, draw[slot.type])
  return Object.fromEntries(slots.map((slot) => [slot.name, valuesOf(slot)]))
}
