// Constants of a printed routine: loaded where they are used, once for uses that stand close together.

import type { FunctionBody } from './assembler.ts'
import type { Instruction } from './loops.ts'
import type { MemoryMap } from './memory.ts'
import type { RoutineLocals } from './routine-locals.ts'

// An engine that keeps many constants in registers spills other values for them. So each is held from one use to the
// next only if that follows within this many instructions.
const nearby = 6

/** Leaves constants on the stack while the instructions around them are printed. */
export class ConstantPrinter {
  readonly #code: FunctionBody
  readonly #locals: RoutineLocals
  readonly #map: MemoryMap
  /** Bits of the constants that are in their locals now. */
  readonly #held = new Set<number>()
  /** Those that the instructions soon after the current one use again. */
  #wanted: ReadonlySet<number> = new Set()

  constructor(code: FunctionBody, locals: RoutineLocals, map: MemoryMap) {
    this.#code = code
    this.#locals = locals
    this.#map = map
  }

  /** Prints the instructions of one body. Nothing is held into it or out of it. */
  body(instructions: readonly Instruction[], print: (instruction: Instruction) => void): void {
    const wanted = this.#usedSoon(instructions)
    this.#held.clear()
    instructions.forEach((instruction, i) => {
      this.#wanted = wanted[i] as ReadonlySet<number>
      print(instruction)
    })
    this.#held.clear()
  }

  push(bits: number): void {
    const local = this.#locals.held.get(bits) as number
    const isWanted = this.#wanted.has(bits)
    if (this.#held.has(bits)) {
      this.#code.get(local)
    } else {
      this.#code.constant(0)
      this.#code.memory('v128.load', this.#map.constants.get(bits) as number)
      if (isWanted) this.#code.tee(local)
    }
    if (isWanted) this.#held.add(bits)
    else this.#held.delete(bits)
  }

  /** For each instruction the constants of its own that are used again soon. */
  #usedSoon(instructions: readonly Instruction[]): readonly ReadonlySet<number>[] {
    const soon = instructions.map(() => new Set<number>())
    const lastUse = new Map<number, number>()
    instructions.forEach((instruction, i) => {
      if (instruction.op === 'loop') lastUse.clear()
      if (instruction.op !== 'compute') return
      for (const value of instruction.inputs) {
        const bits = this.#locals.constants.get(value)
        if (bits === undefined) continue
        const last = lastUse.get(bits)
        if (last !== undefined && i - last <= nearby) soon[last]?.add(bits)
        lastUse.set(bits, i)
      }
    })
    return soon
  }
}
