// Prints one routine of the loop language as a WebAssembly function.

import { br_if, type Func, f32, f32x4, func, i8x16, i32, i32x4, type Local, local, loop, v128 } from 'wasmati'
import type { Reduction } from '../graph/node.ts'
import {
  type Address,
  blockVariable,
  type Instruction,
  type Position,
  type Routine,
  tickVariable,
  type Value,
  type Variable,
} from './loops.ts'
import { constantBits, type MemoryMap } from './memory.ts'
import { countedLoop } from './wasm-loop.ts'
import { plain, shifts } from './wasm-operations.ts'

/** How a program is printed. */
export interface PrintOptions {
  /** Let `multiplyAdd` round once, where the engine has relaxed SIMD. Results then depend on the processor. */
  readonly fused: boolean
}

/** Called with the block and the step of this call. */
export type PrintedRoutine = Func<['i32', 'i32'], []>

/** Every (variable, stride) pair of a routine: each has a local that counts bytes, so that addresses need no products. */
function collectStrides(body: readonly Instruction[]): Map<Variable, Set<number>> {
  const strides = new Map<Variable, Set<number>>()
  const add = (position: Position, scale: number) => {
    for (const { variable, stride } of position.terms) {
      const known = strides.get(variable) ?? new Set()
      strides.set(variable, known.add(stride * scale))
    }
  }
  const visit = (instructions: readonly Instruction[]): void => {
    for (const instruction of instructions) {
      if (instruction.op === 'loop') visit(instruction.body)
      if (instruction.op === 'load' || instruction.op === 'loadAt' || instruction.op === 'store')
        add(instruction.address, 4)
      if (instruction.op === 'position') add(instruction.position, 1)
    }
  }
  visit(body)
  return strides
}

function countValues(body: readonly Instruction[], constants: Map<Value, number>): Value[] {
  return body.flatMap((instruction) => {
    if (instruction.op === 'loop') return countValues(instruction.body, constants)
    if (instruction.op === 'float' || instruction.op === 'int') {
      constants.set(instruction.out, constantBits(instruction))
      return []
    }
    return 'out' in instruction ? [instruction.out] : []
  })
}

/** The routine as a function. */
export function printRoutine(routine: Routine, map: MemoryMap, options: PrintOptions): PrintedRoutine {
  const constants = new Map<Value, number>()
  const values = countValues(routine.body, constants)
  const strides = collectStrides(routine.body)
  const counters = [...strides].flatMap(([variable, set]) => [...set].map((stride) => ({ variable, stride })))
  const loops = countLoops(routine.body)
  const types = [...values.map(() => v128), ...counters.map(() => i32), ...loops.map(() => i32), i32]
  const signature = { in: [i32, i32] as const, locals: types as never, out: [] as const }
  return func(
    signature as never,
    ((parameters: readonly Local<'i32'>[], locals: readonly Local[]) => {
      const print = new RoutinePrinter(map, options, constants)
      values.forEach((value, i) => print.values.set(value, locals[i] as Local<'v128'>))
      counters.forEach(({ variable, stride }, i) =>
        print.counter(variable, stride, locals[values.length + i] as Local<'i32'>),
      )
      loops.forEach((variable, i) =>
        print.rounds.set(variable, locals[values.length + counters.length + i] as Local<'i32'>),
      )
      print.scratch = locals[types.length - 1] as Local<'i32'>
      print.scaleParameter(blockVariable, parameters[0] as Local<'i32'>)
      print.scaleParameter(tickVariable, parameters[1] as Local<'i32'>)
      print.body(routine.body)
    }) as never,
  ) as unknown as PrintedRoutine
}

function countLoops(body: readonly Instruction[]): Variable[] {
  return body.flatMap((instruction) =>
    instruction.op === 'loop' ? [instruction.variable, ...countLoops(instruction.body)] : [],
  )
}

