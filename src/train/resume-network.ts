// Where a network's training stood: everything from which it goes on with the bits that it would have had.

import { invalid } from '../base/errors.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { countElements } from '../graph/axis.ts'
import type { SlotNode } from '../graph/node.ts'
import { type FixedRows, standsAtBatch } from './batches.ts'
import type { LossSoFar } from './losses.ts'
import type { Slots } from './steps.ts'
import type { PlateauState } from './stop.ts'
import type { NetworkHistoryEntry } from './train-objective.ts'

/**
 * Everything needed to go on but the options and the data: give both as before. The bits are those of a training without
 * a break on the same kind of processor, with option `strict` on every one.
 */
export interface NetworkTrainingState {
  readonly seed: number
  /** Steps taken. */
  readonly step: number
  /** All that steps change: parameters, states, what the optimiser keeps, and where in the data the next batch begins. */
  readonly slots: Slots
  /** Undefined where the loss reads no rows of a fixed set. */
  readonly batching?: FixedRows | undefined
  readonly trainLoss: LossSoFar
  readonly plateau: PlateauState
  readonly history: readonly NetworkHistoryEntry[]
  readonly seconds: number
}

/** The slots that steps change. */
export const changingSlots = ({ states }: StepProgram): SlotNode[] =>
  states.flatMap(({ slot, next }) => (next === undefined ? [] : [slot]))

/**
 * The slots of a state, if this training may go on from them.
 * @throws NaluError if it has other slots, other rows, or a state that no step leaves behind.
 */
export function slotsToResume(
  state: NetworkTrainingState,
  program: StepProgram,
  batching: FixedRows | undefined,
): Slots {
  const wrong = (what: string) =>
    invalid(`The state to resume is of another training: ${what}. Give the same options, or start anew without it.`)
  if (describeRows(state.batching) !== describeRows(batching)) {
    throw wrong(`it took ${describeRows(state.batching)}, this one takes ${describeRows(batching)}`)
  }
  const wanted = changingSlots(program)
  const names = wanted.map(({ name }) => name)
  const extra = Object.keys(state.slots).find((name) => !names.includes(name))
  if (extra !== undefined) throw wrong(`it has a slot "${extra}", which this one does not have`)
  for (const slot of wanted) {
    const fault = faultOf(slot, state.slots[slot.name])
    if (fault !== undefined) throw wrong(fault)
  }
  if (state.slots['step']?.[0] !== state.step) {
    throw wrong(`it stands at step ${state.step}, and its slot "step" at ${state.slots['step']?.[0]}`)
  }
  if (batching !== undefined && !standsAtBatch(batching, state.slots))
    throw wrong('the place of its next batch is not among the rows')
  return state.slots
}

function describeRows(batching: FixedRows | undefined): string {
  if (batching === undefined) return 'no rows of a fixed set'
  return batching.kind === 'full'
    ? `all ${batching.rows} rows a step`
    : `${batching.batch} of ${batching.rows} rows a step`
}

/** What is wrong with the values of a slot. */
function faultOf({ name, axes, type, range }: SlotNode, values: Slots[string] | undefined): string | undefined {
  const count = countElements(axes)
  const isRightType = type === 'float' ? values instanceof Float32Array : values instanceof Int32Array
  if (values === undefined) return `it has no slot "${name}"`
  if (values.length !== count || !isRightType) {
    return `its slot "${name}" has ${values.length} values; ${count} of ${type === 'float' ? 'float32' : 'int32'} are needed`
  }
  // Graphs rely on it: a place beyond the rows would be read.
  if (type !== 'int') return undefined
  const outside = values.find((value: number) => value < range.low || value > range.high)
  return outside === undefined
    ? undefined
    : `its slot "${name}" holds ${outside}; expected ${range.low} to ${range.high}`
}
