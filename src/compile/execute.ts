// The loop language's own executor: slow and plain, so that a wrong plan is found before there is any WebAssembly.

import type { Reduction } from '../graph/node.ts'
import type { Arithmetic } from './arithmetic.ts'
import {
  type Address,
  groupedByTurns,
  type Instruction,
  type LoopProgram,
  type Phase,
  type Position,
  type Routine,
  routineParameters,
  type Value,
} from './loops.ts'
import { bitsOfFloat, floatOfBits, strictArithmetic } from './scalar-arithmetic.ts'

type Lanes = readonly [number, number, number, number]

/** Memory of an executed program: one array of 32-bit words for each buffer. */
export type Memory = readonly Int32Array[]

export function allocate(program: LoopProgram): Memory {
  return program.buffers.map((buffer) => new Int32Array(buffer.length + 4))
}

/** Runs the part that is done once. */
export function executePrepare(program: LoopProgram, memory: Memory, arithmetic = strictArithmetic): void {
  executePhases(program.prepare, 0, memory, arithmetic)
}

/** Runs `steps` steps. Floats and integers are the same 32 bits that a compiled program would hold. */
export function executeSteps(program: LoopProgram, memory: Memory, steps: number, arithmetic = strictArithmetic): void {
  for (let tick = 0; tick < steps; tick += 1) executePhases(program.step, tick, memory, arithmetic)
}

function executePhases(all: readonly Phase[], tick: number, memory: Memory, arithmetic: Arithmetic<number>): void {
  for (const { turns, phases } of groupedByTurns(all)) {
    const count = turns?.count ?? 1
    for (let i = 0; i < count; i += 1) {
      const turn = turns?.reversed === true ? count - 1 - i : i
      for (const phase of phases) executePhase(phase, [tick, turn], memory, arithmetic)
    }
  }
}

function executePhase(
  { blocks, routines }: Phase,
  [tick, turn]: readonly [number, number],
  memory: Memory,
  arithmetic: Arithmetic<number>,
): void {
  for (let block = 0; block < blocks; block += 1) {
    for (const routine of routines) new Frame(routine, memory, arithmetic).run(routine, [block, tick, turn])
  }
}

/** One call of a routine. Values are kept as the bits of their lanes. */
class Frame {
  readonly #values: Lanes[]
  readonly #variables: number[]
  readonly #memory: Memory
  readonly #arithmetic: Arithmetic<number>

  constructor(routine: Routine, memory: Memory, arithmetic: Arithmetic<number>) {
    this.#values = new Array<Lanes>(routine.values)
    this.#variables = new Array<number>(routine.variables).fill(0)
    this.#memory = memory
    this.#arithmetic = arithmetic
  }

  run(routine: Routine, parameters: readonly number[]): void {
    routineParameters.forEach(({ id }, i) => {
      this.#variables[id] = parameters[i] as number
    })
    this.#body(routine.body)
  }

