// The locals of a printed routine: one for each value, one for each stride of each loop counter.

import type { FunctionBody } from './assembler.ts'
import type { Instruction, Position, Routine, Value, Variable } from './loops.ts'
import { constantBits } from './memory.ts'

export interface RoutineLocals {
  readonly values: ReadonlyMap<Value, number>
  /** Bits of the values that are constants: they have no local. */
  readonly constants: ReadonlyMap<Value, number>
  /** For the bits of each constant, a local that can hold it from one use to the next. */
  readonly held: ReadonlyMap<number, number>
  /**
   * For every loop counter and every stride that addresses multiply it with, a local that counts in steps of that
   * stride, so that addresses need no products.
   */
  readonly counters: ReadonlyMap<Variable, ReadonlyMap<number, number>>
  /** Counts rounds of loops whose counter no address uses. */
  readonly rounds: ReadonlyMap<Variable, number>
  /** How many rounds each loop has. */
  readonly extents: ReadonlyMap<Variable, number>
  readonly scratch: number
  readonly target: number
}

export function declareLocals(routine: Routine, code: FunctionBody): RoutineLocals {
  const values = new Map<Value, number>()
  const constants = new Map<Value, number>()
  const strides = new Map<Variable, Set<number>>()
  const extents = new Map<Variable, number>()
  const addStrides = ({ terms }: Position, scale: number): void => {
    for (const { variable, stride } of terms) {
      const known = strides.get(variable) ?? new Set()
      strides.set(variable, known.add(stride * scale))
    }
  }
  const visit = (body: readonly Instruction[]): void => {
    for (const instruction of body) {
      if (instruction.op === 'loop') {
        extents.set(instruction.variable, instruction.extent)
        visit(instruction.body)
        continue
      }
      if ('address' in instruction) addStrides(instruction.address, 4)
      if (instruction.op === 'position') addStrides(instruction.position, 1)
      if (instruction.op === 'float' || instruction.op === 'int') {
        constants.set(instruction.out, constantBits(instruction))
      } else if ('out' in instruction) {
        values.set(instruction.out, code.local('v128'))
      }
    }
  }
  visit(routine.body)
  const counters = new Map(
    [...strides].map(([variable, set]) => [variable, new Map([...set].map((stride) => [stride, code.local('i32')]))]),
  )
  const held = new Map([...new Set(constants.values())].map((bits) => [bits, code.local('v128')]))
  const rounds = new Map([...extents.keys()].map((variable) => [variable, code.local('i32')]))
  return { values, constants, held, counters, rounds, extents, scratch: code.local('i32'), target: code.local('i32') }
}
