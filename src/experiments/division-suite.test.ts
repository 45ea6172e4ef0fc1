import { describe, expect, test } from 'vitest'
import type { Distribution } from '../base/distribution.ts'
import type { TrainingState } from '../train/trainer.ts'
import { divisionNearZero } from './division-near-zero.ts'
import { divisionDistributions, divisionDistributions10, divisionSigns, divisionSigns10 } from './division-suite.ts'
import type { Experiment, FormulaCell } from './experiment.ts'
import {
  type NearZeroTask,
  nearZero,
  nearZeroExact,
  nearZeroThresholds,
  type SuiteModule,
} from './published/division-suite.ts'
import { scoreSeed } from './score.ts'
import { scoringJob } from './scoring.ts'

const cellOf = ({ cells }: Experiment<FormulaCell>, id: string) => {
  const cell = cells.find((each) => each.id === id)
  if (cell === undefined) throw new Error(`There is no cell ${id}.`)
  return cell
}

describe('mixed signs and harder distributions', () => {
  test('are three modules on five and on six sets, with two inputs and with ten', () => {
    for (const experiment of [divisionSigns, divisionSigns10]) expect(experiment.cells).toHaveLength(15)
    for (const experiment of [divisionDistributions, divisionDistributions10]) expect(experiment.cells).toHaveLength(18)
  })

  // in2-mixed-signs.sh: '[[-2,-0.1],[0.1,2],[]]' is tested on '[[-6,-2],[2,6],[]]': each half of the inputs has one.
  test('give each half of the inputs its own range, in training and in the test', () => {
    const first = (count: number, low: number, high: number): Distribution[] => Array(count).fill([[low, high]])
    const two = cellOf(divisionSigns, 'nmru--2to-0.1-then-0.1to2')
    expect(two.training.task.trainDistribution).toEqual({
      kind: 'perInput',
      inputs: [...first(1, -2, -0.1), ...first(1, 0.1, 2)],
    })
    expect(two.scoring?.testRange).toEqual({ kind: 'perInput', inputs: [...first(1, -6, -2), ...first(1, 2, 6)] })
    const ten = cellOf(divisionSigns10, 'nru-1to2-then--2to-1')
    expect(ten.training.task.trainDistribution).toEqual({
      kind: 'perInput',
      inputs: [...first(5, 1, 2), ...first(5, -2, -1)],
    })
    expect(ten.scoring?.testRange).toEqual({ kind: 'perInput', inputs: [...first(5, 2, 6), ...first(5, -6, -2)] })
  })

  // sltr-distributions-in2.sh: 'truncated-normal -1 3 -10 3' on [-5,10] and [-15,-5].
  test('train and test normals around the means of the source', () => {
    const { training, scoring } = cellOf(divisionDistributions, 'nru-n-1to3-in--5to10')
    expect(training.task.trainDistribution).toEqual({ kind: 'normal', mean: -1, deviation: 3, bounds: [-5, 10] })
    expect(scoring?.testRange).toEqual({ kind: 'normal', mean: -10, deviation: 3, bounds: [-15, -5] })
  })

  // The scripts: 50,000 steps, and 100,000 for ten inputs; rates 5e-3, 1 (1e-3 for ten inputs) and 1e-2.
  test('are trained as the nine even ranges are, and judged by a mean squared error of 1e-5', () => {
    const rates = (experiment: Experiment<FormulaCell>) =>
      ['real-npu-mod--2to2', 'nru--2to2', 'nmru--2to2'].map((id) => cellOf(experiment, id).training.learningRate)
    expect(rates(divisionSigns)).toEqual([5e-3, 1, 1e-2])
    expect(rates(divisionSigns10)).toEqual([5e-3, 1e-3, 1e-2])
    expect(cellOf(divisionSigns, 'nmru--2to2').training.clipping).toEqual({ norm: 1 })
    for (const { training, scoring } of divisionSigns10.cells) {
      expect(training.stop.steps).toBe(100_000)
      expect(scoring).toMatchObject({ rows: 10_000, threshold: 1e-5 })
    }
  })

  test('name intervals as such, and other sets by their names', () => {
    const lines = [divisionSigns, divisionDistributions].map(({ report }) =>
      report([]).tables[0]?.rows.map(([name]) => name),
    )
    expect(lines[0]?.slice(0, 2)).toEqual(['real-npu-mod on U[-2,2]', 'real-npu-mod on U[-2,-0.1] then U[0.1,2]'])
    expect(lines[1]?.[0]).toBe('real-npu-mod on Benford 10,100')
  })
})

describe('denominators near zero', () => {
  test('are five bounds, three tasks and three modules, tested where they are trained', () => {
    expect(divisionNearZero.cells).toHaveLength(45)
    for (const { training, scoring, keys } of divisionNearZero.cells) {
      expect(scoring?.testRange).toEqual([training.task.trainRange])
      expect(training.stop.steps).toBe(keys?.['op'] === 'easy' ? 5000 : 50_000)
    }
  })

  /** The raw score of weights that are the exact ones times `factor`. */
  const errorOf = ({ id, training, scoring, keys }: FormulaCell, factor: number): number => {
    if (scoring === undefined) throw new Error('It has no scoring.')
    const exact = nearZeroExact[keys?.['module'] as SuiteModule][keys?.['op'] as NearZeroTask]
    const parameters = Object.fromEntries(
      Object.entries(exact).map(([name, values]) => [`layer1.${name}`, Float32Array.from(values, (w) => w * factor)]),
    )
    const result = {
      seed: 0,
      steps: 0,
      stopReason: 'steps',
      notFiniteAtStep: undefined,
      solved: false,
      solvedAtStep: undefined,
      trainLoss: 0,
      validation: { relativeRmse: 0, meanSquaredError: 0, halfSumOfSquares: 0 },
      stepsPerSecond: 1,
      seconds: 0,
      parameters,
      history: [],
      records: [{ step: 0, parameters }],
      state: {} as TrainingState,
    } as const
    return scoreSeed(scoringJob(training.model, training.task, scoring), id, result, {}).extrapolation
  }

  test('exact weights succeed on the smallest of them, and weights that are off by a hundredth do not', () => {
    for (const cell of divisionNearZero.cells.filter(({ keys }) => keys?.['range'] === '0,0.0001')) {
      const threshold = cell.scoring?.threshold ?? Number.NaN
      expect(errorOf(cell, 1), cell.id).toBeLessThan(threshold)
      if (cell.keys?.['module'] !== 'real-npu-mod') expect(errorOf(cell, 0.99), cell.id).toBeGreaterThan(threshold)
    }
  })

  test('have thresholds of the source’s size: what the module’s ε leaves, or float32’s', () => {
    for (const { scoring, keys, id } of divisionNearZero.cells) {
      const bound = (nearZero.bounds as readonly number[]).indexOf(Number(keys?.['range']?.split(',')[1]))
      const { module, op } = keys as { readonly module: SuiteModule; readonly op: NearZeroTask }
      const published = nearZeroThresholds[module][op][bound] ?? Number.NaN
      const ratio = (scoring?.otherThreshold ?? Number.NaN) / published
      expect(ratio, id).toBeCloseTo(1, 5)
      // Heavy tails: the row whose denominator is nearest to zero decides.
      if (module === 'real-npu-mod') {
        const apart = (scoring?.threshold ?? Number.NaN) / published
        expect(apart, id).toBeGreaterThan(1 / 30)
        expect(apart, id).toBeLessThan(30)
      }
    }
  })
})
