import { expect, test } from 'vitest'
import { axis } from '../graph/axis.ts'
import { slot, sum } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import { interpret } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { applyModule, weightsOf } from './apply.ts'
import { modules } from './index.ts'
import type { ArithmeticModule } from './module.ts'
import { softmax } from './parts-power.ts'

const byId = (id: string) => modules.find((each) => each.id === id) as ArithmeticModule

/** The gradient of the outputs' sum in the gate of a layer of two inputs and one output, for the row (2, −3). */
function gateGradient(id: string, g: readonly number[]): number[] {
  const module = byId(id)
  const roles = { in: axis('in', 2), out: axis('out', 1), operand: axis('operand', 2) }
  const rows = axis('rows', 1)
  const x = slot('x', [roles.in, rows])
  const parameters = Object.fromEntries(
    Object.entries(module.parameters).map(([name, { axes }]) => [
      name,
      slot(
        name,
        axes.map((role) => roles[role]),
      ),
    ]),
  )
  const y = applyModule(module, { x, input: roles.in, output: roles.out, parameters })
  const [gradient] = gradients(sum(y, y.axes), [parameters['g'] as Node])
  const exponents = [0.7, -0.4]
  const values = { x: [2, -3], W: exponents, W_re: exponents, W_im: [0.1, 0.2], g }
  return Array.from(interpret(gradient as Node, values).data)
}

test.each(['npu', 'real-npu'])(
  'outside of [0, 1] the gate of %s has no gradient, and its twin that of the bound',
  (id) => {
    const atBounds = gateGradient(id, [1, 0])
    expect(atBounds.every((value) => Math.abs(value) > 0.01)).toBe(true)
    expect(gateGradient(id, [1.3, -0.2])).toEqual([0, 0])
    expect(gateGradient(`${id}-straight-through`, [1.3, -0.2])).toEqual(atBounds)
    expect(gateGradient(`${id}-straight-through`, [0.3, 0.8])).toEqual(gateGradient(id, [0.3, 0.8]))
  },
)

/** A penalty of a module of two inputs and one output. */
function penaltyOf(id: string, penalty: string, values: Readonly<Record<string, readonly number[]>>): number {
  const module = byId(id)
  const roles = { in: axis('in', 2), out: axis('out', 1), operand: axis('operand', 2) }
  const slots = Object.entries(module.parameters).map(([name, { axes }]) =>
    slot(
      name,
      axes.map((role) => roles[role]),
    ),
  )
  const given = weightsOf(module, Object.fromEntries(slots.map((each) => [each.name, each])))
  const found = module.penalties?.find((each) => each.id === penalty)
  if (found === undefined) throw new Error(`${id} has no penalty "${penalty}".`)
  return interpret(found.value({ input: roles.in, output: roles.out, ...given }), values).data[0] as number
}

test('the L1 penalty sums the magnitudes of every parameter', () => {
  expect(penaltyOf('npu', 'l1', { W_re: [1, -2], W_im: [0.5, 0], g: [0.25, -0.25] })).toBe(4)
  expect(penaltyOf('real-npu-mod', 'l1', { W: [1, -0.5], g: [0.5, 0] })).toBe(2)
})

test('the modified RealNPU draws exponents to −1 and 1 and gates to 0 and 1', () => {
  const values = { W: [-1, 0.5], g: [0.25, 1] }
  expect(penaltyOf('real-npu-mod', 'discretisation', values)).toBe(0.25)
  expect(penaltyOf('real-npu-mod', 'gate', values)).toBe(0.125)
})

test('the penalty of an NMRU is the mean over both of its matrices', () => {
  expect(penaltyOf('nmru', 'sparsity', { W_x: [1, 0.25], W_r: [0.5, 0.75] })).toBe((0.25 + 0.5 + 0.25) / 4)
})

test('the penalty of a mass-conserving layer falls as its parameters grow', () => {
  expect(penaltyOf('mcfc', 'saturation', { R: [1, 3], w: [2], b: [1] })).toBe(-(5 + 4 + 1))
})

test('softmax neither overflows nor depends on a common offset', () => {
  const along = axis('in', 3)
  const shares = interpret(softmax(slot('z', [along]), along), { z: [1000, 1000 - Math.LN2, -1000] })
  for (const [i, wanted] of [2 / 3, 1 / 3, 0].entries()) expect(shares.data[i]).toBeCloseTo(wanted, 13)
})
