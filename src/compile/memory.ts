// Where buffers and constants lie in a program's memory, in bytes.

import {
  type Address,
  type Buffer,
  blockVariable,
  type Instruction,
  type LoopProgram,
  turnVariable,
  type Variable,
} from './loops.ts'

const bytesPerElement = 4
const vectorBytes = 16
const pageBytes = 65_536

export interface MemoryMap {
  /** First byte of each buffer, by its id. */
  readonly buffers: readonly number[]
  /** First byte of each constant: the 32 bits stand there four times. */
  readonly constants: ReadonlyMap<number, number>
  /** First byte of the integers 0, 1, 2, 3. */
  readonly lanesUp: number
  readonly pages: number
}

/** The bits of a constant instruction. */
export function constantBits(instruction: Instruction & { op: 'float' | 'int' }): number {
  if (instruction.op === 'int') return instruction.value | 0
  return new Int32Array(Float32Array.of(instruction.value).buffer)[0] as number
}

export function mapMemory(program: LoopProgram): MemoryMap {
  const constants = new Map<number, number>()
  const lanesUp = 0
  let next = vectorBytes
  for (const bits of allConstants(program)) {
    constants.set(bits, next)
    next += vectorBytes
  }
  const buffers = program.buffers.map((buffer: Buffer) => {
    const start = next
    next += Math.ceil((buffer.length * bytesPerElement) / vectorBytes) * vectorBytes
    return start
  })
  const end = Math.max(next, endOfLoads(program, buffers))
  return { buffers, constants, lanesUp, pages: Math.max(1, Math.ceil(end / pageBytes)) }
}

/**
 * Where the furthest load ends. Lanes that stand for no position, behind the last row for example, read along with
 * the others: what they read does not matter, but there must be memory.
 */
function endOfLoads(program: LoopProgram, buffers: readonly number[]): number {
  const last = new Map<Variable, number>()
  let end = 0
  const reach = ({ buffer, offset, terms }: Address, further: number) => {
    const element = terms.reduce(
      (at, { variable, stride }) => at + Math.max(0, stride) * (last.get(variable) ?? 0),
      offset + further,
    )
    end = Math.max(end, (buffers[buffer.id] as number) + element * bytesPerElement + vectorBytes)
  }
  const visit = (instruction: Instruction): void => {
    if (instruction.op === 'load') reach(instruction.address, 3 * instruction.laneStride)
    // Its further position is one of the array.
    if (instruction.op === 'loadAt')
      reach(instruction.address, 3 * instruction.laneStride + instruction.address.buffer.length)
    // A vector at its further position, of which lanes beyond the end are 0.
    if (instruction.op === 'addAt') reach(instruction.address, 3 + instruction.address.buffer.length)
    if (instruction.op !== 'loop') return
    last.set(instruction.variable, instruction.extent - 1)
    instruction.body.forEach(visit)
  }
  for (const { blocks, routines, turns } of [...program.prepare, ...program.step]) {
    last.set(blockVariable, blocks - 1)
    last.set(turnVariable, (turns?.count ?? 1) - 1)
    for (const { body } of routines) body.forEach(visit)
  }
  return end
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
