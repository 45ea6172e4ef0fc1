// What an optimiser is: a builder of the next value of a parameter and of its own state.

import type { Citation } from '../base/citations.ts'
import type { Node, SlotNode } from '../graph/node.ts'

/** State that an optimiser keeps, with the graph of its next value and its value before the first step. */
export interface OptimizerState {
  readonly slot: SlotNode
  readonly next: Node
  readonly initial: number
}

/** What every parameter's update may use. */
export interface StepContext {
  readonly learningRate: Node
  /** Steps already taken: 0 in the first step. */
  readonly step: Node
}

/** An optimiser bound to one step program. */
export interface BoundOptimizer {
  /** State that all parameters share. */
  readonly shared: readonly OptimizerState[]
  update(parameter: SlotNode, gradient: Node): { readonly next: Node; readonly states: readonly OptimizerState[] }
}

/** A way of descent: it builds graphs and keeps no values itself. */
export interface Optimizer {
  readonly id: string
  readonly title: string
  readonly citation: Citation | undefined
  /** A sensible rate where the user gives none. */
  readonly learningRate: number
  bind(context: StepContext): BoundOptimizer
}
