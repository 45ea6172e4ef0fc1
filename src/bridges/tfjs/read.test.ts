import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawLoss, type ProgramSpec, programSpec } from '../../../test/random-programs.ts'
import { numbers } from '../../../test/tfjs-cpu.ts'
import { axis, countElements } from '../../graph/axis.ts'
import { add, and, multiply, product, shiftRight, slot, stopGradient, sum, toInt } from '../../graph/build.ts'
import { delay } from '../../graph/delay.ts'
import { gradients } from '../../graph/gradient.ts'
import { interpretAll } from '../../graph/interpret.ts'
import { type ElementType, type Node, type SlotNode, topologicalOrder } from '../../graph/node.ts'
import { allowedErrorsOf, differences } from '../../testing/rounding.ts'
import { readNodes } from './read.ts'

const types = { float: 'float32', int: 'int32', bool: 'bool' } as const satisfies Record<ElementType, tf.DataType>

type Values = Readonly<Record<string, ArrayLike<number> | number>>

/** What the reader gives, as numbers. */
function readings(nodes: readonly Node[], slots: readonly SlotNode[], values: Values): number[][] {
  return tf.tidy(() => {
    const tensors = slots.map(({ name, axes, type }) => {
      const value = values[name] as ArrayLike<number> | number
      const numbers = typeof value === 'number' ? [value] : Array.from(value)
      return [
        name,
        tf.tensor(
          numbers,
          axes.map(({ size }) => size),
          types[type],
        ),
      ] as const
    })
    return readNodes(nodes, Object.fromEntries(tensors)).map((tensor, i) => {
      expect(tensor.shape).toEqual((nodes[i] as Node).axes.map(({ size }) => size))
      return numbers(tensor)
    })
  })
}

/** A random graph without what TensorFlow.js has no operations for: recurrences, and integers of 32 bits. */
function withoutBits(spec: ProgramSpec): ProgramSpec {
  const left = new Set(['whole', 'wholeUnary', 'delay', 'recurrence'])
  return {
    ...spec,
    rows: Math.min(spec.rows, 40),
    slots: spec.slots.map((each) => ({ ...each, type: each.type === 'int' ? 'float' : each.type })),
    instructions: spec.instructions.filter(({ op }) => !left.has(op)),
  }
}

test('any graph has the values of the interpreter, and so have its gradients', () => {
  const property = fc.property(programSpec.map(withoutBits), (spec) => {
    const { loss, slots, values } = drawLoss(spec)
    const nodes = [loss, ...gradients(loss, slots)]
    const order = topologicalOrder(nodes)
    fc.pre(order.every(({ axes }) => countElements(axes) <= 20_000))
    const inputs = order.filter((node) => node.op === 'slot')
    const exact = interpretAll(order, values)
    // Not a number is never more or less than another; which sign or choice it has is left open.
    fc.pre(exact.every(({ data }) => data.every(Number.isFinite)))
    const wanted = nodes.map((node) => ({
      node,
      axes: node.axes,
      data: (exact[order.indexOf(node)] as (typeof exact)[0]).data,
    }))
    const allowed = allowedErrorsOf(wanted, values)
    // Noise moves a largest value away from itself; then no error can be told.
    fc.pre(allowed.every((errors) => errors.every(Number.isFinite)))
    const found = readings(nodes, inputs, values)
    expect(
      found.flatMap((data, i) =>
        differences(`node ${i}`, data, wanted[i]?.data as Float64Array, allowed[i] as Float64Array),
      ),
    ).toEqual([])
  })
  fc.assert(property, { seed: 1, numRuns: 300 })
}, 60_000)

const rows = axis('rows', 2)
const columns = axis('columns', 3)
const x = slot('x', [rows, columns])

test('a product of matrices is one operation, whatever order the axes have', async () => {
  const W = slot('W', [axis('out', 2), columns])
  const matrices = { x: tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]), W: tf.tensor2d([1, 0, 0, 1, 1, 1], [2, 3]) }
  const { kernelNames } = await tf.profile(() => readNodes([sum(multiply(W, x), columns)], matrices)[0] as tf.Tensor)
  expect(kernelNames).toContain('BatchMatMul')
})

test('numbers beyond 32 bits become the nearest integer, not a wrapped one', () => {
  const far = slot('far', [rows])
  expect(readings([toInt(far)], [far], { far: [1e12, -1e12] })).toEqual([[2 ** 31 - 128, -(2 ** 31)]])
})

test('a product has gradients of gradients, also where a factor is 0', () => {
  // By hand: f = a·b·c has ∂²f/∂a∂b = c.
  const cubes = axis('factors', 3)
  const factors = slot('factors', [cubes])
  const f = (given: tf.Tensor) => readNodes([product(factors, cubes)], { factors: given })[0] as tf.Tensor
  const byFirst = (given: tf.Tensor) => tf.slice(tf.grad(f)(given), 0, 1)
  expect(
    Array.from(
      tf
        .grad(byFirst)(tf.tensor1d([2, 0, 5]))
        .dataSync(),
    ),
  ).toEqual([0, 5, 0])
})

test('a stopped gradient stops in TensorFlow.js, too', () => {
  const f = (given: tf.Tensor) => readNodes([multiply(stopGradient(x), x)], { x: given })[0] as tf.Tensor
  expect(
    Array.from(
      tf
        .grad(f)(tf.fill([2, 3], 4))
        .dataSync(),
    ),
  ).toEqual([4, 4, 4, 4, 4, 4])
})

test('what TensorFlow.js has no operation for is an error that names it', () => {
  const whole = slot('whole', [rows], { type: 'int' })
  const given = { whole: tf.tensor1d([1, 2], 'int32'), x: tf.zeros([2, 3]) }
  const reading = (node: Node) => () => readNodes([node], given)
  expect(reading(shiftRight(whole, 1))).toThrow(
    /^shiftRight of integers \[rows=2\] cannot be read .* `training.uniform`/,
  )
  expect(reading(and(whole, whole))).toThrow(/^and of integers \[rows=2\] cannot be read/)
  expect(reading(delay(x, rows, 0))).toThrow(/^A delay along "rows" cannot be read .* Use a layer that goes over time/)
})

test('a slot without a tensor, or with one of another shape, is an error', () => {
  expect(() => readNodes([add(x, 1)], {})).toThrow('Slot "x" [rows=2, columns=3] has no tensor.')
  expect(() => readNodes([x], { x: tf.zeros([3, 2]) })).toThrow('Slot "x" takes a tensor of shape [2,3], not [3,2].')
})
