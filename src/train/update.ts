// What follows the gradients in a step: the optimiser, whose turn it is, the projection into bounds, restarts.

import { add, and, equal, less, lessEqual, select, slot } from '../graph/build.ts'
import { clamp } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { type RandomSource, randomKey } from '../graph/random.ts'
import type { ParameterSpec, RestartRule } from '../modules/module.ts'
import type { BoundOptimizer, OptimizerState } from '../optimizers/optimizer.ts'
import type { Model } from './model.ts'
import { followLosses, type Restart, redrawn } from './restart.ts'

interface UpdateContext {
  readonly loss: Node
  /** The rule by which parameters are drawn anew, if there is one. */
  readonly restart: RestartRule | undefined
  readonly random: (stream: string) => RandomSource
}

/** The next value of every parameter, and the state that updating keeps. */
export interface Update {
  readonly parameters: readonly { readonly slot: SlotNode; readonly next: Node }[]
  readonly own: readonly OptimizerState[]
}

/** A parameter and what is done to it beside the optimiser's step. */
export interface TrainedParameter {
  readonly parameter: SlotNode
  readonly spec: Pick<ParameterSpec, 'bounds' | 'turns' | 'redraw'>
}

/** `gradients` in the order of the parameters. */
export function updateParameters(
  trained: readonly TrainedParameter[],
  gradients: readonly Node[],
  optimizer: BoundOptimizer,
  { loss, restart: rule, random }: UpdateContext,
): Update {
  const turns = new Turns()
  const restart = rule === undefined ? undefined : followLosses(rule, loss)
  const updates = trained.map(({ parameter, spec }, i) => {
    const { next, states } = optimizer.update(parameter, gradients[i] as Node)
    const isTurn = turns.isTurnOf(spec)
    const kept = (old: SlotNode, updated: Node) => (isTurn === undefined ? updated : select(isTurn, updated, old))
    const projected = spec.bounds === undefined ? next : clamp(next, ...spec.bounds)
    return {
      slot: parameter,
      next: redrawnWhereDue(kept(parameter, projected), spec, parameter, restart, random),
      states: states.map((state) => ({ ...state, next: kept(state.slot, state.next) })),
    }
  })
  const kept = [...optimizer.shared, ...updates.flatMap(({ states }) => states)]
  return {
    parameters: updates,
    own: [...kept.map((state) => resetWhereDue(state, restart)), ...turns.states, ...(restart?.states ?? [])],
  }
}

/** Every parameter of a model beside its declaration, in the order of `parametersOf`. */
export function trainedParameters({ layers }: Pick<Model, 'layers'>): TrainedParameter[] {
  return layers.flatMap(({ module, parameters }) =>
    Object.entries(parameters).map(([name, parameter]) => ({
      parameter,
      spec: module.parameters[name] as ParameterSpec,
    })),
  )
}

function redrawnWhereDue(
  next: Node,
  { redraw }: TrainedParameter['spec'],
  parameter: SlotNode,
  restart: Restart | undefined,
  random: (stream: string) => RandomSource,
): Node {
  if (restart === undefined || redraw === undefined) return next
  const key = randomKey(random(`restart ${parameter.name}`))
  return select(restart.isDue, redrawn(redraw, parameter.axes, key), next)
}

const resetWhereDue = (state: OptimizerState, restart: Restart | undefined): OptimizerState =>
  restart === undefined ? state : { ...state, next: select(restart.isDue, state.initial, state.next) }

/** Counters of periods in which parameters take turns, one for each length of period. */
class Turns {
  readonly #counters = new Map<number, SlotNode>()

  /** True in steps that update the parameter; undefined if all do. */
  isTurnOf({ turns }: TrainedParameter['spec']): Node | undefined {
    if (turns === undefined) return undefined
    const { period, from, to } = turns
    const range = { low: 0, high: period - 1 }
    const counter = this.#counters.get(period) ?? slot(`turn of ${period}`, [], { type: 'int', range })
    this.#counters.set(period, counter)
    return and(lessEqual(from, counter), less(counter, to))
  }

  get states(): OptimizerState[] {
    return [...this.#counters].map(([period, counter]) => ({
      slot: counter,
      next: select(equal(counter, period - 1), 0, add(counter, 1)),
      initial: 0,
    }))
  }
}
