import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axis } from '../graph/axis.ts'
import {
  absolute,
  add,
  constant,
  divide,
  exp,
  less,
  log,
  max,
  min,
  multiply,
  select,
  sign,
  slot,
  sqrt,
  subtract,
} from '../graph/build.ts'
import { at } from '../graph/functions.ts'
import { interpret } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { evaluateLaw } from './law.ts'
import { readLaw } from './read.ts'

const columns = [
  { low: 1, high: 3 },
  { low: -2, high: 3 },
  { low: -3, high: -1 },
]
const input = axis('in', columns.length)
const x = slot('x', [input])

// Numbers that a few products do not make so small that they count as nothing.
const numbers = [-2, -1, 0, 0.5, 1, 1.5, 3]

/** Graphs of the operations that laws can come through. */
const graphs = fc.letrec<{ node: Node }>((tie) => {
  const node = tie('node')
  const pairs = fc.tuple(node, node)
  return {
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      { weight: 3, arbitrary: fc.nat(columns.length - 1).map((j): Node => at(x, input, j)) },
      { weight: 1, arbitrary: fc.constantFrom(...numbers).map((value): Node => constant(value)) },
      { weight: 3, arbitrary: pairs.map(([a, b]): Node => add(a, b)) },
      { weight: 2, arbitrary: pairs.map(([a, b]): Node => subtract(a, b)) },
      { weight: 4, arbitrary: pairs.map(([a, b]): Node => multiply(a, b)) },
      { weight: 3, arbitrary: pairs.map(([a, b]): Node => divide(a, b)) },
      { weight: 2, arbitrary: node.map((a): Node => absolute(a)) },
      { weight: 1, arbitrary: node.map((a): Node => sign(a)) },
      { weight: 2, arbitrary: node.map((a): Node => sqrt(a)) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom(...numbers), node)
          .map(([power, a]): Node => exp(multiply(power, log(absolute(a))))),
      },
      { weight: 1, arbitrary: pairs.map(([a, b]): Node => min(a, b)) },
      { weight: 1, arbitrary: pairs.map(([a, b]): Node => max(a, b)) },
      {
        weight: 1,
        arbitrary: fc.tuple(node, node, node).map(([a, b, c]): Node => select(less(a, 0), b, c)),
      },
    ),
  }
}).node

const rows = fc.array(fc.tuple(...columns.map(({ low, high }) => fc.double({ min: low, max: high, noNaN: true }))), {
  minLength: 4,
  maxLength: 4,
})

test('a law that is read gives what the interpreter gives, whatever the graph', () => {
  let read = 0
  const property = fc.property(graphs, rows, (y, some) => {
    const law = readLaw(y, {}, x, columns)
    if (law === undefined) return
    read += 1
    for (const row of some) {
      const wanted = interpret(y, { x: row }).data[0] as number
      // At 0 of a divisor and where differences cancel rounding decides, and near 0 what counts as nothing.
      if (!(Math.abs(wanted) < 1e3) || row.some((value) => Math.abs(value) < 1e-3)) continue
      expect(Math.abs(evaluateLaw(law, row) - wanted)).toBeLessThan(1e-5 * Math.max(1, Math.abs(wanted)))
    }
  })
  fc.assert(property, { numRuns: 3000, seed: 1 })
  expect(read).toBeGreaterThan(1000)
})
