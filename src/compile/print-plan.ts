// A loop program as readable text, for contributors: phases, routines, loops, and every instruction in them.

import { formatCount, formatNumber } from '../base/numbers.ts'
import {
  type Address,
  type Instruction,
  type LoopProgram,
  type Phase,
  type Position,
  type Routine,
  routineParameters,
  type Value,
} from './loops.ts'

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

const count = (n: number, one: string) => `${formatCount(n)} ${one}${n === 1 ? '' : 's'}`

/** The whole program: a summary, what is prepared once, and what every step does. */
export function printPlan(program: LoopProgram): string {
  const { buffers, prepare, step } = program
  const routines = (phases: readonly Phase[]) => phases.reduce((n, phase) => n + phase.routines.length, 0)
  const elements = buffers.reduce((sum, { length }) => sum + length, 0)
  return [
    `step: ${count(step.length, 'phase')}, ${count(routines(step), 'routine')}; ` +
      `memory: ${count(buffers.length, 'buffer')}, ${formatCount(4 * elements)} bytes`,
    'v3 is four lanes of 32 bits; x[i + 0..3] is four neighbouring elements, x[i] one element in every lane.',
    '',
    'buffers',
    ...buffers.map(({ id, name, length }) => `  b${id} ${JSON.stringify(name)} ${count(length, 'element')}`),
    '',
    ...printPhases('prepare, once', prepare),
    ...printPhases('step', step),
  ]
    .join('\n')
    .trimEnd()
}

function printPhases(title: string, phases: readonly Phase[]): string[] {
  if (phases.length === 0) return []
  return [title, ...indent(phases.flatMap((phase, i) => printPhase(phase, i))), '']
}

function printPhase({ blocks, routines, turns }: Phase, number: number): string[] {
  const times = blocks === 1 ? '' : `, for each of ${count(blocks, 'block')} of rows`
  const order = turns?.reversed === true ? ' from the last to the first' : ''
  const inTurn = turns === undefined ? '' : `, in each of ${count(turns.count, 'turn')}${order}`
  return [
    `phase ${number}: ${count(routines.length, 'routine')}${times}${inTurn}`,
    ...indent(routines.flatMap(printRoutine)),
  ]
}

function printRoutine({ name, body, values }: Routine): string[] {
  return [`routine ${JSON.stringify(name)}: ${count(values, 'value')}`, ...indent(body.flatMap(printInstruction))]
}

const value = (v: Value) => `v${v}`

/** `4·i + block + 12`. */
function printPosition({ offset, terms }: Position): string {
  const parts = terms.map(({ variable, stride }) => {
    const name = `${variable.name}${variable.id >= routineParameters.length ? variable.id : ''}`
    return stride === 1 ? name : `${stride}·${name}`
  })
  return [...parts, ...(offset === 0 && parts.length > 0 ? [] : [String(offset)])].join(' + ')
}

/** Lanes side by side, apart by a stride, or all alike. */
function lanes(laneStride: number): string {
  if (laneStride === 0) return ''
  return laneStride === 1 ? ' + 0..3' : ` + ${laneStride}·(0..3)`
}

const place = (address: Address, more = '') =>
  `b${address.buffer.id} ${address.buffer.name}[${printPosition(address)}${more}]`

function printInstruction(instruction: Instruction): string[] {
  switch (instruction.op) {
    case 'float':
      return [`${value(instruction.out)} = float ${formatNumber(instruction.value, 9)}`]
    case 'int':
      return [`${value(instruction.out)} = int ${instruction.value}`]
    case 'position':
      return [`${value(instruction.out)} = ${printPosition(instruction.position)}${instruction.lanes ? lanes(1) : ''}`]
    case 'compute': {
      const bits = instruction.bits === undefined ? '' : ` by ${instruction.bits}`
      return [
        `${value(instruction.out)} = ${instruction.operation} ${instruction.inputs.map(value).join(', ')}${bits}`.trimEnd(),
      ]
    }
    case 'load':
      return [`${value(instruction.out)} = load ${place(instruction.address, lanes(instruction.laneStride))}`]
    case 'loadAt': {
      const at = `${lanes(instruction.laneStride)} + ${value(instruction.at)}`
      return [`${value(instruction.out)} = load ${place(instruction.address, at)}`]
    }
    case 'store': {
      const to = place(instruction.address, instruction.count === 1 ? '' : lanes(1))
      return [`store ${to} = ${value(instruction.value)}`]
    }
    case 'addAt': {
      const each = instruction.count === 1 ? '' : instruction.shared ? lanes(1) : ', lane by lane'
      return [`add ${value(instruction.value)} to ${place(instruction.address, ` + ${value(instruction.at)}${each}`)}`]
    }
    case 'declare':
      return [`${value(instruction.out)} := ${value(instruction.value)}`]
    case 'assign':
      return [`${value(instruction.target)} ← ${value(instruction.value)}`]
    case 'foldLanes':
      return [`${value(instruction.out)} = ${instruction.reduction} of the lanes of ${value(instruction.value)}`]
    case 'loop': {
      const { variable, extent, body } = instruction
      return [`for ${variable.name}${variable.id} in 0..${extent - 1}`, ...indent(body.flatMap(printInstruction))]
    }
    default:
      return instruction satisfies never
  }
}
