// Prints one routine of the loop language as a WebAssembly function.

import type { Reduction } from '../graph/node.ts'
import { FunctionBody } from './assembler.ts'
import {
  type Address,
  type Instruction,
  type Position,
  type Routine,
  routineParameters,
  type Value,
  type Variable,
} from './loops.ts'
import type { MemoryMap } from './memory.ts'
import { declareLocals, type RoutineLocals } from './routine-locals.ts'
import { AccessPrinter } from './wasm-access.ts'
import { ConstantPrinter } from './wasm-constants.ts'
import { plain, shifts } from './wasm-operations.ts'

/** How a program is printed. */
export interface PrintOptions {
  /** Let `multiplyAdd` round once, where the engine has relaxed SIMD. Results then depend on the processor. */
  readonly fused: boolean
}

/** The routine as a function of its parameters. */
export function printRoutine(routine: Routine, map: MemoryMap, options: PrintOptions): FunctionBody {
  const code = new FunctionBody(routineParameters.length)
  const print = new RoutinePrinter(code, declareLocals(routine, code), map, options)
  routineParameters.forEach((variable, parameter) => {
    print.scaleParameter(variable, parameter)
  })
  print.body(routine.body)
  return code
}

const folds = { sum: 'f32x4.add', product: 'f32x4.mul', maximum: 'f32x4.max' } as const

class RoutinePrinter {
  readonly #code: FunctionBody
  readonly #locals: RoutineLocals
  readonly #map: MemoryMap
  readonly #fused: boolean
  readonly #constants: ConstantPrinter
  readonly #access: AccessPrinter
  /** What was compared, for the choices that are a minimum or a maximum. */
  readonly #less = new Map<Value, readonly Value[]>()

  constructor(code: FunctionBody, locals: RoutineLocals, map: MemoryMap, options: PrintOptions) {
    this.#code = code
    this.#locals = locals
    this.#map = map
    this.#fused = options.fused
    this.#constants = new ConstantPrinter(code, locals, map)
    this.#access = new AccessPrinter(code, locals, (value) => this.#get(value))
  }

  scaleParameter(variable: Variable, parameter: number): void {
    for (const [stride, counter] of this.#locals.counters.get(variable) ?? []) {
      this.#code.get(parameter)
      this.#code.constant(stride)
      this.#code.emit('i32.mul')
      this.#code.set(counter)
    }
  }

  body(instructions: readonly Instruction[]): void {
    this.#constants.body(instructions, (instruction) => this.#print(instruction))
  }

  #get(value: Value): void {
    const bits = this.#locals.constants.get(value)
    if (bits === undefined) this.#code.get(this.#locals.values.get(value) as number)
    else this.#constants.push(bits)
  }

  #set(value: Value): void {
    this.#code.set(this.#locals.values.get(value) as number)
  }

  /**
   * Leaves Σ stride · variable on the stack, which is never negative, and returns what is to be added to it: counters of
   * negative strides end at 0.
   */
  #sum({ terms, offset }: Position, scale: number): number {
    if (terms.length === 0) this.#code.constant(0)
    let rest = offset * scale
    terms.forEach(({ variable, stride }, i) => {
      this.#code.get(this.#locals.counters.get(variable)?.get(stride * scale) as number)
      if (i > 0) this.#code.emit('i32.add')
      rest -= this.#startOf(variable, stride * scale)
    })
    return rest
  }

  /** Where the counter of a stride starts. */
  #startOf(variable: Variable, stride: number): number {
    return stride < 0 ? -stride * ((this.#locals.extents.get(variable) ?? 1) - 1) : 0
  }

  #whole(position: Position): void {
    const offset = this.#sum(position, 1)
    if (offset === 0) return
    this.#code.constant(offset)
    this.#code.emit('i32.add')
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
        this.#code.emit('i32x4.splat')
        if (instruction.lanes) {
          this.#code.constant(0)
          this.#code.memory('v128.load', this.#map.lanesUp)
          this.#code.emit('i32x4.add')
        }
        return this.#set(instruction.out)
      case 'compute':
        if (instruction.operation === 'less') this.#less.set(instruction.out, instruction.inputs)
        this.#compute(instruction)
        return this.#set(instruction.out)
      case 'load':
        this.#access.load(this.#address(instruction.address), instruction.laneStride)
        return this.#set(instruction.out)
      case 'loadAt':
        this.#access.loadAt(instruction, this.#address(instruction.address))
        return this.#set(instruction.out)
      case 'store':
        return this.#store(instruction)
      case 'addAt':
        return this.#access.addAt(instruction, this.#address(instruction.address))
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
    if (count === 4) this.#code.memory('v128.store', offset)
    else this.#code.storeFirstLane(offset)
  }

  #loop({ variable, extent, body }: Instruction & { op: 'loop' }): void {
    const code = this.#code
    const counters = [...(this.#locals.counters.get(variable) ?? [])]
    // Any of its strides counts the rounds as well as a counter of its own would.
    const [stride, main] = counters.find(([each]) => each > 0) ?? [1, this.#locals.rounds.get(variable) as number]
    const others = counters.filter(([, counter]) => counter !== main)
    for (const [each, counter] of others) {
      code.constant(this.#startOf(variable, each))
      code.set(counter)
    }
    code.loopUp(
      main,
      stride,
      () => code.constant(stride * extent),
      () => {
        this.body(body)
        for (const [each, counter] of others) {
          code.get(counter)
          code.constant(each)
          code.emit('i32.add')
          code.set(counter)
        }
      },
    )
  }

  /** (0 with 2) with (1 with 3), in every lane. */
  #foldLanes(reduction: Reduction, value: Value, out: Value): void {
    const code = this.#code
    const target = this.#locals.values.get(out) as number
    this.#get(value)
    code.set(target)
    for (const lanes of [
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ]) {
      code.get(target)
      code.get(target)
      code.get(target)
      code.shuffle(lanes)
      code.emit(folds[reduction])
      code.set(target)
    }
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
        if (isLarger) this.#code.emit('f32x4.pmax')
        else this.#code.emit('f32x4.pmin')
        return
      }
      for (const input of [whenTrue, whenFalse, condition]) this.#get(input)
      // A condition is set in all bits of a lane or in none, so that both give the same.
      if (this.#fused) this.#code.emit('i32x4.relaxed_laneselect')
      else this.#code.emit('v128.bitselect')
      return
    }
    for (const input of inputs.slice(0, 2)) this.#get(input)
    if (operation === 'multiplyAdd') {
      if (!this.#fused) this.#code.emit('f32x4.mul')
      this.#get(inputs[2] as Value)
      if (this.#fused) this.#code.emit('f32x4.relaxed_madd')
      else this.#code.emit('f32x4.add')
    } else if (operation === 'shiftLeft' || operation === 'shiftRight' || operation === 'shiftRightSigned') {
      this.#code.constant(bits as number)
      this.#code.emit(shifts[operation])
    } else {
      const instruction = plain[operation]
      if (instruction !== undefined) this.#code.emit(instruction)
    }
  }
}
