// Orders straight-line instructions so that independent chains of them stand side by side.
//
// An engine keeps the order that it is given, and a processor looks only some hundred instructions ahead: where one
// long chain stands after another, most of its units wait. Only the order changes, so every result keeps its bits.

import { failure } from '../base/errors.ts'
import { inputsOf, latencyOf, mayMeet, type Reach, reachOf } from './instruction-facts.ts'
import type { Instruction, Value } from './loops.ts'

// Vector registers of the most common processors, less those for a constant and an address on their way.
const registers = 14
// Fewer instructions than this gain nothing.
const fewest = 8

/** The same instructions, the longest chains first as far as registers reach. Loops stay where they are. */
export function schedule(body: readonly Instruction[]): readonly Instruction[] {
  return scheduleBody(body, countUses(body, new Map()))
}

function countUses(body: readonly Instruction[], uses: Map<Value, number>): Map<Value, number> {
  for (const instruction of body) {
    if (instruction.op === 'loop') countUses(instruction.body, uses)
    else for (const value of inputsOf(instruction)) uses.set(value, (uses.get(value) ?? 0) + 1)
  }
  return uses
}

function scheduleBody(body: readonly Instruction[], uses: ReadonlyMap<Value, number>): readonly Instruction[] {
  const ordered: Instruction[] = []
  let stretch: Instruction[] = []
  const finishStretch = (): void => {
    const best = stretch.length < fewest ? stretch : new Stretch(stretch, uses).order()
    for (const instruction of best) ordered.push(instruction)
    stretch = []
  }
  for (const instruction of body) {
    if (instruction.op === 'float' || instruction.op === 'int') {
      ordered.push(instruction)
    } else if (instruction.op === 'loop') {
      finishStretch()
      ordered.push({ ...instruction, body: scheduleBody(instruction.body, uses) })
    } else {
      stretch.push(instruction)
    }
  }
  finishStretch()
  return ordered
}

/** Instructions that stay together: one that computes, the comparison before it, the assignment behind it. */
interface Unit {
  readonly place: number
  readonly instructions: Instruction[]
  readonly isLoad: boolean
  readonly latency: number
  /** What has to stand behind it. */
  readonly after: Unit[]
  /** What makes the values that it reads, as far as that is part of the stretch. */
  readonly reads: Unit[]
  /** How much has to stand before it still. Loads that could stand here do not count. */
  waiting: number
  /** How many units are still to read what it makes. */
  readers: number
  /** Its value is read behind the stretch too. */
  leaves: boolean
  /** It changes an accumulator of a loop around the stretch, which has its register anyway. */
  keeps: boolean
  /** Cycles of the longest chain that starts with it. */
  chain: number
  isDone: boolean
}

interface Access extends Reach {
  readonly unit: Unit
}

class Stretch {
  readonly #units: Unit[] = []
  /** What made each value, or changed it last. */
  readonly #makers = new Map<Value, Unit>()
  /** What reads each value, of an accumulator since it changed last. */
  readonly #readers = new Map<Value, Unit[]>()
  /** By buffer. */
  readonly #loads = new Map<number, Access[]>()
  readonly #stores = new Map<number, Access[]>()
  readonly #ready: Unit[] = []
  readonly #readyLoads: Unit[] = []
  readonly #ordered: Instruction[] = []
  /** Registers taken. */
  #taken = 0

  constructor(instructions: readonly Instruction[], uses: ReadonlyMap<Value, number>) {
    const usesHere = new Map<Value, number>()
    const around = new Set<Value>()
    instructions.forEach((instruction, i) => {
      const unit = this.#unitOf(instruction, instructions[i - 1], uses)
      for (const value of inputsOf(instruction)) {
        usesHere.set(value, (usesHere.get(value) ?? 0) + 1)
        this.#read(value, unit)
      }
      this.#access(instruction, unit)
      if ('out' in instruction) this.#makers.set(instruction.out, unit)
      if (instruction.op !== 'assign') return
      if (!this.#makers.has(instruction.target)) around.add(instruction.target)
      unit.keeps = around.has(instruction.target)
      this.#change(instruction.target, unit)
    })
    for (const [value, unit] of this.#makers) {
      if ((uses.get(value) ?? 0) > (usesHere.get(value) ?? 0)) unit.leaves = true
    }
    for (const unit of this.#units.toReversed()) {
      unit.chain = unit.latency + unit.after.reduce((longest, { chain }) => Math.max(longest, chain), 0)
    }
  }

  #unitOf(instruction: Instruction, before: Instruction | undefined, uses: ReadonlyMap<Value, number>): Unit {
    const last = this.#units[this.#units.length - 1]
    if (last !== undefined && before !== undefined && belongTogether(before, instruction, uses)) {
      last.instructions.push(instruction)
      return last
    }
    const unit: Unit = {
      place: this.#units.length,
      instructions: [instruction],
      isLoad: instruction.op === 'load',
      latency: latencyOf(instruction),
      after: [],
      reads: [],
      waiting: 0,
      readers: 0,
      leaves: false,
      keeps: false,
      chain: 0,
      isDone: false,
    }
    this.#units.push(unit)
    return unit
  }

