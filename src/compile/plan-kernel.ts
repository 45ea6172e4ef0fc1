// Compiles a step program to a WebAssembly module. What only runs kernels, as a worker does, need not load this.

import { webAssembly } from '../base/platform.ts'
import { type CompiledProgram, compileProgram } from './compile.ts'
import type { CompactPlan } from './kernel.ts'
import type { Place } from './layout.ts'
import { mapMemory } from './memory.ts'
import type { StepProgram } from './step-program.ts'
import { printWasm } from './wasm.ts'

/** How a kernel rounds. */
export interface KernelOptions {
  /** Round `a·b + c` once where the engine can. Faster; the bits then depend on the processor. Default false. */
  readonly fused?: boolean
}

/** What kernels and threads can share: the module holds no state. */
export interface KernelPlan extends CompactPlan {
  readonly compiled: CompiledProgram
  readonly bytes: number
}

/** Compiles a step program to a WebAssembly module. */
export function planKernel(program: StepProgram, options: KernelOptions = {}): KernelPlan {
  const compiled = compileProgram(program)
  const map = mapMemory(compiled.loops)
  const bytes = printWasm(compiled.loops, map, { fused: options.fused ?? false })
  const { Module } = webAssembly()
  const start = (place: Place) => map.buffers[place.buffer.id] as number
  return {
    module: new Module(bytes),
    constants: map.constants,
    lanesUp: map.lanesUp,
    slots: new Map([...compiled.slots].map(([name, each]) => [name, { ...each, start: start(each.place) }])),
    trace: { start: start(compiled.trace.place), names: compiled.trace.names, capacity: compiled.trace.capacity },
    compiled,
    bytes: bytes.length,
  }
}

/** The part of a plan that running needs, to be posted to a worker. */
export const compact = ({ module, constants, lanesUp, slots, trace }: KernelPlan): CompactPlan => ({
  module,
  constants,
  lanesUp,
  slots,
  trace,
})
