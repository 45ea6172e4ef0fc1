import { describe, expect, test } from 'vitest'
import { disagreements, runInterpreter } from '../../test/agreement.ts'
import { add, multiply, sum } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import { interpret } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { linear } from '../modules/linear.ts'
import { nau } from '../modules/nau.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { forward, stack } from './model.ts'
import { leastSquaresSoftness, type TableNet, tableStep } from './table-step.ts'

/** y = W·x + b as the sum over one output: `[rows]`. */
function linearNet(): TableNet {
  const model = stack(2, [{ module: linear, outputs: 1 }])
  return { ...model, predict: (x) => sum(forward(model, x), model.output) }
}

/** (u·x) / (v·x), whose sides have no constants. */
function quotientNet(): TableNet {
  const model = stack(2, [{ module: nau, outputs: 1 }])
  const [layer] = model.layers
  const W = layer?.parameters['W'] as Node
  const over = (x: Node) => contract(sum(W, model.output), x, model.input)
  const under = (x: Node) => sum(x, model.input)
  return { ...model, predict: over, ratio: (x) => ({ over: over(x), under: under(x) }) }
}

const columns = [
  [1, 1.5, 2, 2.5, 3],
  [3, 1, 2.5, -1.5, 2],
] as const
const target = [2, -1, 0.5, 4, 7]
const weight = [1, 0.5, 2, 0.25, 0]
const given = {
  rows: columns.flat() as number[],
  target,
  'row weight': weight,
  softness: leastSquaresSoftness,
  'learning rate': 0.0625,
  'planned steps': 100,
}
const weights = { 'layer1.W': [0.5, -0.25] as number[], 'layer1.b': [0.125] }

/** What the layer says of each row, on paper. */
const predictions = target.map((_, r) => 0.5 * (columns[0][r] as number) - 0.25 * (columns[1][r] as number) + 0.125)

/** The pseudo-Huber loss as its authors' successors write it: 2·δ²·(√(1 + (e/δ)²) − 1). */
const pseudoHuber = (e: number, softness: number) => 2 * softness ** 2 * (Math.sqrt(1 + (e / softness) ** 2) - 1)

function lossOf(net: TableNet, values: Readonly<Record<string, ArrayLike<number> | number>>): number {
  const { program } = tableStep({ net, rows: 5 })
  return interpret(program.traces['loss'] as Node, values).data[0] as number
}

describe('the loss of a step on a table', () => {
  test('is the mean square of weighted errors over the rows that count', () => {
    const squares = predictions.map((y, r) => ((y - (target[r] as number)) * (weight[r] as number)) ** 2)
    const mean = squares.slice(0, 4).reduce((total, each) => total + each, 0) / 4
    expect(lossOf(linearNet(), { ...given, ...weights })).toBeCloseTo(mean, 12)
  })

  test('does not depend on what a row of weight 0 holds', () => {
    const other = { ...given, target: target.with(4, -30), rows: given.rows.with(4, 50).with(9, -8) }
    expect(lossOf(linearNet(), { ...other, ...weights })).toBe(lossOf(linearNet(), { ...given, ...weights }))
  })

  test('counts large errors by their size where the softness is small', () => {
    const each = predictions.map((y, r) => pseudoHuber((y - (target[r] as number)) * (weight[r] as number), 0.3))
    const mean = each.slice(0, 4).reduce((total, value) => total + value, 0) / 4
    expect(lossOf(linearNet(), { ...given, ...weights, softness: 0.3 })).toBeCloseTo(mean, 12)
  })

  test('of a quotient crosses its sides and stays within 1 where the divisor is 0', () => {
    const value = { 'layer1.W': [0.5, -0.25] }
    const each = target.slice(0, 4).map((y, r) => {
      const [a, b] = [columns[0][r] as number, columns[1][r] as number]
      const [over, side] = [0.5 * a - 0.25 * b, (a + b) * y]
      return (((side - over) / (Math.abs(side) + Math.abs(over))) * (weight[r] as number)) ** 2
    })
    const mean = each.reduce((total, value) => total + value, 0) / 4
    expect(lossOf(quotientNet(), { ...given, ...value })).toBeCloseTo(mean, 10)
    const pole = { ...given, ...value, rows: [1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 'row weight': [1, 1, 1, 1, 1] }
    expect(lossOf(quotientNet(), pole)).toBeCloseTo(1, 10)
  })

  test('is 0 where no row counts', () => {
    expect(lossOf(linearNet(), { ...given, ...weights, 'row weight': [0, 0, 0, 0, 0] })).toBe(0)
  })
})

describe('a step on a table', () => {
  test.each([
    ['by the difference', linearNet, weights, 1e9],
    ['by the difference, softly', linearNet, weights, 0.5],
    ['by crossed sides', quotientNet, { 'layer1.W': weights['layer1.W'] }, 1e9],
  ] as const)('goes down the slope that finite differences have: %s', (_, make, start, softness) => {
    const net = make()
    const { program, initial } = tableStep({ net, rows: 5, optimizer: sgd, schedule: schedules.constant })
    const values = { ...given, softness }
    const { slots } = runInterpreter(program, { ...initial, ...values, ...start }, 1)
    const h = 1e-6
    const [parameter] = net.layers.flatMap(({ parameters }) => Object.values(parameters))
    expect(parameter?.name).toBe('layer1.W')
    start['layer1.W'].forEach((w, i) => {
      const moved = (by: number) => lossOf(net, { ...values, ...start, 'layer1.W': start['layer1.W'].with(i, w + by) })
      const slope = (moved(h) - moved(-h)) / (2 * h)
      expect((w - (slots['layer1.W']?.[i] as number)) / 0.0625).toBeCloseTo(slope, 6)
    })
  })

  test('is the same in the interpreter, the executor and the kernels', () => {
    for (const softness of [1e9, 0.5]) {
      const { program, initial } = tableStep({ net: linearNet(), rows: 5 })
      expect(disagreements(program, { ...initial, ...given, ...weights, softness })).toEqual([])
    }
    const { program, initial } = tableStep({ net: quotientNet(), rows: 5, optimizer: adam })
    expect(disagreements(program, { ...initial, ...given, 'layer1.W': [0.5, -0.25] })).toEqual([])
  })

  test('keeps the bounds of parameters and leaves penalties out', () => {
    const { program, initial } = tableStep({ net: quotientNet(), rows: 5, optimizer: sgd })
    const { slots } = runInterpreter(program, { ...initial, ...given, 'learning rate': 1e6, 'layer1.W': [0.5, 0.5] }, 1)
    for (const w of slots['layer1.W'] as Float64Array) expect(Math.abs(w)).toBe(1)
    const names = program.states.map(({ slot }) => slot.name)
    expect(names).toEqual([...Object.keys(given), 'step', 'layer1.W'])
  })

  test('says what a net should predict', () => {
    const model = stack(2, [{ module: linear, outputs: 1 }])
    const net: TableNet = { ...model, predict: (x) => forward(model, x) }
    expect(() => tableStep({ net, rows: 5 })).toThrow(
      'A net for tables predicts [out=1, rows=5], not [rows=5]: one number a row.',
    )
    const twice: TableNet = { ...linearNet(), predict: (x) => add(multiply(x, 2), 1) }
    expect(() => tableStep({ net: twice, rows: 5 })).toThrow('one number a row')
  })
})
