// What is read off stacks, beside the float64 interpreter of the same graph and weights.

import { describe, expect, test } from 'vitest'
import { worstOf } from '../../test/laws.ts'
import { evaluateLaw } from '../formula/law.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { findModule } from '../train/configuration.ts'
import type { SlotValues } from '../train/model.ts'
import { lawsOfStack, stackNet, weightsOfStack } from './module-net.ts'

const columns = [Float64Array.of(1, 2, 3, 4), Float64Array.of(4, 1.5, 1, 2)]
const ranges = [
  { low: 1, high: 4 },
  { low: 1, high: 4 },
]
const f32 = (values: Readonly<Record<string, readonly number[]>>): SlotValues =>
  Object.fromEntries(Object.entries(values).map(([name, each]) => [name, Float32Array.from(each)]))
const netOf = (sizes: readonly number[], ...ids: readonly string[]) =>
  stackNet(2, { modules: ids.map(findModule), sizes })
const plain = { 'layer2.W': [1], 'layer2.b': [0] }

/** How far each law is from what the interpreter makes of the weights. */
function errorsOf(net: ReturnType<typeof netOf>, values: SlotValues) {
  const x = slot('x', [net.input])
  return lawsOfStack(net, values, columns, ranges).map((law) => worstOf(law, net.predict(x), values, x, ranges))
}

describe('the laws of a stack', () => {
  test('are what it computes where its weights are at their values and its gate is shut', () => {
    const weights = { 'layer1.W_hat': [20, 20], 'layer1.M_hat': [40, 40] }
    for (const gate of [40, -40]) {
      const values = f32({ ...weights, 'layer1.G': [gate, gate], 'layer2.W': [1.5], 'layer2.b': [0.25] })
      for (const error of errorsOf(netOf([1], 'nalu'), values)) expect(error).toBeLessThan(1e-6)
      expect(errorsOf(netOf([1], 'nalu'), values)).toHaveLength(2)
    }
  })

  test('take weights near a value for it, and once all of them', () => {
    const net = netOf([1], 'nau')
    const values = f32({ 'layer1.W': [0.93, -0.4], ...plain })
    const [near, all] = lawsOfStack(net, values, columns, ranges)
    const at = (law: typeof near) => law && [evaluateLaw(law, [1, 0]), evaluateLaw(law, [0, 1])]
    expect(at(near)).toEqual([1, expect.closeTo(-0.4, 6)])
    expect(at(all)).toEqual([1, 0])
  })

  test('take a gate for shut that leaves up to a quarter at every row', () => {
    const weights = { 'layer1.W_hat': [20, 20], 'layer1.M_hat': [40, 40], ...plain }
    const net = netOf([1], 'nalu')
    // At the row (2, 1.5) the share is σ(−0.35 · 3.5) = 0.227, elsewhere less.
    const values = f32({ ...weights, 'layer1.G': [-0.35, -0.35] })
    const [law] = lawsOfStack(net, values, columns, ranges)
    expect(law && evaluateLaw(law, [2, 1.5])).toBeCloseTo(3, 5)
  })

  test('are none where a gate is open at some rows', () => {
    const weights = { 'layer1.W_hat': [20, 20], 'layer1.M_hat': [40, 40], ...plain }
    const net = netOf([1], 'nalu')
    expect(lawsOfStack(net, f32({ ...weights, 'layer1.G': [-0.3, -0.3] }), columns, ranges)).toEqual([])
    // Shut one way at the row (1, 4) and the other way at (4, 2).
    expect(lawsOfStack(net, f32({ ...weights, 'layer1.G': [40, -20] }), columns, ranges)).toEqual([])
  })

  test('have a share as a number that is the same for all rows', () => {
    const net = netOf([1], 'inalu')
    const weights = { W_hat_a: [20, 20], M_hat_a: [40, 40], W_hat_m: [20, 20], M_hat_m: [40, 40], G_hat: [0] }
    const named = Object.entries(weights).map(([name, each]) => [`layer1.${name}`, each])
    const errors = errorsOf(net, f32({ ...Object.fromEntries(named), ...plain }))
    expect(errors).toHaveLength(2)
    for (const error of errors) expect(error).toBeLessThan(1e-6)
  })

  test('go through two layers', () => {
    const net = netOf([2, 1], 'nmu', 'nau')
    const values = f32({
      'layer1.W': [1, 1, 0, 1],
      'layer2.W': [1, -1],
      'layer3.W': [2],
      'layer3.b': [0],
    })
    for (const error of errorsOf(net, values)) expect(error).toBeLessThan(1e-6)
    const x = slot('x', [net.input])
    expect(interpret(net.predict(x), { ...values, x: [3, 4] }).data[0]).toBeCloseTo(2 * (12 - 4), 12)
  })
})

describe('the weights of a stack', () => {
  test('are those of its modules, made from parameters where they make them, and gates as they were decided', () => {
    const [w, m] = [1.5, 0.5]
    const values = f32({ 'layer1.W_hat': [w, -w], 'layer1.M_hat': [m, m], 'layer1.G': [-0.35, -0.35], ...plain })
    const expected = Math.tanh(w) / (1 + Math.exp(-m))
    const { 'layer1.W': made, ...others } = weightsOfStack(netOf([1], 'nalu'), values, columns)
    expect([...(made ?? [])]).toEqual([expect.closeTo(expected, 6), expect.closeTo(-expected, 6)])
    expect(others).toEqual(f32({ 'layer1.g': [0], ...plain }))
  })

  test('are the parameters of a module that makes none', () => {
    const values = f32({ 'layer1.W': [0.75, -0.5], ...plain })
    expect(weightsOfStack(netOf([1], 'nau'), values, columns)).toEqual(values)
  })
})
