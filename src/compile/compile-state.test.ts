// What a compiled step does to its slots and traces, and what a kernel does from call to call.

import { describe, expect, it } from 'vitest'
import { disagreements, runKernel, runOn } from '../../test/agreement.ts'
import { draw, expectAgreement, filled } from '../../test/compiled.ts'
import { axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import { gradients } from '../graph/gradient.ts'
import type { Node } from '../graph/node.ts'
import { randomKey, uniform } from '../graph/random.ts'
import { compileProgram } from './compile.ts'
import { Kernel } from './kernel.ts'
import { planKernel } from './plan-kernel.ts'
import type { StepProgram } from './step-program.ts'

const five = axis('five', 5)
const seven = axis('seven', 7)
const rows37 = axis('rows', 37)

describe('all next values are computed from the old state', () => {
  it.each([1, 7, 37, 300])('where two slots of %i numbers are exchanged', (size) => {
    const n = axis('n', size)
    const a = filled('a', [n])
    const b = filled('b of n', [n])
    const states = [
      { slot: a.slot, next: b.slot },
      { slot: b.slot, next: a.slot },
    ]
    expectAgreement(states, { a: g.sum(a.slot, n) }, { ...a.values, ...b.values })
  })

  it.each([7, 300])('where slots of %i numbers go round in a ring, or are turned about', (size) => {
    const n = axis('n', size)
    const m = axis('m', size)
    const [a, b, c] = ['a', 'bb', 'ccc'].map((name) => filled(name, [n])) as [Filled, Filled, Filled]
    const turned = g.rename(g.gather(a.slot, n, g.subtract(size - 1, g.index(m))), m, n)
    const states = [
      { slot: a.slot, next: turned },
      { slot: b.slot, next: g.add(c.slot, 0) },
      { slot: c.slot, next: g.multiply(a.slot, f.at(b.slot, n, size - 1)) },
    ]
    expectAgreement(states, {}, { ...a.values, ...b.values, ...c.values })
  })

  it.each([7, 300])('where a slot of %i numbers is read after its next value is known', (size) => {
    const n = axis('n', size)
    const a = filled('a', [n])
    const b = filled('b of n', [n])
    const aNext = g.multiply(0.5, g.add(a.slot, f.mean(b.slot, n)))
    const states = [
      { slot: a.slot, next: aNext },
      { slot: b.slot, next: g.tanh(g.add(b.slot, f.mean(g.multiply(a.slot, aNext), n))) },
    ]
    const traces = { before: g.sum(a.slot, n), after: g.sum(g.multiply(aNext, g.add(1, g.sum(aNext, n))), n) }
    expectAgreement(states, traces, { ...a.values, ...b.values })
  })

  it('where slots and traces have one and the same value', () => {
    const n = axis('n', 300)
    const x = filled('x', [n])
    const [a, b, c] = ['a', 'b', 'c'].map((name) => g.slot(name)) as [Node, Node, Node]
    const total = f.mean(g.multiply(x.slot, g.add(a, b)), n)
    const later = f.mean(g.exp(g.multiply(a, g.multiply(total, x.slot))), n)
    const states = [
      { slot: x.slot },
      { slot: a, next: total },
      { slot: b, next: total },
      { slot: c, next: later },
    ] as StepProgram['states']
    expectAgreement(states, { total, again: total, later, old: a }, { ...x.values, a: 0.3, b: -0.7, c: 1 })
  })

  it('where arrays share one value that others read at other places', () => {
    const n = axis('n', 20)
    const a = filled('a', [n])
    const b = filled('b of n', [n])
    const shared = g.tanh(g.add(a.slot, f.mean(b.slot, n)))
    const last = f.at(a.slot, n, 19)
    const states = [
      { slot: a.slot, next: shared },
      { slot: b.slot, next: shared },
    ]
    const traces = { last, moved: f.mean(g.multiply(g.multiply(a.slot, last), g.exp(f.mean(shared, n))), n) }
    expectAgreement(states, traces, { ...a.values, ...b.values })
  })
})

type Filled = ReturnType<typeof filled>

describe('next values', () => {
  it('may be constants, bare slots, positions, and values over fewer axes than the slot has', () => {
    const x = filled('x', [rows37, seven])
    const y = filled('y', [seven])
    const count = g.slot('count', [five], { type: 'int' })
    const flag = g.slot('flag', [five], { type: 'bool' })
    const zero = g.slot('zero', [rows37])
    const states = [
      { slot: x.slot, next: y.slot },
      { slot: y.slot, next: f.at(x.slot, rows37, 3) },
      { slot: zero, next: g.constant(0.1) },
      { slot: count, next: g.index(five) },
      { slot: flag, next: g.constant(1, 'bool') },
    ]
    expectAgreement(states, {}, { ...x.values, ...y.values, flag: [0, 1, 0, 1, 0] }, 1)
    expectAgreement(states, {}, { ...x.values, ...y.values }, 3)
  })

  it('may be truth values and whole numbers, which are 0 and 1, and wrap', () => {
    const flag = g.slot('flag', [five], { type: 'bool' })
    const count = g.slot('count', [], { type: 'int' })
    const x = g.slot('x', [five])
    const states = [
      { slot: flag, next: g.xor(flag, g.less(x, 0)) },
      { slot: count, next: g.multiply(count, 1_103_515_245) },
      { slot: x, next: g.select(flag, g.negate(x), g.add(x, 1)) },
    ]
    const traces = { low: g.toFloat(g.and(count, 255)), isNegative: g.less(count, 0), count: g.and(count, 1023) }
    expectAgreement(states, traces, { flag: [1, 0, 0, 1, 1], count: 12_345, x: [-1, 2, -3, 0.5, -0.5] }, 5)
    expect(runKernel({ states, traces }, { flag: [7, 0, 0, 1, 1] }, 1).slots.flag).toEqual(
      Float64Array.of(1, 0, 0, 1, 1),
    )
  })
})

describe('traces', () => {
  it('are recorded for every step, as many as there are', () => {
    const x = filled('x', [rows37])
    const names = Array.from({ length: 9 }, (_, k) => `trace ${k}`)
    const traces = Object.fromEntries(names.map((name, k) => [name, g.sum(g.multiply(x.slot, k), rows37)]))
    const program = { states: [{ slot: x.slot, next: g.multiply(x.slot, 0.75) }], traces }
    expect(disagreements(program, x.values, { steps: 20 })).toEqual([])
    expect(Object.keys(runKernel(program, x.values, 20).traces)).toEqual(names)
  })

  it('may be all that a program has', () => {
    const x = filled('x', [rows37])
    expectAgreement([{ slot: x.slot }], { sum: g.sum(x.slot, rows37), ten: g.constant(10) }, x.values)
  })

  it('may be missing, as may everything else', () => {
    expectAgreement([], {}, {})
    const x = filled('x', [five])
    expectAgreement([{ slot: x.slot }], {}, x.values)
  })
})

/** Fits w to the logarithm of the data, with a learning rate and a seed from slots. */
function regression(): StepProgram {
  const step = g.slot('step', [], { type: 'int' })
  const seed = g.slot('seed', [], { type: 'int' })
  const rate = g.slot('rate')
  const data = g.slot('data', [rows37, seven])
  const w = g.slot('w', [seven])
  const key = randomKey({ seedLow: seed, seedHigh: g.constant(0, 'int'), stream: 1, step })
  const noise = uniform(key, g.index(rows37), -0.1, 0.1)
  const error = g.subtract(g.sum(g.multiply(w, g.log(data)), seven), g.add(1, noise))
  const loss = f.mean(f.square(error), rows37)
  const [gradient] = gradients(loss, [w]) as [Node]
  const states = [
    { slot: data },
    { slot: seed },
    { slot: rate },
    { slot: w, next: g.subtract(w, g.multiply(rate, gradient)) },
    { slot: step, next: g.add(step, 1) },
  ]
  return { states, traces: { loss } }
}

const data = draw(37 * 7, 0.5, 3)
const values = { data, seed: 5, rate: 0.01, w: draw(7) }

describe('what follows from constant slots alone', () => {
  it('is computed once, before the first step', () => {
    const { loops } = compileProgram(regression())
    expect(loops.prepare.length).toBeGreaterThan(0)
    // A logarithm needs this constant; the steps do not.
    const mantissa = String(0x3f2aaaab)
    expect(JSON.stringify(loops.prepare)).toContain(mantissa)
    expect(JSON.stringify(loops.step)).not.toContain(mantissa)
    expect(disagreements(regression(), values)).toEqual([])
  })

  it('is computed anew when a constant slot has changed between two runs', () => {
    const program = regression()
    const kernel = new Kernel(planKernel(program))
    const other = draw(37 * 7, 0.2, 1, 9)
    runOn(kernel, program, values, 4)
    expect(runOn(kernel, program, { ...values, data: other, step: 0 }, 4)).toEqual(
      runKernel(program, { ...values, data: other }, 4),
    )
  })
})

describe('a kernel', () => {
  it('goes on where the call before it stopped', () => {
    const program = regression()
    const kernel = new Kernel(planKernel(program))
    const whole = runKernel(program, values, 7)
    const first = runOn(kernel, program, values, 3)
    const second = runOn(kernel, program, {}, 4)
    expect(second.slots).toEqual(whole.slots)
    expect([...(first.traces.loss ?? []), ...(second.traces.loss ?? [])]).toEqual([...(whole.traces.loss ?? [])])
  })

  it('of one plan trains with any seed and any learning rate, apart from all others', () => {
    const program = regression()
    const plan = planKernel(program)
    const variants = [1, 2, 3].flatMap((seed) => [0.01, 0.02].map((rate) => ({ ...values, seed, rate })))
    const kernels = variants.map(() => new Kernel(plan))
    const outcomes = variants.map((variant, i) => runOn(kernels[i] as Kernel, program, variant, 5))
    variants.forEach((variant, i) => {
      expect(outcomes[i]).toEqual(runKernel(regression(), variant, 5))
      expect(disagreements(program, variant, { steps: 5 })).toEqual([])
    })
    expect(new Set(outcomes.map(({ slots }) => String(slots.w))).size).toBe(variants.length)
  })

  it('has the same code and gives the same bits each time a program is built and compiled', () => {
    const [one, other] = [compileProgram(regression()), compileProgram(regression())]
    expect(JSON.stringify(other.loops)).toBe(JSON.stringify(one.loops))
    expect(runKernel(regression(), values, 5)).toEqual(runKernel(regression(), values, 5))
  })
})

describe('what is wrong with a program is said before it is compiled:', () => {
  const x = g.slot('x', [five])
  const compile =
    (states: StepProgram['states'], traces: StepProgram['traces'] = {}) =>
    () =>
      compileProgram({ states, traces })

  it('a slot that is declared twice or not at all', () => {
    expect(compile([{ slot: x }, { slot: g.slot('x', [seven]) }])).toThrow('Slot "x" is declared twice.')
    expect(compile([], { sum: g.sum(x, five) })).toThrow(
      `Slot "x" [five=5] is read but not part of the program's state.`,
    )
  })

  it('a next value of another type, or over axes that the slot does not have', () => {
    expect(compile([{ slot: x, next: g.index(five) }])).toThrow(
      'The next value of slot "x" is int [five=5], the slot is float [five=5].',
    )
    expect(compile([{ slot: x, next: g.add(x, g.slot('y', [seven])) }])).toThrow(
      'The next value of slot "x" is float [five=5, seven=7], the slot is float [five=5].',
    )
  })

  it('a trace that is no scalar', () => {
    expect(compile([{ slot: x }], { x })).toThrow('Trace "x" is an array [five=5], not a scalar.')
  })
})

describe('what is wrong with a call is said:', () => {
  const kernel = new Kernel(planKernel(regression()))

  it('a slot that there is not, or another number of values', () => {
    expect(() => kernel.read('v')).toThrow('The program has no slot "v". Its slots: data, seed, rate, w, step.')
    expect(() => kernel.write('w', [1, 2])).toThrow('Slot "w" [seven=7] takes 7 values, not 2.')
  })

  it.each([0, -1, 1.5, 4097])('%d steps', (steps) => {
    expect(() => kernel.run(steps)).toThrow(`A call runs 1 to 4096 steps, not ${steps}.`)
  })

  it('but a single number fills all of a slot', () => {
    kernel.write('w', 0.5)
    expect([...kernel.read('w')]).toEqual(new Array(7).fill(0.5))
  })
})
