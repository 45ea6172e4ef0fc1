import { describe, expect, test } from 'vitest'
import { axis } from '../graph/axis.ts'
import { add, constant, multiply, type Operand, slot, sum } from '../graph/build.ts'
import { KernelCache, programKey } from './cache.ts'
import type { StepProgram } from './step-program.ts'

/** `p ← p + factor · Σ x`, with everything that may differ. */
function program(
  given: { factor?: Operand; size?: number; name?: string; low?: number; trace?: string } = {},
): StepProgram {
  const { factor = 2, size = 3, name = 'p', low = 0, trace = 'total' } = given
  const inputs = axis('in', size)
  const x = slot('x', [inputs], { range: { low, high: 10 } })
  const p = slot(name)
  const total = sum(x, inputs)
  return { states: [{ slot: x }, { slot: p, next: add(p, multiply(factor, total)) }], traces: { [trace]: total } }
}

describe('programs that compile to the same code', () => {
  test('have one key, though nodes and axes are other objects', () => {
    expect(programKey(program())).toBe(programKey(program()))
  })

  test('get one plan, so that it is compiled once', () => {
    const cache = new KernelCache()
    expect(cache.plan(program())).toBe(cache.plan(program()))
  })
})

describe('another key has a program with', () => {
  test.each<[string, StepProgram]>([
    ['another constant', program({ factor: 3 })],
    ['another size', program({ size: 4 })],
    ['another name of a slot', program({ name: 'q' })],
    ['another range of a slot', program({ low: -1 })],
    ['another trace', program({ trace: 'sum' })],
    ['a slot more', { ...program(), states: [...program().states, { slot: slot('more') }] }],
    [
      'a slot that stays as it is',
      { ...program(), states: program().states.map(({ slot: each }) => ({ slot: each })) },
    ],
  ])('%s', (_, other) => {
    expect(programKey(other)).not.toBe(programKey(program()))
  })

  test('minus zero where another has zero', () => {
    expect(programKey(program({ factor: -0 }))).not.toBe(programKey(program({ factor: 0 })))
  })

  test('integers where another has floats', () => {
    const typed = (type: 'int' | 'float'): StepProgram => {
      const p = slot('p', [], { type, range: { low: 0, high: 9 } })
      return { states: [{ slot: p, next: add(p, constant(1, type)) }], traces: {} }
    }
    expect(programKey(typed('int'))).not.toBe(programKey(typed('float')))
  })

  test('two axes of one size where another has one axis twice', () => {
    const over = (shared: boolean): StepProgram => {
      const a = axis('a', 3)
      const b = shared ? a : axis('b', 3)
      const [x, y] = [slot('x', [a]), slot('y', [b])]
      const product = multiply(x, y)
      return { states: [{ slot: x }, { slot: y }], traces: { total: sum(product, product.axes) } }
    }
    expect(programKey(over(true))).not.toBe(programKey(over(false)))
  })
})

describe('a cache', () => {
  test('keeps kernels with and without fused multiply-add apart', () => {
    const cache = new KernelCache()
    expect(cache.plan(program(), { fused: true })).not.toBe(cache.plan(program(), { fused: false }))
    expect(cache.plan(program())).toBe(cache.plan(program(), { fused: false }))
  })

  test('drops the plan that was not used for longest once it is full', () => {
    const cache = new KernelCache()
    const [first, second] = [cache.plan(program({ factor: 0 })), cache.plan(program({ factor: 1 }))]
    for (let i = 2; i < 64; i += 1) cache.plan(program({ factor: i }))
    expect(cache.plan(program({ factor: 0 }))).toBe(first)
    cache.plan(program({ factor: 64 }))
    expect(cache.plan(program({ factor: 0 }))).toBe(first)
    expect(cache.plan(program({ factor: 1 }))).not.toBe(second)
  })
})
