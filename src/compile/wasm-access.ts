// Prints loads and additions at positions that are not plain vectors. The variable part of an address is on the stack.

import type { FunctionBody } from './assembler.ts'
import type { Instruction, Value } from './loops.ts'
import type { RoutineLocals } from './routine-locals.ts'

export class AccessPrinter {
  readonly #code: FunctionBody
  readonly #locals: RoutineLocals
  /** Leaves a value on the stack. */
  readonly #get: (value: Value) => void

  constructor(code: FunctionBody, locals: RoutineLocals, get: (value: Value) => void) {
    this.#code = code
    this.#locals = locals
    this.#get = get
  }

  /** Lanes `laneStride` elements apart, the first at the address on the stack plus `offset`. */
  load(offset: number, laneStride: number): void {
    if (laneStride === 1) this.#code.memory('v128.load', offset)
    else if (laneStride === 0) this.#code.memory('v128.load32_splat', offset)
    else {
      const start = this.#locals.scratch
      this.#code.set(start)
      this.#gatherLanes((lane) => {
        this.#code.get(start)
        this.#code.loadScalar(offset + 4 * lane * laneStride)
      })
    }
  }

  /** Lanes at further positions that `at` says. */
  loadAt({ laneStride, at, shared }: Instruction & { op: 'loadAt' }, offset: number): void {
    if (shared) {
      this.#addLane(at, 0)
      this.load(offset, laneStride)
      return
    }
    const start = this.#locals.scratch
    this.#code.set(start)
    this.#gatherLanes((lane) => {
      this.#code.get(start)
      this.#addLane(at, lane)
      this.#code.loadScalar(offset + 4 * lane * laneStride)
    })
  }

  /** Adds lanes at further positions that `at` says. */
  addAt({ at, value, count, shared }: Instruction & { op: 'addAt' }, offset: number): void {
    const code = this.#code
    const start = this.#locals.scratch
    code.set(start)
    if (shared && count === 4) {
      code.get(start)
      this.#addLane(at, 0)
      code.tee(start)
      code.get(start)
      code.memory('v128.load', offset)
      this.#get(value)
      code.emit('f32x4.add')
      code.memory('v128.store', offset)
      return
    }
    for (let lane = 0; lane < count; lane += 1) {
      code.get(start)
      this.#addLane(at, lane)
      code.tee(this.#locals.target)
      code.get(this.#locals.target)
      code.loadScalar(offset)
      this.#get(value)
      code.lane('f32x4.extract_lane', lane)
      code.emit('f32.add')
      code.storeScalar(offset)
    }
  }

  /** Adds as many elements as a lane of `at` says to the address on the stack. */
  #addLane(at: Value, lane: number): void {
    this.#get(at)
    this.#code.lane('i32x4.extract_lane', lane)
    this.#code.constant(2)
    this.#code.emit('i32.shl')
    this.#code.emit('i32.add')
  }

  /** Four scalars, each left on the stack by `push`, as one vector. Any 32 bits pass unchanged. */
  #gatherLanes(push: (lane: number) => void): void {
    push(0)
    this.#code.emit('f32x4.splat')
    for (let lane = 1; lane < 4; lane += 1) {
      push(lane)
      this.#code.lane('f32x4.replace_lane', lane)
    }
  }
}
