import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disagreements, runKernel } from '../../test/agreement.ts'
import { modules } from '../modules/index.ts'
import { initialParameters, type Model, stack, stackOf } from './model.ts'
import { predict, predictionProgram, predictionRows, predictor } from './predict.ts'
import { drawRows } from './rows.ts'

const draw = (model: Model, rows: number) => drawRows(3, 'test', [[-4, 4]], model.input.size, rows)

/** `[axis, rows]` without all rows but `from … to − 1`. */
const cut = (values: Float32Array, lines: number, from: number, to: number) => {
  const rows = values.length / lines
  return Float32Array.from({ length: lines * (to - from) }, (_, i) => {
    const width = to - from
    return values[Math.floor(i / width) * rows + from + (i % width)] as number
  })
}

describe.each(modules)('a model of $id', (module) => {
  const model = stackOf(module, 3, [2])
  const parameters = initialParameters(model, 5)

  test('predicts what the float64 interpreter does, up to rounding', () => {
    const values = { ...parameters, x: draw(model, predictionRows), y: 0 }
    const filled = { ...values, y: new Float32Array(predictionRows) }
    expect(disagreements(predictionProgram(model), filled, { steps: 1 })).toEqual([])
  })

  test('predicts the bits of the kernel that rounds every operation', () => {
    const x = draw(model, predictionRows)
    const { slots } = runKernel(predictionProgram(model), { ...parameters, x, y: 0 }, 1)
    expect(predict(model, parameters, x)).toEqual(Float32Array.from(slots['y'] as Float64Array))
  })
})

test('a prediction does not depend on how rows are cut into calls', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...modules),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 * predictionRows }),
      fc.nat(),
      (module, inputs, outputs, rows, somewhere) => {
        const model = stackOf(module, inputs, [3], outputs)
        const use = predictor(model, initialParameters(model, 7))
        const x = draw(model, rows)
        const y = use(x)
        expect(y).toHaveLength(outputs * rows)
        const at = somewhere % (rows + 1)
        expect(use(cut(x, inputs, 0, at))).toEqual(cut(y, outputs, 0, at))
        expect(use(cut(x, inputs, at, rows))).toEqual(cut(y, outputs, at, rows))
      },
    ),
    { seed: 1, numRuns: 60 },
  )
})

test('a row that is not finite leaves the rows beside it alone', () => {
  const model = stackOf(modules[0] as (typeof modules)[number], 2, [])
  const use = predictor(model, initialParameters(model, 1))
  const [first, , third] = use(Float32Array.of(1, Number.NaN, 3, 4, 5, 6))
  expect([first, third]).toEqual([...use(Float32Array.of(1, 3, 4, 6))])
})

test('no rows give no predictions', () => {
  const model = stackOf(modules[0] as (typeof modules)[number], 2, [])
  expect(predict(model, initialParameters(model, 1), new Float32Array(0))).toHaveLength(0)
})

test('rows that are not whole and weights that do not fit are errors', () => {
  const module = modules.find(({ id }) => id === 'nac') as (typeof modules)[number]
  const model = stack(2, [{ module, outputs: 1 }])
  const parameters = initialParameters(model, 1)
  expect(() => predict(model, parameters, new Float32Array(3))).toThrow(
    '3 values are no whole rows of 2 inputs. Give [in, rows], the rows fastest.',
  )
  const { 'layer1.M_hat': _, ...without } = parameters
  expect(() => predictor(model, without)).toThrow('Parameter layer1.M_hat [out=1, in=2] of the model has no values.')
  expect(() => predictor(model, { ...parameters, 'layer1.M_hat': new Float32Array(3) })).toThrow(
    'Parameter layer1.M_hat [out=1, in=2] takes 2 values, not 3.',
  )
})
