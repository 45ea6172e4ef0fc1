// The standard normal distribution: the share below a number, and as a graph the number beyond which a share lies.

import { add, divide, less, log, max, multiply, type Operand, select, sqrt, subtract } from './build.ts'
import { square } from './functions.ts'
import type { Node } from './node.ts'

// Beyond this many deviations lies less than 1e-15.
const farthest = 8

/** The share below `z`, from its series around 0; rounded to float32, so that it is the same on every engine. */
export function shareBelow(z: number): number {
  if (Math.abs(z) > farthest) return z < 0 ? 0 : 1
  let term = z
  let sum = z
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
    term *= (z * z) / n
    sum += term
  }
  return Math.fround(0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI))
}

// M. Wichura 1988, algorithm AS 241, routine PPND7: relative errors of about 1e-7. Highest powers first.
const center = {
  above: [5.910937472e1, 1.5929113202e2, 5.0434271938e1, 3.3871327179],
  below: [6.71875636e1, 7.8757757664e1, 1.7895169469e1, 1],
}
const tail = {
  above: [1.7023821103e-1, 1.3067284816, 2.75681539, 1.4234372777],
  below: [1.2021132975e-1, 7.370016425e-1, 1],
}
/** Distance from one half up to which the center counts. */
const split = 0.425
/** The tail's fit ends at this share, of which no one will draw enough to see it. */
const smallestShare = Math.exp(-25)

/** The number that a share `p` of the distribution exceeds; p is above 0 and at most one half. */
export function distanceOfTail(p: Node): Node {
  const q = subtract(0.5, p)
  const near = multiply(q, ratio(center, subtract(split ** 2, square(q))))
  const far = ratio(tail, subtract(sqrt(multiply(-1, log(max(p, smallestShare)))), 1.6))
  return select(less(split, q), far, near)
}

const ratio = ({ above, below }: { above: readonly number[]; below: readonly number[] }, r: Node): Node =>
  divide(polynomial(above, r), polynomial(below, r))

function polynomial([first, ...rest]: readonly number[], r: Node): Node {
  const value = rest.reduce<Operand>((sum, coefficient) => add(multiply(sum, r), coefficient), first as number)
  return value as Node
}
