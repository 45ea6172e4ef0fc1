// The loop language: what lies between a plan and a target. Every value is four lanes of 32 bits.

import type { Reduction } from '../graph/node.ts'
import type { Arithmetic } from './arithmetic.ts'

/** A value computed once in its scope and never changed, unless it was declared as an accumulator. */
export type Value = number

/** A loop counter or a parameter of a routine. */
export interface Variable {
  readonly id: number
  readonly name: string
}

/** A stretch of memory that holds `length` elements of 4 bytes. */
export interface Buffer {
  readonly id: number
  readonly name: string
  readonly length: number
}

/** `offset + Σ stride · variable`, in elements. */
export interface Position {
  readonly offset: number
  readonly terms: readonly { readonly variable: Variable; readonly stride: number }[]
}

export interface Address extends Position {
  readonly buffer: Buffer
}

/** The operations of `Arithmetic`, by name. */
export type ArithmeticOperation = Exclude<keyof Arithmetic<Value>, 'float' | 'int'>

export type Instruction =
  | { readonly op: 'float' | 'int'; readonly out: Value; readonly value: number }
  /** An integer: the position, plus 0, 1, 2, 3 over the lanes if `lanes` is set. */
  | { readonly op: 'position'; readonly out: Value; readonly position: Position; readonly lanes: boolean }
  | {
      readonly op: 'compute'
      readonly operation: ArithmeticOperation
      readonly out: Value
      readonly inputs: readonly Value[]
      /** Places to shift by. */
      readonly bits?: number
    }
  /** Lane `j` reads `laneStride · j` elements on: 1 is a plain vector, 0 the same element four times. */
  | { readonly op: 'load'; readonly out: Value; readonly address: Address; readonly laneStride: number }
  /** Lane `j` reads at `address + laneStride · j + (lane j of the integer at)`; with `shared`, all lanes of `at` are equal. */
  | {
      readonly op: 'loadAt'
      readonly out: Value
      readonly address: Address
      readonly laneStride: number
      readonly at: Value
      readonly shared: boolean
    }
  /** `count` is 4 (all lanes, to neighbouring elements) or 1 (the first lane). */
  | { readonly op: 'store'; readonly address: Address; readonly value: Value; readonly count: 1 | 4 }
  /**
   * Adds lane `j` to the element at `address + (lane j of the integer at)`, one lane after another; with `shared`, at
   * `address + j + (lane 0 of at)`. `count` is 4 or 1, as for a store.
   */
  | {
      readonly op: 'addAt'
      readonly address: Address
      readonly at: Value
      readonly value: Value
      readonly count: 1 | 4
      readonly shared: boolean
    }
  | { readonly op: 'declare'; readonly out: Value; readonly value: Value }
  | { readonly op: 'assign'; readonly target: Value; readonly value: Value }
  /** Combines the four lanes; the result stands in every lane. */
  | { readonly op: 'foldLanes'; readonly out: Value; readonly reduction: Reduction; readonly value: Value }
  /** `variable` runs from 0 to `extent − 1`. */
  | { readonly op: 'loop'; readonly variable: Variable; readonly extent: number; readonly body: readonly Instruction[] }

/** One loop nest as a routine of its own, called with the number of the block of rows, of the step in this call and of the turn. */
export interface Routine {
  readonly name: string
  readonly body: readonly Instruction[]
  /** How many values the body defines: they are numbered from 0. */
  readonly values: number
  /** How many loop variables it has, its parameters among them. */
  readonly variables: number
}

/** Routines run in order; `blocks` of them in turn for each block of rows. */
export interface Phase {
  readonly blocks: number
  readonly routines: readonly Routine[]
  /** Phases side by side that share one of these run together, once for each turn. */
  readonly turns?: Turns
}

/** The positions in time of a recurrence, one after another. */
export interface Turns {
  readonly count: number
  /** From the last position to the first. */
  readonly reversed: boolean
}

/** The parameters of every routine. */
export const blockVariable: Variable = Object.freeze({ id: 0, name: 'block' })
export const tickVariable: Variable = Object.freeze({ id: 1, name: 'tick' })
export const turnVariable: Variable = Object.freeze({ id: 2, name: 'turn' })
export const routineParameters: readonly Variable[] = [blockVariable, tickVariable, turnVariable]

/** Phases that run together, in order. */
export function groupedByTurns(
  phases: readonly Phase[],
): { readonly turns: Turns | undefined; readonly phases: Phase[] }[] {
  const groups: { turns: Turns | undefined; phases: Phase[] }[] = []
  for (const phase of phases) {
    const last = groups.at(-1)
    if (last !== undefined && phase.turns !== undefined && last.turns === phase.turns) last.phases.push(phase)
    else groups.push({ turns: phase.turns, phases: [phase] })
  }
  return groups
}

/** A whole program: what to do once after the constant slots are filled, and what to do each step. */
export interface LoopProgram {
  readonly buffers: readonly Buffer[]
  readonly prepare: readonly Phase[]
  readonly step: readonly Phase[]
}
