// A compiled step program that runs: its memory, its slots by name, and as many steps a call as are asked for.

import { failure } from '../base/errors.ts'
import { type WasmInstance, type WasmMemory, type WasmModule, webAssembly } from '../base/platform.ts'
import { type Axis, countElements, describeAxes } from '../graph/axis.ts'
import type { SlotNode } from '../graph/node.ts'
import type { Place } from './layout.ts'

/** What running needs of a plan: small, and plain enough to be posted to a worker. */
export interface CompactPlan {
  readonly module: WasmModule
  readonly constants: ReadonlyMap<number, number>
  readonly lanesUp: number
  /** First byte of each slot's array. */
  readonly slots: ReadonlyMap<string, { readonly slot: SlotNode; readonly place: Place; readonly start: number }>
  readonly trace: { readonly start: number; readonly names: readonly string[]; readonly capacity: number }
}

/** One training's memory and code. */
export class Kernel {
  readonly #plan: CompactPlan
  readonly #memory: WasmMemory
  readonly #prepare: () => void
  readonly #run: (steps: number) => void
  #isPrepared = false

  constructor(plan: CompactPlan) {
    this.#plan = plan
    const { Instance } = webAssembly()
    const { exports }: WasmInstance = new Instance(plan.module)
    this.#memory = exports.memory as WasmMemory
    this.#prepare = exports.prepare as () => void
    this.#run = exports.run as (steps: number) => void
    const words = new Int32Array(this.#memory.buffer)
    for (const [bits, at] of this.#plan.constants) words.fill(bits, at / 4, at / 4 + 4)
    words.set([0, 1, 2, 3], this.#plan.lanesUp / 4)
  }

  /** Most steps of one `run`: the trace has no room for more. */
  get mostSteps(): number {
    return this.#plan.trace.capacity
  }

  /**
   * Fills a slot, in the order of its axes, the last varying fastest; a number fills all of it.
   * @throws NaluError if there is no such slot or the number of values is wrong.
   */
  write(name: string, values: ArrayLike<number> | number): void {
    const { slot, place, start } = this.#slot(name)
    const count = countElements(slot.axes)
    const data = typeof values === 'number' ? new Float64Array(count).fill(values) : values
    if (data.length !== count) {
      throw failure(`Slot "${name}" ${describeAxes(slot.axes)} takes ${count} values, not ${data.length}.`)
    }
    const view = this.#view(slot, place, start)
    const isBool = slot.type === 'bool'
    visitRuns(slot, place, (from, at, length, step) => {
      for (let i = 0; i < length; i += 1) {
        const value = data[from + i] as number
        view[at + i * step] = isBool ? -Number(value !== 0) : value
      }
    })
    this.#isPrepared = false
  }

  /** The values of a slot, in the order of its axes; truth values are 0 and 1. */
  read(name: string): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
    const { slot, place, start } = this.#slot(name)
    const count = countElements(slot.axes)
    const values = slot.type === 'float' ? new Float32Array(count) : new Int32Array(count)
    const view = this.#view(slot, place, start)
    const isBool = slot.type === 'bool'
    visitRuns(slot, place, (from, at, length, step) => {
      for (let i = 0; i < length; i += 1) {
        const value = view[at + i * step] as number
        values[from + i] = isBool ? -value : value
      }
    })
    return values
  }

  /** Runs `steps` steps, at most `mostSteps`; returns the traced scalars, one array for each name. */
  run(steps: number): Readonly<Record<string, Float32Array>> {
    if (!Number.isInteger(steps) || steps < 1 || steps > this.mostSteps) {
      throw failure(`A call runs 1 to ${this.mostSteps} steps, not ${steps}.`)
    }
    if (!this.#isPrepared) this.#prepare()
    this.#isPrepared = true
    this.#run(steps)
    return this.#traces(steps)
  }

  #traces(steps: number): Readonly<Record<string, Float32Array>> {
    const { names, start } = this.#plan.trace
    const rows = new Float32Array(this.#memory.buffer, start, steps * names.length) // [step, name]
    const traceOf = (column: number): Float32Array => {
      const values = new Float32Array(steps)
      for (let t = 0; t < steps; t += 1) values[t] = rows[t * names.length + column] as number
      return values
    }
    return Object.fromEntries(names.map((name, column) => [name, traceOf(column)]))
  }

  #slot(name: string): { slot: SlotNode; place: Place; start: number } {
    const found = this.#plan.slots.get(name)
    if (found === undefined) {
      const names = [...this.#plan.slots.keys()].join(', ')
      throw failure(`The program has no slot "${name}". Its slots: ${names}.`)
    }
    return found
  }

  #view(slot: SlotNode, place: Place, start: number): Float32Array | Int32Array {
    const View = slot.type === 'float' ? Float32Array : Int32Array
    return new View(this.#memory.buffer, start, place.buffer.length)
  }
}

/** Visits the runs of a slot's elements along its last axis: in memory they lie `step` apart, from `at` on. */
function visitRuns(
  slot: SlotNode,
  place: Place,
  each: (from: number, at: number, length: number, step: number) => void,
): void {
  const visit = ([axis, ...rest]: readonly Axis[], from: number, at: number): void => {
    if (axis === undefined) return each(from, at, 1, 1)
    // Axes of size 1 have no stride, and need none.
    const stride = place.strides.get(axis) ?? 0
    if (rest.length === 0) return each(from, at, axis.size, stride)
    const elements = countElements(rest)
    for (let i = 0; i < axis.size; i += 1) visit(rest, from + i * elements, at + i * stride)
  }
  visit(slot.axes, 0, 0)
}
