import { describe, expect, test } from 'vitest'
import { disagreements } from '../../test/agreement.ts'
import { axis } from '../graph/axis.ts'
import { multiply, slot, sum } from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import { gradients } from '../graph/gradient.ts'
import { interpret, interpretAll, spreadOver } from '../graph/interpret.ts'
import { linear } from '../modules/linear.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nac } from '../modules/nac.ts'
import { nalu } from '../modules/nalu.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { snmu } from '../modules/snmu.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { forward, initialParameters, type Model, parametersOf } from './model.ts'
import { recurrent } from './recurrent.ts'
import { seedValues, trainingStep } from './step.ts'

const rows = axis('rows', 3)

/** Outputs `[out, rows]` of float64 weights on rows of sequences, the first input of all steps first. */
function outputs(model: Model, values: Readonly<Record<string, ArrayLike<number>>>, x: readonly number[]): number[] {
  const along = axis('rows', x.length / model.input.size)
  const y = forward(model, slot('x', [model.input, along]))
  return [...spreadOver(interpret(y, { ...values, x }), [model.output, along])]
}

describe('a recurrent model', () => {
  const sizes = { length: 3, width: 2, hidden: 1 }
  // One row: the first input is 1, 2, 3 over the steps, the second 10, 20, 30.
  const x = [1, 2, 3, 10, 20, 30]

  test('gives the unit the inputs of a step and then its own last outputs', () => {
    const values = { 'layer1.W': [2, 0.5, -1], 'layer1.b': [0], 'layer2.W': [3], 'layer2.b': [1] }
    // State −1 at first: 2·1 + 5 + 1 = 8, then 4 + 10 − 8 = 6, then 6 + 15 − 6 = 15; the readout is 3·15 + 1.
    expect(outputs(recurrent(linear, { ...sizes, start: -1 }), values, x)).toEqual([46])
  })

  test('of exact weights adds over time from 0, and multiplies from 1', () => {
    const adding = {
      'layer1.W_hat': [20, 0, 20],
      'layer1.M_hat': [40, 40, 40],
      'layer2.W_hat': [20],
      'layer2.M_hat': [40],
    }
    expect(outputs(recurrent(nac, sizes), adding, x)[0]).toBeCloseTo(6, 10)
    const multiplying = { 'layer1.W': [1, 0, 1], 'layer2.W': [1] }
    expect(outputs(recurrent(nmu, { ...sizes, start: 1 }), multiplying, x)).toEqual([6])
  })

  test('of another length has the same parameters', () => {
    const short = recurrent(nalu, sizes)
    const long = recurrent(nalu, { ...sizes, length: 20 })
    expect(parametersOf(long)).toEqual(parametersOf(short))
    expect(initialParameters(long, 1)).toEqual(initialParameters(short, 1))
  })

  test.each([0, 1.5])('of %f steps is refused', (length) => {
    expect(() => recurrent(nac, { ...sizes, length })).toThrow(`A sequence cannot have ${length} steps.`)
  })
})

describe('looking into a recurrent model', () => {
  const model = recurrent(nalu, { length: 3, width: 2, hidden: 2 })
  const x = slot('x', [model.input, rows])

  test('shows every weight once and every gate at each step', () => {
    const [weights, gates]: [string[], string[]] = [[], []]
    forward(model, x, {
      weight: (name, node) => {
        weights.push(name)
        return node
      },
      gate: (name, node) => {
        gates.push(name)
        return node
      },
    })
    expect(new Set(weights).size).toBe(weights.length)
    expect(weights).toContain('layer1.W')
    expect(gates).toEqual(['layer1.g at step 1', 'layer1.g at step 2', 'layer1.g at step 3', 'layer2.g'])
  })
})

/** Sequences of two inputs, positive as every unit takes them. */
const sequences = Array.from({ length: 2 * 4 * rows.size }, (_, i) => 1 + ((i * 7) % 11) / 11)

describe.each([nac, nau, nalu, nmu].map((module) => [module.id, module as ArithmeticModule] as const))(
  '%s',
  (_, module) => {
    const model = recurrent(module, { length: 4, width: 2, hidden: 2, start: 0.5 })
    const parameters = parametersOf(model)
    const y = forward(model, slot('x', [model.input, rows]))
    const loss = multiply(0.5, sum(square(y), [model.output, rows]))
    const values = { ...initialParameters(model, 3), x: sequences }

    test('has gradients over time that are finite differences', () => {
      const found = interpretAll(gradients(loss, parameters), values)
      const lossAt = (name: string, element: number, change: number) => {
        const moved = Float64Array.from(
          (values as Readonly<Record<string, ArrayLike<number>>>)[name] as ArrayLike<number>,
        )
        moved[element] = (moved[element] as number) + change
        return interpret(loss, { ...values, [name]: moved }).data[0] as number
      }
      parameters.forEach(({ name, axes }, i) => {
        const slopes = spreadOver(found[i] as NonNullable<(typeof found)[number]>, axes)
        slopes.forEach((slope, element) => {
          const step = 1e-5
          const difference = (lossAt(name, element, step) - lossAt(name, element, -step)) / (2 * step)
          expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(difference)))
        })
      })
    })

    test('trains compiled as it does interpreted', () => {
      const task = formulaTask('a + b', {
        trainRange: [1, 2],
        subsets: [
          { from: 0, to: 4 },
          { from: 4, to: 8 },
        ],
      })
      const { program, initial } = trainingStep({
        model,
        task,
        batching: { kind: 'full', rows: rows.size },
        loss: 'meanSquaredError',
        optimizer: sgd,
        schedule: schedules.constant,
        clipping: { norm: 1 },
      })
      const given = {
        ...initial,
        ...seedValues(1),
        'learning rate': 0.01,
        'planned steps': 3,
        'train low': 1,
        'train high': 2,
        'inputs of a': [1, 1, 1, 1, 0, 0, 0, 0],
        'inputs of b': [0, 0, 0, 0, 1, 1, 1, 1],
        rows: sequences,
        ...initialParameters(model, 3),
      }
      expect(disagreements(program, given)).toEqual([])
    })
  },
)

test('what a unit draws in training differs from step to step', () => {
  const names: string[] = []
  const model = recurrent(snmu, { length: 2, width: 2, hidden: 2 })
  forward(model, slot('x', [model.input, rows]), {
    training: ({ name }) => {
      names.push(name)
      return { step: slot('step', [], { type: 'int' }), uniform: (_, axes) => slot(`draws of ${name}`, axes) }
    },
  })
  expect(names).toEqual(['layer1 at step 1', 'layer1 at step 2', 'layer2'])
})
