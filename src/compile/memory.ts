// Where buffers and constants lie in a program's memory, in bytes.

import type { Buffer, Instruction, LoopProgram } from './loops.ts'

const bytesPerElement = 4
const vectorBytes = 16
const pageBytes = 65_536

export interface MemoryMap {
  /** First byte of each buffer, by its id. */
  readonly buffers: readonly number[]
  /** First byte of each constant: the 32 bits stand there four times. */
  readonly constants: ReadonlyMap<number, number>
  readonly pages: number
}

/** The bits of a constant instruction. */
export function constantBits(instruction: Instruction & { op: 'float' | 'int' }): number {
  if (instruction.op === 'int') return instruction.value | 0
  return new Int32Array(Float32Array.of(instruction.value).buffer)[0] as number
}

export function mapMemory(program: LoopProgram): MemoryMap {
  const constants = new Map<number, number>()
  let next = 0
  for (const bits of allConstants(program)) {
    constants.set(bits, next)
    next += vectorBytes
  }
  const buffers = program.buffers.map((buffer: Buffer) => {
    const start = next
    next += Math.ceil((buffer.length * bytesPerElement) / vectorBytes) * vectorBytes
    return start
  })
  // Vectors read at a shifted position may reach beyond the last buffer.
  return { buffers, constants, pages: Math.ceil((next + vectorBytes) / pageBytes) }
}

function allConstants(program: LoopProgram): Set<number> {
  const found = new Set<number>()
  const visit = (body: readonly Instruction[]): void => {
    for (const instruction of body) {
      if (instruction.op === 'loop') visit(instruction.body)
      if (instruction.op === 'float' || instruction.op === 'int') found.add(constantBits(instruction))
    }
  }
  for (const phase of [...program.prepare, ...program.step]) for (const routine of phase.routines) visit(routine.body)
  return found
}
