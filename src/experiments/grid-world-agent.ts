// The agent of the grid world: an LSTM, beside it perhaps an arithmetic unit that goes along, and heads that read both.

import { type Axis, axis } from '../graph/axis.ts'
import { add, equal, index, less, multiply, or, rename, select, toFloat } from '../graph/build.ts'
import type { RecurrentState } from '../graph/delay.ts'
import { at, concatenate } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { dense } from '../layers/dense.ts'
import type { Pass, Place, PlacedLayer } from '../layers/layer.ts'
import { lstmCell } from '../layers/lstm.ts'
import { unit } from '../layers/unit.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { gridActions, gridSide } from '../tasks/grid-world.ts'
import type { GridSight } from '../tasks/grid-world-graph.ts'
import type { Trainable } from '../train/objective-step.ts'

/** How many steps the number 1 means where the agent is told a time. */
export const gridTimeUnit = 10

/** What is seen of the cells: the agent's row and column and the goal's, each as one of `gridSide` places. */
const seenPlaces = 4 * gridSide
/** The time that is told, and a tick. */
const seenNumbers = 2

/** What an agent is made of. */
export interface GridAgentOptions {
  /** Of the LSTM. */
  readonly units: number
  /** An arithmetic unit beside it, from what is seen, the LSTM's new state and its own last outputs to its next outputs. */
  readonly counter?: GridCounterOptions | undefined
}

/** An arithmetic unit that goes along. */
export interface GridCounterOptions {
  readonly module: ArithmeticModule
  readonly units: number
  /** Whether the LSTM is told the time and the tick as well; if not, it sees places alone. Default true. */
  readonly toldToBoth?: boolean
}

/** What an agent makes of a step. */
interface GridThought {
  /** Scores of the actions, `[actions, rows]`: the policy is their softmax. */
  readonly logits: Node
  /** The reward that is expected, `[rows]`. */
  readonly value: Node
  readonly memory: readonly Node[]
}

/** An agent: its parameters, what it remembers, and one step of it. */
export interface GridAgent extends Trainable {
  readonly actions: Axis
  /** Nothing, before the first step. */
  memory(rows: Axis): readonly RecurrentState[]
  think(sight: GridSight, memory: readonly Node[], pass: Pass): GridThought
}

/** An agent with a head for the policy and one for the value, which are linear in what they read. */
export function gridAgent({ units, counter }: GridAgentOptions): GridAgent {
  const seen = axis('seen', seenPlaces + seenNumbers)
  const seenByCell = counter?.toldToBoth === false ? axis('seen places', seenPlaces) : seen
  const cell = lstmCell(placeOf('lstm'), [seenByCell], units)
  const counting = counter === undefined ? undefined : countingOf(counter, seen, cell.output)
  const read = counting === undefined ? cell.output : axis('read', units + counting.state.size)
  const [policy, value] = [headOf('policy', gridActions.length, read), headOf('value', 1, read)]
  const parts = [...(counting === undefined ? [] : [counting.part]), policy, value]
  return {
    actions: onlyAxis(policy),
    parameters: [...cell.parameters, ...parts.flatMap(({ parameters }) => parameters)],
    states: [],
    units: parts.flatMap((part) => part.units),
    memory: (rows) => {
      const axes = [cell.output, cell.output, ...(counting === undefined ? [] : [counting.state])]
      return axes.map((each) => ({ initial: 0, axes: [each, rows] }))
    },
    think: (sight, memory, pass) => {
      const [before, kept, count] = memory as [Node, Node, Node]
      const x = inputOf(sight, seen)
      const [state, next] = cell.step(cell.given(seenByCell === seen ? x : placesOf(sight, seenByCell)), [before, kept])
      const counted = counting?.next(x, state, count, pass)
      const both = counted === undefined ? state : concatenate([{ value: state, axis: cell.output }, counted], read)
      return {
        logits: policy.apply(both, pass),
        value: at(value.apply(both, pass), onlyAxis(value), 0),
        memory: [state, next, ...(counted === undefined ? [] : [counted.value])],
      }
    },
  }
}

const placeOf = (name: string): Place => ({ name, shared: new Map() })
const onlyAxis = ({ output }: PlacedLayer): Axis => output.axes[0] as Axis
const headOf = (name: string, outputs: number, read: Axis): PlacedLayer =>
  dense(outputs).on({ axes: [read] }, placeOf(name))

/** A vector: its values and the axis along which they lie. */
interface Vector {
  readonly value: Node
  readonly axis: Axis
}

/** A unit that is given what is seen, the LSTM's state and its own last outputs as one vector. */
function countingOf({ module, units }: GridCounterOptions, seen: Axis, lstm: Axis) {
  const state = axis('counter.state', units)
  const given = axis('counter.given', seen.size + lstm.size + units)
  const part = unit(module, units).on({ axes: [given] }, placeOf('counter'))
  const next = (x: Node, hidden: Node, before: Node, pass: Pass): Vector => {
    const parts = [
      { value: x, axis: seen },
      { value: hidden, axis: lstm },
      { value: before, axis: state },
    ]
    return { value: rename(part.apply(concatenate(parts, given), pass), onlyAxis(part), state), axis: state }
  }
  return { part, state, next }
}

/** Places as ones among zeros, `[seen, rows]`: the agent's row, its column, then those of the goal. */
function placesOf({ row, column, start }: GridSight, seen: Axis): Node {
  const places = [row, column, start.goalRow, start.goalColumn]
  const isSeen = places.map<Node>((place, i) => equal(index(seen), add(place, i * gridSide)))
  return toFloat(isSeen.reduce((some, each) => or(some, each)))
}

/** What an agent is given in a step, `[seen, rows]`: places, the time that it is told at the first step, and a tick. */
function inputOf(sight: GridSight, seen: Axis): Node {
  const { start, time } = sight
  const tick = 1 / gridTimeUnit
  const told = select(equal(index(time), 0), multiply(toFloat(start.time), tick), 0)
  // A unit without a bias cannot count steps that it is not shown, so every step shows one in the unit of time.
  const numbers = select(equal(index(seen), seenPlaces), told, tick)
  return select(less(index(seen), seenPlaces), placesOf(sight, seen), numbers)
}
