// Restarting inside a step program: losses are added up, and where they no longer fall, parameters are drawn anew.

import { invalid } from '../base/errors.ts'
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

// Places of sums that are remembered from one restart to the next; later checks are left out.
const places = 128

/**
 * Larger losses count as this one: the sum of as many squares as a rule can remember stays below 2^127 and so within
 * float32, where one infinite square would leave it without a deviation for good. Such losses are stuck whatever their
 * size. A power of two, so that sums of it are exact, and what stays there does not seem to fall.
 */
const mostLoss = (steps: number): number => 2 ** Math.floor((127 - Math.log2(steps)) / 2)

/**
 * Follows the losses of a rule. Schlör et al. 2020, section 3.4, with running sums in place of a list of losses.
 * @throws NaluError if the rule can never call for a restart: it forgets before as many losses are known as it needs.
 */
export function followLosses({ every, after, above, remember = 1 }: RestartRule, loss: Node): Restart {
  const longest = every * remember * (places - 1)
  if (longest <= after) {
    throw invalid(
      `A restart after ${after} steps is never due: sums at every ${every * remember} steps are remembered for ${longest}. ` +
        `Remember them at every ${Math.floor(after / every / (places - 1)) + 1} checks or more.`,
    )
  }
  const along = axis('checks', places)
  const sinceCheck = counter('restart steps since check')
  const checks = counter('restart checks')
  const sum = slot('restart sum of losses')
  const squares = slot('restart sum of squares')
  const sums = slot('restart sums at checks', [along])
  const squareSums = slot('restart sums of squares at checks', [along])

  const counted = min(loss, mostLoss(places * every * remember))
  const nextSum = add(sum, counted)
  const nextSquares = add(squares, square(counted))
  const steps = add(sinceCheck, 1)
  const isCheck = and(equal(steps, every), less(checks, (places - 1) * remember))
  const nextChecks = select(isCheck, add(checks, 1), checks)
  const marks = remember === 1 ? everyCheck(isCheck, nextChecks) : everyFew(remember, isCheck)
  const half = shiftRight(marks.next, 1)
  const halfChecks = remember === 1 ? half : multiply(half, remember)
  const earlier = multiply(toFloat(halfChecks), every)
  const later = multiply(toFloat(subtract(nextChecks, halfChecks)), every)
  const earlierSum = gather(sums, along, half)
  // At first there is no earlier half, and no restart either; the maximum keeps it from dividing by 0.
  const earlierMean = divide(earlierSum, max(earlier, 1))
  const laterMean = divide(subtract(nextSum, earlierSum), max(later, 1))
  const laterSquares = divide(subtract(nextSquares, gather(squareSums, along, half)), max(later, 1))
  const deviation = sqrt(max(subtract(laterSquares, square(laterMean)), 0))
  const isLongEnough = less(after, multiply(toFloat(nextChecks), every))
  const isStuck = and(lessEqual(earlierMean, add(laterMean, deviation)), less(above, laterMean))
  const isDue = and(and(isCheck, isLongEnough), remember === 1 ? isStuck : and(less(0, half), isStuck))

  const restarting = (value: Node) => select(isDue, 0, value)
  const isHere = and(marks.isHere, equal(index(along), marks.next)) // [checks]
  const states = [
    { slot: sinceCheck, next: select(isCheck, 0, steps) },
    { slot: checks, next: restarting(nextChecks) },
    { slot: sum, next: restarting(nextSum) },
    { slot: squares, next: restarting(nextSquares) },
    { slot: sums, next: select(isHere, nextSum, sums) },
    { slot: squareSums, next: select(isHere, nextSquares, squareSums) },
    ...marks.counters.map((each) => ({ ...each, next: restarting(each.next) })),
  ]
  return { isDue, states: states.map((each) => ({ ...each, initial: 0 })) }
}

const counter = (name: string) => slot(name, [], { type: 'int', range: { low: 0, high: 2 ** 31 - 1 } })

/** Where sums are remembered: in a step that `isHere`, under the number `next`. */
interface Marks {
  readonly isHere: Node
  readonly next: Node
  readonly counters: readonly { readonly slot: SlotNode; readonly next: Node }[]
}

const everyCheck = (isCheck: Node, nextChecks: Node): Marks => ({ isHere: isCheck, next: nextChecks, counters: [] })

function everyFew(remember: number, isCheck: Node): Marks {
  const [count, since] = [counter('restart sums remembered'), counter('restart checks since sum')]
  const nextSince = select(isCheck, add(since, 1), since)
  const isHere = and(isCheck, equal(nextSince, remember))
  const next = select(isHere, add(count, 1), count)
  return {
    isHere,
    next,
    counters: [
      { slot: count, next },
      { slot: since, next: select(isHere, 0, nextSince) },
    ],
  }
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
