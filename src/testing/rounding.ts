// What rounding to float32 explains: the interpreter runs again with a small error wherever float32 would round.

import { type Axis, countElements } from '../graph/axis.ts'
import { absolute, add, multiply, slot, sum } from '../graph/build.ts'
import { type Bindings, interpret, interpretEach, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { scatter } from '../graph/scatter.ts'

// A compiled function errs by a few units in the last place of float32 (2^-24 of its value), to one side or the other.
const noise = 4 * 2 ** -24
const noisyRuns = 8
// A kernel adds in another order and may fuse, so its error may be a few times what some random runs show.
const factor = 8
const least = 1e-7

/** The values of a node over `axes`, in this order, repeated along those that the node lacks. */
export function valuesOver(node: Node, axes: readonly Axis[], values: Bindings): Float64Array {
  const zero = slot('zero', axes)
  return interpret(add(multiply(zero, 0), node), { ...values, zero: new Float64Array(countElements(axes)) }).data
}

/** A node, the axes over which its value is wanted, and that value. */
export interface Exact {
  readonly node: Node
  readonly axes: readonly Axis[]
  readonly data: Float64Array
}

/** For every element of a node's value the largest difference that rounding to float32 explains. */
export const allowedErrors = (node: Node, axes: readonly Axis[], values: Bindings, data: Float64Array): Float64Array =>
  allowedErrorsOf([{ node, axes, data }], values)[0] as Float64Array

/** The same for several nodes; what they share is interpreted once. */
export function allowedErrorsOf(all: readonly Exact[], values: Bindings): Float64Array[] {
  const errors = all.map(({ data }) => new Float64Array(data.length))
  const nodes = all.map(({ node }) => node)
  for (let run = 0; run < noisyRuns; run += 1) {
    interpretWithNoise(nodes, values, run).forEach((noisy, k) => {
      const { axes, data } = all[k] as Exact
      const error = errors[k] as Float64Array
      spreadOver(noisy, axes).forEach((value, i) => {
        error[i] = Math.max(error[i] as number, Math.abs(value - (data[i] as number)))
      })
    })
  }
  return errors.map((error, k) => {
    const { data } = all[k] as Exact
    return error.map((each, i) => factor * each + least * (1 + Math.abs(data[i] as number)))
  })
}

function interpretWithNoise(roots: readonly Node[], values: Bindings, seed: number): Tensor[] {
  let state = Math.imul(seed + 1, 0x9e3779b9)
  const side = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return ((state >>> 8) & 1) * 2 - 1
  }
  const disturb = (value: number) => (Math.fround(value) === value ? value : value * (1 + noise * side()))
  return interpretEach(roots, values, (node, { data }, inputs) => {
    if (node.type !== 'float') return data
    // A sum rounds at every term, so its error is as large as its terms are.
    const sizes = sizesOfTerms(node, inputs)
    return data.map((value, i) =>
      sizes === undefined ? disturb(value) : value + noise * side() * (sizes[i] as number),
    )
  })
}

/** For every sum of a node's value the sum of its terms without their signs. */
function sizesOfTerms(node: Node, [terms, position]: readonly Tensor[]): Float64Array | undefined {
  if ((node.op !== 'sum' && node.op !== 'scatter') || terms === undefined) return undefined
  const sizes = absolute(slot('terms', terms.axes))
  const at = slot('position', position?.axes ?? [], { type: 'int' })
  const folded = node.op === 'scatter' ? scatter(sizes, node.axis, at, node.over) : sum(sizes, node.over)
  return interpret(folded, { terms: terms.data, position: position?.data ?? 0 }).data
}

/** Where two arrays differ by more than is allowed: one line, or none. */
export function differences(
  what: string,
  found: ArrayLike<number>,
  exact: Float64Array,
  allowed: Float64Array,
): string[] {
  const wrong = [...exact.keys()].filter((i) => {
    const [value, wanted, limit] = [found[i] as number, exact[i] as number, allowed[i] as number]
    if (Object.is(value, wanted) || (Number.isNaN(value) && Number.isNaN(wanted))) return false
    return !(Math.abs(value - wanted) <= limit)
  })
  const [first] = wrong
  if (first === undefined) return []
  return [
    `${what}: ${wrong.length} of ${exact.length} values differ; number ${first} is ${found[first]} instead of ` +
      `${exact[first]}, where float32 explains ${(allowed[first] as number).toPrecision(2)}.`,
  ]
}
