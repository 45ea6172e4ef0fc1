// Prints a loop program as WebAssembly with 128-bit SIMD.

import { assembleModule, FunctionBody } from './assembler.ts'
import { groupedByTurns, type LoopProgram, type Phase, type Routine } from './loops.ts'
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
  // Counts no steps: it stays 0.
  const tick = code.local('i32')
  printPhases(phases, { code, tick, block: code.local('i32'), turn: code.local('i32'), numbers })
  return code
}

function runBody(phases: readonly Phase[], numbers: ReadonlyMap<Routine, number>): FunctionBody {
  const steps = 0
  const code = new FunctionBody(1)
  const tick = code.local('i32')
  const printing = { code, tick, block: code.local('i32'), turn: code.local('i32'), numbers }
  code.loopUp(
    tick,
    1,
    () => code.get(steps),
    () => printPhases(phases, printing),
  )
  return code
}

/** A body that calls routines, and its counters. */
interface Printing {
  readonly code: FunctionBody
  readonly tick: number
  readonly block: number
  readonly turn: number
  readonly numbers: ReadonlyMap<Routine, number>
}

function printPhases(all: readonly Phase[], printing: Printing): void {
  const { code, turn } = printing
  for (const { turns, phases } of groupedByTurns(all)) {
    if (turns === undefined) {
      for (const phase of phases) printPhase(phase, () => code.constant(0), printing)
      continue
    }
    const pushTurn = () => {
      if (turns.reversed) code.constant(turns.count - 1)
      code.get(turn)
      if (turns.reversed) code.emit('i32.sub')
    }
    code.loopUp(
      turn,
      1,
      () => code.constant(turns.count),
      () => {
        for (const phase of phases) printPhase(phase, pushTurn, printing)
      },
    )
  }
}

/** Calls every routine of a phase, for each block of rows in turn. */
function printPhase(phase: Phase, pushTurn: () => void, { code, tick, block, numbers }: Printing): void {
  const callAll = (pushBlock: () => void) => {
    for (const routine of phase.routines) {
      pushBlock()
      code.get(tick)
      pushTurn()
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
