// Restarting inside a step program: losses are added up, and where they no longer fall, parameters are drawn anew.

import { type Axis, axis } from '../graph/axis.ts'
import {
  add,
  and,
  cos,
  divide,
  equal,
  gather,
  index,
  less,
  lessEqual,
  log,
  max,
  min,
  multiply,
  select,
  shiftRight,
  slot,
  sqrt,
  subtract,
  toFloat,
} from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { type GraphKey, positionOver, uniform, uniform01 } from '../graph/random.ts'
import type { Redraw, RestartRule } from '../modules/module.ts'

export interface Restart {
  /** True in a step that ends with new parameters. */
  readonly isDue: Node
  readonly states: readonly { readonly slot: SlotNode; readonly next: Node; readonly initial: number }[]
}

// Checks that are remembered from one restart to the next; later ones are left out.
const mostChecks = 128

/**
 * Larger losses count as this one: the sum of as many squares as a rule can remember stays below 2^127 and so within
 * float32, where one infinite square would leave it without a deviation for good. Such losses are stuck whatever their
 * size. A power of two, so that sums of it are exact, and what stays there does not seem to fall.
 */
const mostLoss = (every: number): number => 2 ** Math.floor((127 - Math.log2(mostChecks * every)) / 2)

/** Follows the losses of a rule. Schlör et al. 2020, section 3.4, with running sums in place of a list of losses. */
export function followLosses({ every, after, above }: RestartRule, loss: Node): Restart {
  const along = axis('checks', mostChecks)
  const counter = (name: string) => slot(name, [], { type: 'int', range: { low: 0, high: 2 ** 31 - 1 } })
  const sinceCheck = counter('restart steps since check')
  const checks = counter('restart checks')
  const sum = slot('restart sum of losses')
  const squares = slot('restart sum of squares')
  const sums = slot('restart sums at checks', [along])
  const squareSums = slot('restart sums of squares at checks', [along])

  const counted = min(loss, mostLoss(every))
  const nextSum = add(sum, counted)
  const nextSquares = add(squares, square(counted))
  const steps = add(sinceCheck, 1)
  const isCheck = and(equal(steps, every), less(checks, mostChecks - 1))
  const nextChecks = select(isCheck, add(checks, 1), checks)
  const half = shiftRight(nextChecks, 1)
  const earlier = multiply(toFloat(half), every)
  const later = multiply(toFloat(subtract(nextChecks, half)), every)
  const earlierSum = gather(sums, along, half)
  // The first step of all has no earlier half, and is no check; the maximum keeps it from dividing by 0.
  const earlierMean = divide(earlierSum, max(earlier, 1))
  const laterMean = divide(subtract(nextSum, earlierSum), max(later, 1))
  const laterSquares = divide(subtract(nextSquares, gather(squareSums, along, half)), max(later, 1))
  const deviation = sqrt(max(subtract(laterSquares, square(laterMean)), 0))
  const isLongEnough = less(after, multiply(toFloat(nextChecks), every))
  const isStuck = and(lessEqual(earlierMean, add(laterMean, deviation)), less(above, laterMean))
  const isDue = and(and(isCheck, isLongEnough), isStuck)

  const restarting = (value: Node) => select(isDue, 0, value)
  const isHere = and(isCheck, equal(index(along), nextChecks)) // [checks]
  const states = [
    { slot: sinceCheck, next: select(isCheck, 0, steps) },
    { slot: checks, next: restarting(nextChecks) },
    { slot: sum, next: restarting(nextSum) },
    { slot: squares, next: restarting(nextSquares) },
    { slot: sums, next: select(isHere, nextSum, sums) },
    { slot: squareSums, next: select(isHere, nextSquares, squareSums) },
  ]
  return { isDue, states: states.map((each) => ({ ...each, initial: 0 })) }
}

/** New values over the axes of a parameter, two draws each. */
export function redrawn(redraw: Redraw, axes: readonly Axis[], key: GraphKey): Node {
  const position = multiply(positionOver(axes), 2)
  switch (redraw.kind) {
    case 'uniform':
      return uniform(key, position, redraw.low, redraw.high)
    case 'normal': {
      // Box & Muller 1958; 1 − u is never 0.
      const radius = sqrt(multiply(-2, log(subtract(1, uniform01(key, position)))))
      const angle = multiply(2 * Math.PI, uniform01(key, add(position, 1)))
      return add(redraw.mean, multiply(redraw.deviation, multiply(radius, cos(angle))))
    }
    default:
      return redraw satisfies never
  }
}
