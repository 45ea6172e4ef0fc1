// The equations of every module, written a second time in plain JavaScript from the papers.

import { describe, expect, test } from 'vitest'
import { gateEquations } from '../../test/gate-equations.ts'
import { powerEquations, powerEquationsInTraining } from '../../test/power-equations.ts'
import { axis } from '../graph/axis.ts'
import { constant, slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { applyModule } from './apply.ts'
import { modules } from './index.ts'
import type { ArithmeticModule, TrainingContext } from './module.ts'

type Matrix = readonly (readonly number[])[]
type Weights = Readonly<Record<string, Matrix>>

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
const nacWeight = (wHat: Matrix, mHat: Matrix) =>
  wHat.map((row, o) => row.map((w, i) => Math.tanh(w) * sigmoid((mHat[o] as readonly number[])[i] as number)))
const logs = (x: readonly number[]) => x.map((value) => Math.log(Math.abs(value) + 1e-7))
const at = (w: Weights, name: string) => w[name] as Matrix
const row = (matrix: Matrix, o: number) => matrix[o] as readonly number[]
const mix = (g: number, a: number, m: number) => g * a + (1 - g) * m
const dense = (w: Weights, x: readonly number[], o: number) =>
  dot(row(at(w, 'W'), o), x) + (row(at(w, 'b'), 0)[o] as number)

/** Output `o` of a layer for one row of inputs. */
type Output = (w: Weights, x: readonly number[], o: number) => number

const activation =
  (f: (z: number) => number): Output =>
  (w, x, o) =>
    f(dense(w, x, o))

const elu = (z: number) => (z > 0 ? z : Math.expm1(z))

const equations: Readonly<Record<string, Output>> = {
  nac: (w, x, o) => dot(row(nacWeight(at(w, 'W_hat'), at(w, 'M_hat')), o), x),
  'nac-mul': (w, x, o) => Math.exp(dot(row(nacWeight(at(w, 'W_hat'), at(w, 'M_hat')), o), logs(x))),
  nalu: (w, x, o) => {
    const W = row(nacWeight(at(w, 'W_hat'), at(w, 'M_hat')), o)
    return mix(sigmoid(dot(row(at(w, 'G'), o), x)), dot(W, x), Math.exp(dot(W, logs(x))))
  },
  'nalu-separate': (w, x, o) => {
    const Wa = row(nacWeight(at(w, 'W_hat_a'), at(w, 'M_hat_a')), o)
    const Wm = row(nacWeight(at(w, 'W_hat_m'), at(w, 'M_hat_m')), o)
    return mix(sigmoid(dot(row(at(w, 'G'), o), x)), dot(Wa, x), Math.exp(dot(Wm, logs(x))))
  },
  nau: (w, x, o) => dot(row(at(w, 'W'), o), x),
  nmu: (w, x, o) =>
    x.reduce(
      (product, value, i) =>
        product * ((row(at(w, 'W'), o)[i] as number) * value + 1 - (row(at(w, 'W'), o)[i] as number)),
      1,
    ),
  ...gateEquations,
  ...powerEquations,
  linear: dense,
  relu: activation((z) => (z > 0 ? z : 0)),
  relu6: activation((z) => Math.min(Math.max(z, 0), 6)),
  'leaky-relu': activation((z) => (z > 0 ? z : 0.01 * z)),
  elu: activation(elu),
  // Klambauer et al. 2017, eq. 2, and the constants of their section 2.
  selu: activation((z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z))),
  softplus: activation((z) => Math.log1p(Math.exp(z))),
  softsign: activation((z) => z / (1 + Math.abs(z))),
  tanh: activation(Math.tanh),
  hardtanh: activation((z) => (z > 1 ? 1 : z < -1 ? -1 : z)),
  tanhshrink: activation((z) => z - Math.tanh(z)),
  sigmoid: activation(sigmoid),
  softshrink: activation((z) => (z > 0.5 ? z - 0.5 : z < -0.5 ? z + 0.5 : 0)),
  prelu: (w, x, o) => {
    const z = dense(w, x, o)
    return z > 0 ? z : (row(at(w, 'a'), 0)[o] as number) * z
  },
  hardshrink: activation((z) => (Math.abs(z) > 0.5 ? z : 0)),
}

const inputs = 3
const outputs = 2
const rows = [
  [1, 2, 3],
  [0.5, -4, 0.25],
  [-1.5, 0.1, 7],
  [0, 0, 0],
  [10, 3, -2],
]

/** The step of a module whose training pass draws nothing. */
const training: TrainingContext = {
  step: constant(0, 'int'),
  uniform: () => {
    throw new Error('A module without draws of its own asked for one.')
  },
}

test('every module has its equation here', () => {
  expect(modules.map(({ id }) => id).filter((id) => !(id in equations))).toEqual([])
})

describe('the module computes the equation of its paper:', () => {
  test.each(Object.entries(equations))('%s', (id, equation) => expectEquation(id, equation))
  test.each(Object.entries(powerEquationsInTraining))('%s, in training', (id, equation) =>
    expectEquation(id, equation, { training }),
  )
})

function expectEquation(id: string, equation: Output, pass: { readonly training?: TrainingContext } = {}) {
  const module = modules.find((each) => each.id === id) as ArithmeticModule
  const roles = { in: axis('in', inputs), out: axis('out', outputs), operand: axis('operand', inputs) }
  const along = axis('rows', rows.length)
  const x = slot('x', [roles.in, along])
  const slots = Object.entries(module.parameters).map(([name, { axes }]) =>
    slot(
      name,
      axes.map((role) => roles[role]),
    ),
  )
  const weights = Object.fromEntries(
    slots.map(({ name, axes }, k) => {
      // A vector is a matrix of one row, a cube one of as many rows as its first two axes have places.
      const width = axes.at(-1)?.size ?? 1
      const height = axes.slice(0, -1).reduce((n, { size }) => n * size, 1)
      const value = (o: number, i: number) => Math.sin(1 + 1.7 * k + 2.3 * o + 0.9 * i)
      return [
        name,
        Array.from({ length: height }, (_, o) => Array.from({ length: width }, (__, i) => value(o, i))),
      ] as const
    }),
  )
  const y = applyModule(module, {
    x,
    input: roles.in,
    output: roles.out,
    parameters: Object.fromEntries(slots.map((each) => [each.name, each])),
    ...pass,
  })
  const values = Object.fromEntries(Object.entries(weights).map(([name, matrix]) => [name, matrix.flat()]))
  const given = module.domain === 'positive' ? rows.map((each) => each.map((value) => Math.abs(value) + 0.5)) : rows
  const byInput = Array.from({ length: inputs }, (_, i) => given.map((each) => each[i] as number)).flat()
  const found = interpret(y, { ...values, x: byInput })
  const outputFirst = found.axes[0] === roles.out
  for (let o = 0; o < outputs; o += 1) {
    given.forEach((each, r) => {
      const place = outputFirst ? o * rows.length + r : r * outputs + o
      const wanted = equation(weights, each, o)
      expect(Math.abs((found.data[place] as number) - wanted)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(wanted)))
    })
  }
}