class RoutinePrinter {
  readonly values = new Map<Value, Local<'v128'>>()
  readonly rounds = new Map<Variable, Local<'i32'>>()
  scratch: Local<'i32'> | undefined
  readonly #counters = new Map<Variable, Map<number, Local<'i32'>>>()
  readonly #map: MemoryMap
  readonly #fused: boolean
  /** What was compared, for the choices that are a minimum or a maximum. */
  readonly #less = new Map<Value, readonly Value[]>()
  readonly #constants: ReadonlyMap<Value, number>

  constructor(map: MemoryMap, options: PrintOptions, constants: ReadonlyMap<Value, number>) {
    this.#map = map
    this.#fused = options.fused
    this.#constants = constants
  }

  counter(variable: Variable, stride: number, at: Local<'i32'>): void {
    const known = this.#counters.get(variable) ?? new Map<number, Local<'i32'>>()
    this.#counters.set(variable, known.set(stride, at))
  }

  scaleParameter(variable: Variable, parameter: Local<'i32'>): void {
    for (const [stride, counter] of this.#counters.get(variable) ?? []) {
      local.get(parameter)
      i32.const(stride)
      i32.mul()
      local.set(counter)
    }
  }

  body(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) this.#print(instruction)
  }

  #get(value: Value): void {
    const bits = this.#constants.get(value)
    if (bits === undefined) {
      local.get(this.values.get(value) as Local<'v128'>)
    } else {
      i32.const(0)
      v128.load({ offset: this.#map.constants.get(bits) as number })
    }
  }

  #set(value: Value): void {
    local.set(this.values.get(value) as Local<'v128'>)
  }

  /** Leaves Σ stride · variable on the stack and returns what is to be added to it. */
  #sum({ terms, offset }: Position, scale: number): number {
    if (terms.length === 0) i32.const(0)
    terms.forEach(({ variable, stride }, i) => {
      local.get(this.#counters.get(variable)?.get(stride * scale) as Local<'i32'>)
      if (i > 0) i32.add()
    })
    return offset * scale
  }

  #whole(position: Position): void {
    const offset = this.#sum(position, 1)
    if (offset === 0) return
    i32.const(offset)
    i32.add()
  }

  /** Leaves the variable part of an address on the stack and returns its fixed part, in bytes. */
  #address(address: Address): number {
    return this.#sum(address, 4) + (this.#map.buffers[address.buffer.id] as number)
  }

  #print(instruction: Instruction): void {
    switch (instruction.op) {
      case 'float':
      case 'int':
        return
      case 'position':
        this.#whole(instruction.position)
        i32x4.splat()
        if (instruction.lanes) {
          i32.const(0)
          v128.load({ offset: this.#map.lanesUp })
          i32x4.add()
        }
        return this.#set(instruction.out)
      case 'compute':
        if (instruction.operation === 'less') this.#less.set(instruction.out, instruction.inputs)
        this.#compute(instruction)
        return this.#set(instruction.out)
      case 'load':
        this.#load(instruction.address, instruction.laneStride)
        return this.#set(instruction.out)
      case 'loadAt':
        this.#loadAt(instruction)
        return this.#set(instruction.out)
      case 'store':
        return this.#store(instruction)
      case 'declare':
        this.#get(instruction.value)
        return this.#set(instruction.out)
      case 'assign':
        this.#get(instruction.value)
        return this.#set(instruction.target)
      case 'foldLanes':
        this.#foldLanes(instruction.reduction, instruction.value, instruction.out)
        return
      case 'loop':
        return this.#loop(instruction)
      default:
        instruction satisfies never
    }
  }

  #store({ address, value, count }: Instruction & { op: 'store' }): void {
    const offset = this.#address(address)
    this.#get(value)
    if (count === 4) v128.store({ offset })
    else v128.store32_lane({ offset }, 0)
  }

  #load(address: Address, laneStride: number): void {
    const offset = this.#address(address)
    if (laneStride === 1) v128.load({ offset })
    else if (laneStride === 0) v128.load32_splat({ offset })
    else {
      const start = this.scratch as Local<'i32'>
      local.set(start)
      this.#gatherLanes((lane) => {
        local.get(start)
        f32.load({ offset: offset + 4 * lane * laneStride })
      })
    }
  }

  #loadAt({ address, laneStride, at }: Instruction & { op: 'loadAt' }): void {
    const start = this.scratch as Local<'i32'>
    const offset = this.#address(address)
    local.set(start)
    this.#gatherLanes((lane) => {
      local.get(start)
      this.#get(at)
      i32x4.extract_lane(lane)
      i32.const(2)
      i32.shl()
      i32.add()
      f32.load({ offset: offset + 4 * lane * laneStride })
    })
  }

  /** Four scalars, each left on the stack by `push`, as one vector. Any 32 bits pass unchanged. */
  #gatherLanes(push: (lane: number) => void): void {
    push(0)
    f32x4.splat()
    for (let lane = 1; lane < 4; lane += 1) {
      push(lane)
      f32x4.replace_lane(lane)
    }
  }

  #loop({ variable, extent, body }: Instruction & { op: 'loop' }): void {
    const counters = [...(this.#counters.get(variable) ?? [])]
    for (const [, counter] of counters) {
      i32.const(0)
      local.set(counter)
    }
    const advance = () => {
      for (const [stride, counter] of counters) {
        local.get(counter)
        i32.const(stride)
        i32.add()
        local.set(counter)
      }
    }
    const [first] = counters
    // Any of its strides counts the rounds as well as a counter of its own would.
    if (first !== undefined && first[0] > 0) {
      loop({}, (label) => {
        this.body(body)
        advance()
        local.get(first[1])
        i32.const(first[0] * extent)
        i32.lt_u()
        br_if(label)
      })
      return
    }
    countedLoop(
      this.rounds.get(variable) as Local<'i32'>,
      1,
      () => i32.const(extent),
      () => {
        this.body(body)
        advance()
      },
    )
  }

  #foldLanes(reduction: Reduction, value: Value, out: Value): void {
    const fold = () => {
      if (reduction === 'sum') f32x4.add()
      else if (reduction === 'product') f32x4.mul()
      else f32x4.max()
    }
    // (0 with 2) with (1 with 3), in every lane.
    const target = this.values.get(out) as Local<'v128'>
    this.#get(value)
    this.#get(value)
    this.#get(value)
    i8x16.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7])
    fold()
    local.tee(target)
    local.get(target)
    local.get(target)
    i8x16.shuffle([4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11])
    fold()
    local.set(target)
  }

  #compute({ operation, inputs, bits }: Instruction & { op: 'compute' }): void {
    if (operation === 'select') {
      // WebAssembly takes the condition last.
      const [condition, whenTrue, whenFalse] = inputs as readonly [Value, Value, Value]
      const [a, b] = this.#less.get(condition) ?? []
      const isLarger = a === whenFalse && b === whenTrue
      if (isLarger || (a === whenTrue && b === whenFalse)) {
        // One instruction where the choice is between the two values compared.
        this.#get(whenFalse)
        this.#get(whenTrue)
        if (isLarger) f32x4.pmax()
        else f32x4.pmin()
        return
      }
      for (const input of [whenTrue, whenFalse, condition]) this.#get(input)
      // A condition is set in all bits of a lane or in none, so that both give the same.
      if (this.#fused) i32x4.relaxed_laneselect()
      else v128.bitselect()
      return
    }
    for (const input of inputs.slice(0, 2)) this.#get(input)
    if (operation === 'multiplyAdd') {
      if (!this.#fused) f32x4.mul()
      this.#get(inputs[2] as Value)
      if (this.#fused) f32x4.relaxed_madd()
      else f32x4.add()
    } else if (operation === 'shiftLeft' || operation === 'shiftRight' || operation === 'shiftRightSigned') {
      i32.const(bits as number)
      shifts[operation]()
    } else {
      plain[operation]?.()
    }
  }
}
