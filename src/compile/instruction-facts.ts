// What an ordering of instructions has to know of each: what it reads, how long it takes, what it touches in memory.

import type { Address, Instruction, Value } from './loops.ts'

/** The values that an instruction reads. */
export function inputsOf(instruction: Instruction): readonly Value[] {
  switch (instruction.op) {
    case 'compute':
      return instruction.inputs
    case 'loadAt':
      return [instruction.at]
    case 'addAt':
      return [instruction.at, instruction.value]
    case 'store':
    case 'declare':
    case 'assign':
    case 'foldLanes':
      return [instruction.value]
    default:
      return []
  }
}

/** Cycles until a result can be used, roughly the same on all processors. Loads wait for nothing. */
export function latencyOf(instruction: Instruction): number {
  if (instruction.op === 'foldLanes' || instruction.op === 'loadAt') return 8
  if (instruction.op !== 'compute') return 0
  switch (instruction.operation) {
    case 'asFloat':
    case 'asInt':
      return 0
    case 'divide':
      return 11
    case 'sqrt':
      return 15
    case 'min':
    case 'max':
      return 8
    case 'add':
    case 'subtract':
      return 3
    case 'multiply':
    case 'multiplyAdd':
    case 'multiplyInt':
    case 'toFloat':
    case 'toInt':
    case 'floor':
    case 'nearest':
      return 4
    default:
      return 1
  }
}

/** Elements of a buffer that an instruction touches. */
export interface Reach {
  readonly address: Address
  /** How many elements from the address on, at most. */
  readonly reach: number
}

/** How many elements from its address on an instruction may touch. */
export function reachOf(instruction: Instruction & { op: 'load' | 'loadAt' | 'store' | 'addAt' }): number {
  if (instruction.op === 'store') return instruction.count
  return instruction.op === 'load' ? 3 * instruction.laneStride + 1 : Number.POSITIVE_INFINITY
}

/** False only if the two certainly lie apart. */
export function mayMeet(a: Reach, b: Reach): boolean {
  const [p, q] = [a.address.terms, b.address.terms]
  const isSame = p.length === q.length && p.every((t, i) => t.variable === q[i]?.variable && t.stride === q[i]?.stride)
  return !isSame || (a.address.offset < b.address.offset + b.reach && b.address.offset < a.address.offset + a.reach)
}
