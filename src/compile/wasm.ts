// Prints a loop program as WebAssembly with 128-bit SIMD.

import { assembleModule, FunctionBody } from './assembler.ts'
import type { LoopProgram, Phase, Routine } from './loops.ts'
import type { MemoryMap } from './memory.ts'
import { type PrintOptions, printRoutine } from './wasm-routine.ts'

/** The bytes of a module that exports `memory`, `prepare()` and `run(steps)`. */
export function printWasm(program: LoopProgram, map: MemoryMap, options: PrintOptions): Uint8Array<ArrayBuffer> {
  const routines = [...program.prepare, ...program.step].flatMap((phase) => phase.routines)
  const numbers = new Map<Routine, number>(routines.map((routine, i) => [routine, i]))
  const bodies = routines.map((routine) => printRoutine(routine, map, options))
  bodies.push(prepareBody(program.prepare, numbers), runBody(program.step, numbers))
  return assembleModule(bodies, { prepare: routines.length, run: routines.length + 1 }, map.pages)
}

function prepareBody(phases: readonly Phase[], numbers: ReadonlyMap<Routine, number>): FunctionBody {
  const code = new FunctionBody(0)
  const block = code.local('i32')
  for (const phase of phases) printPhase(code, phase, undefined, block, numbers)
  return code
}

function runBody(phases: readonly Phase[], numbers: ReadonlyMap<Routine, number>): FunctionBody {
  const steps = 0
  const code = new FunctionBody(1)
  const tick = code.local('i32')
  const block = code.local('i32')
  code.loopUp(
    tick,
    1,
    () => code.get(steps),
    () => {
      for (const phase of phases) printPhase(code, phase, tick, block, numbers)
    },
  )
  return code
}

/** Calls every routine of a phase, for each block of rows in turn. */
function printPhase(
  code: FunctionBody,
  phase: Phase,
  tick: number | undefined,
  block: number,
  numbers: ReadonlyMap<Routine, number>,
): void {
  const callAll = (pushBlock: () => void) => {
    for (const routine of phase.routines) {
      pushBlock()
      if (tick === undefined) code.constant(0)
      else code.get(tick)
      code.call(numbers.get(routine) as number)
    }
  }
  if (phase.blocks === 1) {
    callAll(() => code.constant(0))
  } else {
    code.loopUp(
      block,
      1,
      () => code.constant(phase.blocks),
      () => callAll(() => code.get(block)),
    )
  }
}
