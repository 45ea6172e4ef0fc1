// Prints a loop program as WebAssembly with 128-bit SIMD.

import { call, func, i32, type Local, local, Module, memory } from 'wasmati'
import type { LoopProgram, Phase, Routine } from './loops.ts'
import type { MemoryMap } from './memory.ts'
import { countedLoop } from './wasm-loop.ts'
import { type PrintedRoutine, type PrintOptions, printRoutine } from './wasm-routine.ts'

/** The bytes of a module that exports `memory`, `prepare()` and `run(steps)`. */
export function printWasm(program: LoopProgram, map: MemoryMap, options: PrintOptions): Uint8Array {
  const printed = new Map<Routine, PrintedRoutine>()
  for (const phase of [...program.prepare, ...program.step]) {
    for (const routine of phase.routines) printed.set(routine, printRoutine(routine, map, options))
  }
  const prepare = func({ in: [], locals: [i32], out: [] }, (_, [block]) => {
    for (const phase of program.prepare) printPhase(phase, undefined, block, printed)
  })
  const run = func({ in: [i32], locals: [i32, i32], out: [] }, ([steps], [tick, block]) => {
    countedLoop(
      tick,
      1,
      () => local.get(steps),
      () => {
        for (const phase of program.step) printPhase(phase, tick, block, printed)
      },
    )
  })
  const module = Module({ exports: { prepare, run, memory: memory({ min: map.pages, max: map.pages }) } })
  return module.toBytes()
}

function printPhase(
  phase: Phase,
  tick: Local<'i32'> | undefined,
  block: Local<'i32'>,
  printed: ReadonlyMap<Routine, PrintedRoutine>,
): void {
  const callAll = (pushBlock: () => void) => {
    for (const routine of phase.routines) {
      pushBlock()
      if (tick === undefined) i32.const(0)
      else local.get(tick)
      call(printed.get(routine) as PrintedRoutine)
    }
  }
  if (phase.blocks === 1) callAll(() => i32.const(0))
  else
    countedLoop(
      block,
      1,
      () => i32.const(phase.blocks),
      () => callAll(() => local.get(block)),
    )
}
