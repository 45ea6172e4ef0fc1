import { describe, expect, test } from 'vitest'
import { nau } from '../modules/nau.ts'
import { subsetsFor } from '../tasks/task.ts'
import { evaluate, evaluationOf } from '../train/evaluation.ts'
import { parametersOf } from '../train/model.ts'
import { recurrent } from '../train/recurrent.ts'
import { drawRows } from '../train/rows.ts'
import { subsetValues } from '../train/target.ts'
import type { SeedResult } from '../train/trainer.ts'
import type { Outcome } from './experiment.ts'
import { recurrentThreshold } from './published/recurrent.ts'
import { recurrentArithmeticTask } from './recurrent-arithmetic.ts'

const { cells, report } = recurrentArithmeticTask
const cellOf = (id: string) => {
  const cell = cells.find((each) => each.id === id)
  if (cell === undefined) throw new Error(`There is no cell ${id}.`)
  return cell
}

/** Weights of an NAU for the subsets of a seed, all off by an error. */
function nauWeights(seed: number, sign: 1 | -1, error: number) {
  const [a, b] = subsetsFor(cellOf('add-nau').training.task, seed)
  const near = 1 - error
  const state = (of: typeof a, own: number) => [
    ...Array.from({ length: 10 }, (_, i) => (i * 10 >= (of?.from ?? 0) && i * 10 < (of?.to ?? 0) ? near : error)),
    ...[0, 1].map((each) => (each === own ? near : error)),
  ]
  return {
    'layer1.W': [...state(a, 0), ...state(b, 1)],
    'layer2.W': [near, sign * near],
  }
}

describe('the protocol', () => {
  // network/simple_function_recurrent.py: 10 inputs a step, 2 hidden; sequences of 10 in batches of 128; Adam at 1e-3.
  test('goes over ten steps of ten inputs with two hidden values and the unit as readout', () => {
    expect(cells).toHaveLength(6)
    for (const { keys, training } of cells) {
      const { model, task } = training
      expect(model.recurrence).toEqual({ length: 10, width: 10, start: 0 })
      expect(model.layers.map(({ module }) => module.id)).toEqual([keys?.['module'], keys?.['module']])
      expect(model.layers.map(({ input, output }) => [input.size, output.size])).toEqual([
        [12, 2],
        [2, 1],
      ])
      expect(task.inputs).toBe(100)
      expect(training.stop.steps).toBe(100_000)
      expect(training.batching).toEqual({ kind: 'fresh', batch: 128 })
    }
  })

  test('sums two inputs and two more over all steps, one of them shared, at a place of the seed', () => {
    const { task } = cellOf('add-nac').training
    const places = new Set<number>()
    for (let seed = 0; seed < 200; seed += 1) {
      const [a, b] = subsetsFor(task, seed)
      const from = a?.from ?? Number.NaN
      expect([a, b]).toEqual([
        { from, to: from + 20 },
        { from: from + 10, to: from + 30 },
      ])
      places.add(from)
    }
    expect([...places].toSorted((a, b) => a - b)).toEqual([0, 10, 20, 30, 40, 50, 60, 70])
  })
})

describe.each([1, -1] as const)('with b counted %i times', (sign) => {
  const op = sign === 1 ? 'add' : 'sub'
  const { task } = cellOf(`${op}-nau`).training
  const model = recurrent(nau, { length: 10, width: 10, hidden: 2 })
  const errorOf = (error: number) => {
    const rows = 4000
    const x = drawRows(5, 'test', [[2, 6]], 100, rows)
    const weights = Object.entries(nauWeights(7, sign, error))
    // Off by 1e-5 in float32 is off by something else, so the weights are given in float64.
    const values = Object.fromEntries(weights.map(([name, each]) => [name, Float64Array.from(each)]))
    expect(parametersOf(model).map(({ name }) => name)).toEqual(Object.keys(values))
    const given = { ...values, ...subsetValues(task, 7) } as unknown as Parameters<typeof evaluate>[1]
    return evaluate(evaluationOf(model, task, rows), given, x).meanSquaredError
  }

  test('exact weights are exact', () => {
    expect(errorOf(0)).toBeLessThan(1e-20)
  })

  test('the threshold is the error of weights that are off by 1e-5, as the model itself has it', () => {
    const threshold = recurrentThreshold(sign, 10, [2, 6])
    // 4000 rows: the mean of squares is known to some percents.
    expect(errorOf(1e-5) / threshold).toBeGreaterThan(0.9)
    expect(errorOf(1e-5) / threshold).toBeLessThan(1.1)
  })

  test('the record that counts is measured on sequences ten times as long', () => {
    const { measure } = cellOf(`${op}-nau`)
    const weights = Object.entries(nauWeights(3, sign, 0))
    const parameters = Object.fromEntries(weights.map(([name, each]) => [name, Float32Array.from(each)]))
    const trained = { seed: 3, parameters: {} } as unknown as SeedResult
    expect(measure?.(trained, { step: 1, parameters })).toEqual({ longerError: 0, longerRelativeRmse: 0 })
    expect(measure?.(trained, undefined)['longerError']).toBeNaN()
  })
})

test('the report has a line for each unit on longer sequences, run or not', () => {
  const outcome = (seed: number, longerError: number): Outcome => ({
    cell: 'add-nac',
    seed,
    steps: 100_000,
    stopReason: 'steps',
    notFiniteAtStep: undefined,
    seconds: 1,
    measures: { extrapolation: 0, longerError, longerRelativeRmse: 0.5 },
  })
  const { tables } = report([outcome(0, 0), outcome(1, 1e6), outcome(2, Number.NaN)])
  const rows = tables.at(-1)?.rows ?? []
  expect(rows).toHaveLength(6)
  expect(rows[0]).toEqual(['a + b, nac', '1 of 3', '50.0 %', '3'])
  expect(rows[5]).toEqual(['a − b, nalu', 'not run', '', ''])
})
