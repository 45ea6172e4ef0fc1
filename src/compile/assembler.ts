// Writes WebAssembly: bytes, the instructions that the compiler uses, functions and a module around them.

import { laneOpcodes, memoryOpcodes, scalarOpcodes, vectorOpcodes } from './opcodes.ts'

/** An instruction whose operands are all on the stack. */
export type PlainInstruction = keyof typeof scalarOpcodes | keyof typeof vectorOpcodes

const simdPrefix = 0xfd
const valueTypes = { i32: 0x7f, v128: 0x7b } as const
export type ValueType = keyof typeof valueTypes

/** A growing array of bytes. */
class Bytes {
  #bytes = new Uint8Array(1024)
  #length = 0

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length] = value
    this.#length += 1
  }

  all(values: ArrayLike<number>): void {
    if (this.#length + values.length > this.#bytes.length) this.#grow(values.length)
    this.#bytes.set(values, this.#length)
    this.#length += values.length
  }

  /** LEB128, without a sign. */
  unsigned(value: number): void {
    let rest = value >>> 0
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.byte(rest)
  }

  /** LEB128 with a sign. */
  signed(value: number): void {
    let rest = value | 0
    while (rest < -64 || rest >= 64) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.byte(rest & 0x7f)
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + needed))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

/** The body of a function that takes `parameters` (i32) and gives nothing. Locals are numbered after the parameters. */
export class FunctionBody {
  readonly parameters: number
  readonly #locals: ValueType[] = []
  readonly #code = new Bytes()

  constructor(parameters: number) {
    this.parameters = parameters
  }

  /** A new local and its number. */
  local(type: ValueType): number {
    this.#locals.push(type)
    return this.parameters + this.#locals.length - 1
  }

  emit(instruction: PlainInstruction): void {
    if (instruction in scalarOpcodes) this.#code.byte(scalarOpcodes[instruction as keyof typeof scalarOpcodes])
    else this.#vector(vectorOpcodes[instruction as keyof typeof vectorOpcodes])
  }

  get(local: number): void {
    this.#code.byte(0x20)
    this.#code.unsigned(local)
  }

  set(local: number): void {
    this.#code.byte(0x21)
    this.#code.unsigned(local)
  }

  /** Sets a local and leaves the value on the stack. */
  tee(local: number): void {
    this.#code.byte(0x22)
    this.#code.unsigned(local)
  }

  constant(value: number): void {
    this.#code.byte(0x41)
    this.#code.signed(value)
  }

  call(functionNumber: number): void {
    this.#code.byte(0x10)
    this.#code.unsigned(functionNumber)
  }

  /** Reads or writes memory at the address on the stack plus `offset`. */
  memory(instruction: keyof typeof memoryOpcodes, offset: number): void {
    this.#vector(memoryOpcodes[instruction])
    this.#place(offset)
  }

  /** Stores the first lane. */
  storeFirstLane(offset: number): void {
    this.#vector(0x5a)
    this.#place(offset)
    this.#code.byte(0)
  }

  /** Reads one float32 as a scalar. */
  loadScalar(offset: number): void {
    this.#code.byte(0x2a)
    this.#place(offset)
  }

  /** Writes one float32. */
  storeScalar(offset: number): void {
    this.#code.byte(0x38)
    this.#place(offset)
  }

  lane(instruction: keyof typeof laneOpcodes, lane: number): void {
    this.#vector(laneOpcodes[instruction])
    this.#code.byte(lane)
  }

  /** Picks four lanes out of the two vectors on the stack: 0 to 3 of the first, 4 to 7 of the second. */
  shuffle(lanes: readonly number[]): void {
    this.#vector(0x0d)
    for (const lane of lanes) this.#code.all([0, 1, 2, 3].map((byte) => lane * 4 + byte))
  }

  /** Runs `body` and goes on doing so while `again` leaves a number other than 0 on the stack. */
  loopWhile(body: () => void, again: () => void): void {
    const noResult = 0x40
    this.#code.all([0x03, noResult])
    body()
    again()
    this.#code.all([0x0d, 0, 0x0b])
  }

  /** Counts a local up by `step` from 0 until it reaches what `limit` leaves on the stack; at least one round. */
  loopUp(counter: number, step: number, limit: () => void, body: () => void): void {
    this.constant(0)
    this.set(counter)
    this.loopWhile(body, () => {
      this.get(counter)
      this.constant(step)
      this.emit('i32.add')
      this.tee(counter)
      limit()
      this.emit('i32.lt_u')
    })
  }

  #vector(opcode: number): void {
    this.#code.byte(simdPrefix)
    this.#code.unsigned(opcode)
  }

  /** Alignment is only a hint: 4 bytes. */
  #place(offset: number): void {
    this.#code.byte(2)
    this.#code.unsigned(offset)
  }

  /** Locals and code, with their length before them. */
  finish(): Uint8Array<ArrayBuffer> {
    const body = new Bytes()
    const runs: { type: ValueType; count: number }[] = []
    for (const type of this.#locals) {
      const last = runs[runs.length - 1]
      if (last?.type === type) last.count += 1
      else runs.push({ type, count: 1 })
    }
    body.unsigned(runs.length)
    for (const { type, count } of runs) {
      body.unsigned(count)
      body.byte(valueTypes[type])
    }
    body.all(this.#code.finish())
    body.byte(0x0b)
    return withLength(body.finish())
  }
}

function withLength(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Bytes()
  bytes.unsigned(content.length)
  bytes.all(content)
  return bytes.finish()
}

/**
 * A module of these functions, numbered in their order, with a memory of a fixed number of pages.
 * `exports` names functions; the memory is exported as `memory`.
 */
export function assembleModule(
  functions: readonly FunctionBody[],
  exports: Readonly<Record<string, number>>,
  pages: number,
): Uint8Array<ArrayBuffer> {
  const most = Math.max(0, ...functions.map(({ parameters }) => parameters))
  // Type number n takes n integers.
  const types = Array.from({ length: most + 1 }, (_, n) => [0x60, n, ...Array(n).fill(valueTypes.i32), 0])
  const named = Object.entries(exports).map(([name, number]) => exportEntry(name, 0x00, number))
  const module = new Bytes()
  module.all([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  section(module, 1, types)
  section(
    module,
    3,
    functions.map(({ parameters }) => [parameters]),
  )
  section(module, 5, [limits(pages)])
  section(module, 7, [...named, exportEntry('memory', 0x02, 0)])
  section(
    module,
    10,
    functions.map((body) => body.finish()),
  )
  return module.finish()
}

function section(module: Bytes, id: number, entries: readonly ArrayLike<number>[]): void {
  const content = new Bytes()
  content.unsigned(entries.length)
  for (const entry of entries) content.all(entry)
  module.byte(id)
  module.all(withLength(content.finish()))
}

function limits(pages: number): Uint8Array {
  const bytes = new Bytes()
  bytes.byte(0x01)
  bytes.unsigned(pages)
  bytes.unsigned(pages)
  return bytes.finish()
}

function exportEntry(name: string, kind: number, number: number): Uint8Array {
  const bytes = new Bytes()
  bytes.unsigned(name.length)
  bytes.all(Array.from(name, (letter) => letter.charCodeAt(0)))
  bytes.byte(kind)
  bytes.unsigned(number)
  return bytes.finish()
}