  #read(value: Value, unit: Unit): void {
    const maker = this.#makers.get(value)
    if (maker !== undefined && maker !== unit && !unit.reads.includes(maker)) {
      unit.reads.push(maker)
      maker.readers += 1
      putBehind(unit, maker)
    }
    addTo(this.#readers, value, unit)
  }

  /** An accumulator changes behind everything that reads what it was. */
  #change(target: Value, unit: Unit): void {
    const maker = this.#makers.get(target)
    if (maker !== undefined) putBehind(unit, maker)
    for (const reader of this.#readers.get(target) ?? []) putBehind(unit, reader)
    this.#makers.set(target, unit)
    this.#readers.set(target, [])
  }

  /** Stores keep their order with whatever may touch the same elements. */
  #access(instruction: Instruction, unit: Unit): void {
    const writes = instruction.op === 'store' || instruction.op === 'addAt'
    if (instruction.op !== 'load' && instruction.op !== 'loadAt' && !writes) return
    const { address } = instruction
    const { id } = address.buffer
    const access = { unit, address, reach: reachOf(instruction) }
    for (const store of this.#stores.get(id) ?? []) if (mayMeet(store, access)) putBehind(unit, store.unit)
    if (writes) {
      for (const load of this.#loads.get(id) ?? []) if (mayMeet(load, access)) putBehind(unit, load.unit)
    }
    addTo(writes ? this.#stores : this.#loads, id, access)
  }

  order(): readonly Instruction[] {
    for (const unit of this.#units.filter(({ waiting }) => waiting === 0)) this.#admit(unit)
    for (let unit = this.#next(); unit !== undefined; unit = this.#next()) this.#append(unit)
    if (this.#units.some(({ isDone }) => !isDone)) throw failure('Instructions wait for each other.')
    return this.#ordered
  }

  /** The start of the longest chain, among those that there is a register for if there are any. */
  #next(): Unit | undefined {
    const { length } = this.#ready
    if (length === 0) return this.#readyLoads.find(({ isDone }) => !isDone)
    let best = 0
    for (let i = 1; i < length; i += 1) if (this.#isBetter(this.#ready[i] as Unit, this.#ready[best] as Unit)) best = i
    return this.#ready.splice(best, 1)[0]
  }

  #isBetter(a: Unit, b: Unit): boolean {
    const fits = this.#fits(a)
    if (fits !== this.#fits(b)) return fits
    return a.chain > b.chain || (a.chain === b.chain && a.place < b.place)
  }

  #fits(unit: Unit): boolean {
    const more = registersMore(unit)
    return more <= 0 || this.#taken + more <= registers
  }

  /** Everything that has to stand before the unit does. */
  #admit(unit: Unit): void {
    if (!unit.isLoad) {
      this.#ready.push(unit)
      return
    }
    // A load stands where its first reader does, so that it takes no register before that.
    this.#readyLoads.push(unit)
    for (const next of unit.after) if (next.reads.includes(unit)) this.#release(next)
  }

  #release(unit: Unit): void {
    unit.waiting -= 1
    if (unit.waiting === 0) this.#admit(unit)
  }

  #append(unit: Unit): void {
    for (const read of unit.reads) if (!read.isDone) this.#append(read)
    this.#taken += registersMore(unit)
    this.#ordered.push(...unit.instructions)
    unit.isDone = true
    for (const read of unit.reads) read.readers -= 1
    for (const next of unit.after) if (!unit.isLoad || !next.reads.includes(unit)) this.#release(next)
  }
}

function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

function putBehind(unit: Unit, before: Unit): void {
  if (unit === before) return
  before.after.push(unit)
  unit.waiting += 1
}

/** A sum and its accumulator; a comparison and a choice, for which processors have one instruction or two in a row. */
function belongTogether(before: Instruction, after: Instruction, uses: ReadonlyMap<Value, number>): boolean {
  if (before.op !== 'compute' || uses.get(before.out) !== 1) return false
  if (after.op === 'assign') return after.value === before.out
  const isChoice = before.operation === 'less' && after.op === 'compute' && after.operation === 'select'
  return isChoice && after.inputs[0] === before.out
}

/** How many registers more are taken behind the unit than before it. Loads can be repeated, so they take none. */
function registersMore(unit: Unit): number {
  const takesOne = !unit.isLoad && !unit.keeps && (unit.readers > 0 || unit.leaves)
  return unit.reads.reduce(
    (more, { isLoad, keeps, leaves, readers }) => more - Number(!isLoad && !keeps && !leaves && readers === 1),
    Number(takesOne),
  )
}