  #body(body: readonly Instruction[]): void {
    for (const instruction of body) this.#execute(instruction)
  }

  #get(value: Value): Lanes {
    return this.#values[value] as Lanes
  }

  #position({ offset, terms }: Position): number {
    return terms.reduce((sum, t) => sum + t.stride * (this.#variables[t.variable.id] as number), offset)
  }

  #read({ buffer, ...position }: Address, further: number): number {
    return this.#memory[buffer.id]?.[this.#position(position) + further] ?? Number.NaN
  }

  #execute(instruction: Instruction): void {
    switch (instruction.op) {
      case 'float':
        this.#values[instruction.out] = splat(bitsOfFloat(instruction.value))
        return
      case 'int':
        this.#values[instruction.out] = splat(instruction.value)
        return
      case 'position': {
        const base = this.#position(instruction.position)
        this.#values[instruction.out] = perLane((lane) => base + (instruction.lanes ? lane : 0))
        return
      }
      case 'compute': {
        const inputs = instruction.inputs.map((v) => this.#get(v))
        this.#values[instruction.out] = perLane((lane) =>
          computeLane(
            this.#arithmetic,
            instruction,
            inputs.map((v) => v[lane] as number),
          ),
        )
        return
      }
      case 'load':
        this.#values[instruction.out] = perLane((lane) =>
          this.#read(instruction.address, lane * instruction.laneStride),
        )
        return
      case 'loadAt': {
        const at = this.#get(instruction.at)
        this.#values[instruction.out] = perLane((lane) =>
          this.#read(instruction.address, lane * instruction.laneStride + (at[lane] as number)),
        )
        return
      }
      case 'store': {
        const { buffer, ...position } = instruction.address
        const start = this.#position(position)
        const value = this.#get(instruction.value)
        const array = this.#memory[buffer.id] as Int32Array
        for (let lane = 0; lane < instruction.count; lane += 1) array[start + lane] = value[lane] as number
        return
      }
      case 'addAt': {
        const { buffer, ...position } = instruction.address
        const start = this.#position(position)
        const [at, value] = [this.#get(instruction.at), this.#get(instruction.value)]
        const array = this.#memory[buffer.id] as Int32Array
        for (let lane = 0; lane < instruction.count; lane += 1) {
          const to = start + (instruction.shared ? lane + at[0] : (at[lane] as number))
          const sum = this.#arithmetic.add(floatOfBits(array[to] as number), floatOfBits(value[lane] as number))
          array[to] = bitsOfFloat(sum)
        }
        return
      }
      case 'declare':
        this.#values[instruction.out] = this.#get(instruction.value)
        return
      case 'assign':
        this.#values[instruction.target] = this.#get(instruction.value)
        return
      case 'foldLanes':
        this.#values[instruction.out] = foldLanes(instruction.reduction, this.#get(instruction.value))
        return
      case 'loop':
        for (let i = 0; i < instruction.extent; i += 1) {
          this.#variables[instruction.variable.id] = i
          this.#body(instruction.body)
        }
        return
      default:
        instruction satisfies never
    }
  }
}

const splat = (bits: number): Lanes => [bits, bits, bits, bits]
const perLane = (each: (lane: number) => number): Lanes => [each(0), each(1), each(2), each(3)]

const folds: Readonly<Record<Reduction, (a: number, b: number) => number>> = {
  sum: strictArithmetic.add,
  product: strictArithmetic.multiply,
  maximum: strictArithmetic.max,
}

/** (0 with 2) with (1 with 3): the order that every target keeps. */
function foldLanes(reduction: Reduction, lanes: Lanes): Lanes {
  const [a, b, c, d] = lanes.map(floatOfBits) as unknown as Lanes
  const fold = folds[reduction]
  return splat(bitsOfFloat(fold(fold(a, c), fold(b, d))))
}

const integerInputs = new Set<string>(
  'addInt subtractInt multiplyInt minInt maxInt lessInt equalInt shiftLeft shiftRight shiftRightSigned and or xor not toFloat asFloat'.split(
    ' ',
  ),
)
const integerResults = new Set<string>(
  'addInt subtractInt multiplyInt minInt maxInt lessInt equalInt shiftLeft shiftRight shiftRightSigned and or xor not toInt asInt less lessEqual equal'.split(
    ' ',
  ),
)

function computeLane(
  arithmetic: Arithmetic<number>,
  { operation, bits }: Instruction & { op: 'compute' },
  words: readonly number[],
): number {
  // A choice copies bits, whatever they stand for.
  if (operation === 'select')
    return ((words[0] as number) & (words[1] as number)) | (~(words[0] as number) & (words[2] as number))
  if (operation === 'asFloat' || operation === 'asInt') return words[0] as number
  const inputs = integerInputs.has(operation) ? words : words.map(floatOfBits)
  const rule = arithmetic[operation] as (...inputs: number[]) => number
  const result = bits === undefined ? rule(...inputs) : rule(inputs[0] as number, bits)
  return integerResults.has(operation) ? result : bitsOfFloat(result)
}
