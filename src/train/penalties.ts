// Penalties of a model's modules as part of the training step: each with a factor that follows its schedule.

import { invalid } from '../base/errors.ts'
import { describeAxes } from '../graph/axis.ts'
import { add, and, divide, exp, floor, less, min, multiply, select, slot, subtract, toFloat } from '../graph/build.ts'
import { clamp } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { weightsOf } from '../modules/apply.ts'
import type { Penalty, PenaltySchedule } from '../modules/module.ts'
import type { Layer } from './model.ts'

/** Other numbers than a module's own for a penalty; see `PenaltySchedule` for what the schedule's two are. */
export interface PenaltyChange {
  readonly weight?: number
  /** `from` of a ramp, `every` of a tenfold schedule, `from` of one that looks at the loss. */
  readonly from?: number
  /** `to` of a ramp, `most` of a tenfold schedule, `bound` of one that looks at the loss. */
  readonly to?: number
}

/** Changes by the id of the penalty: they hold for every layer that has it. */
export type PenaltyChanges = Readonly<Record<string, PenaltyChange>>

export interface BoundPenalties {
  /** What is added to the loss; undefined if no module has a penalty. */
  readonly value: Node | undefined
  /** The numbers are data, so that one kernel serves every setting. */
  readonly slots: readonly SlotNode[]
  readonly initial: Readonly<Record<string, number>>
}

/** What a penalty needs of a layer. */
export type PenalisedLayer = Pick<Layer, 'module' | 'name' | 'input' | 'output' | 'parameters'>

/** The penalties of every layer, given the steps taken (int) and the loss of this step. */
export function bindPenalties(
  layers: readonly PenalisedLayer[],
  step: Node,
  loss: Node,
  changes: PenaltyChanges = {},
): BoundPenalties {
  const slots: SlotNode[] = []
  const initial: Record<string, number> = {}
  const terms = layers.flatMap(({ module, name, input, output, parameters }) => {
    const { weights } = weightsOf(module, parameters)
    return (module.penalties ?? []).map((penalty) => {
      const given = { ...numbersOf(penalty), ...changes[penalty.id] }
      // A ramp of no steps would divide 0 by 0 at its own step.
      const isFlat = penalty.schedule.kind === 'ramp' && given.to <= given.from
      const numbers = isFlat ? { ...given, to: given.from + 1 } : given
      const bind = (what: keyof PenaltyChange): SlotNode => {
        const bound = slot(`${name}.${penalty.id} ${what}`)
        slots.push(bound)
        initial[bound.name] = numbers[what]
        return bound
      }
      const factor = factorOf(penalty.schedule, bind('weight'), bind('from'), bind('to'), toFloat(step), loss)
      const size = penalty.value({ input, output, parameters, weights })
      if (size.axes.length === 0) return multiply(factor, size)
      const found = describeAxes(size.axes)
      throw invalid(
        `Penalty "${penalty.id}" of module "${module.id}" gives ${found}. Its value is one number, a mean or a sum.`,
      )
    })
  })
  const value = terms.length === 0 ? undefined : terms.reduce((a, b) => add(a, b))
  return { value, slots, initial }
}

function numbersOf({ weight, schedule }: Penalty): Required<PenaltyChange> {
  switch (schedule.kind) {
    case 'ramp':
      return { weight, from: schedule.from, to: schedule.to }
    case 'tenfold':
      return { weight, from: schedule.every, to: schedule.most }
    case 'whenLossBelow':
      return { weight, from: schedule.from, to: schedule.bound }
    default:
      return schedule satisfies never
  }
}

function factorOf({ kind }: PenaltySchedule, weight: Node, from: Node, to: Node, step: Node, loss: Node): Node {
  switch (kind) {
    case 'ramp':
      return multiply(weight, clamp(divide(subtract(step, from), subtract(to, from)), 0, 1))
    case 'tenfold':
      return min(multiply(weight, exp(multiply(Math.LN10, floor(divide(step, from))))), to)
    case 'whenLossBelow':
      return select(and(less(from, step), less(loss, to)), weight, 0)
    default:
      return kind satisfies never
  }
}
