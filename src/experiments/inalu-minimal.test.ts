import { describe, expect, test } from 'vitest'
import type { Outcome } from './experiment.ts'
import { inaluMinimalTask } from './inalu-minimal.ts'

const { cells, report } = inaluMinimalTask
const cellOf = (id: string) => {
  const cell = cells.find((each) => each.id === id)
  if (cell === undefined) throw new Error(`There is no cell ${id}.`)
  return cell
}

describe('the protocol', () => {
  test('has four units on four operations and seven distributions', () => {
    expect(cells).toHaveLength(4 * 4 * 7)
    expect(inaluMinimalTask.seeds).toBe(10)
  })

  // nalu_syn_simple_arith.py: 100 epochs over 64,000 rows in batches of 64; RMSProp at 0.01; gradients within ±0.1.
  test('takes 100,000 steps, one record a pass', () => {
    for (const { training } of cells) {
      expect(training.stop.steps).toBe(100_000)
      expect(training.checkEvery).toBe(1000)
      expect(training.batching).toEqual({ kind: 'shuffled', rows: 64_000, batch: 64 })
      expect(training.optimizer.id).toBe('rmsprop')
      expect(training.learningRate).toBe(0.01)
      expect(training.clipping).toEqual({ value: 0.1 })
    }
  })

  test('judges the last record on as many rows, by a fixed threshold', () => {
    for (const { scoring } of cells) expect(scoring).toMatchObject({ rows: 64_000, choice: 'last', threshold: 1e-5 })
  })

  test('trains and tests where the source does', () => {
    expect(cellOf('mul-inalu-normal--2to4').training.task.trainDistribution).toEqual({
      kind: 'normal',
      mean: 1,
      deviation: 1,
      bounds: [-2, 4],
    })
    expect(cellOf('mul-inalu-normal--2to4').scoring?.testRange).toMatchObject({ mean: 9, bounds: [8, 10] })
    expect(cellOf('add-nalu-uniform--5to5').scoring?.testRange).toEqual([[-10, -5]])
    expect(cellOf('div-nalu-exponential-0.2').scoring?.testRange).toEqual({ kind: 'exponential', scale: 0.5 })
  })

  test('lets every unit start, take turns and restart as the source does', () => {
    for (const { training } of cells) {
      const [layer] = training.model.layers
      for (const [name, spec] of Object.entries(layer?.module.parameters ?? {})) {
        const isGate = name.startsWith('G')
        const mean = isGate ? 0 : name.startsWith('W') ? 1 : -1
        expect(spec.initial.description).toBe(`N(${mean}, 0.1²)`)
        expect(spec.turns).toEqual({ period: 10, from: isGate ? 8 : 0, to: isGate ? 10 : 8 })
        expect(spec.redraw).toEqual({ kind: 'uniform', low: -2, high: 2 })
      }
      expect(layer?.module.restart).toEqual({ every: 10_000, after: 10_000, above: 1 })
      // “epoch > 10”, counted from 0: the first step with a penalty is number 11,000.
      expect(training.penalties?.['saturation']?.from).toBe(10_999)
      expect(layer?.module.penalties?.map(({ id, weight }) => [id, weight])).toEqual([['saturation', 0.05]])
    }
  })
})

describe('the report', () => {
  const outcome = (cell: string, seed: number, extrapolation: number): Outcome => ({
    cell,
    seed,
    steps: 100_000,
    stopReason: 'steps',
    notFiniteAtStep: undefined,
    seconds: 1,
    measures: { extrapolation, float64: extrapolation, snapped: 0, polished: 0, solvedAt: 1000, sparsity: 0 },
  })

  test('sets sums over all distributions beside the source’s, and those of one distribution where they are known', () => {
    const outcomes = cells
      .filter(({ keys }) => keys?.['op'] === 'mul' && keys['module'] === 'inalu')
      // Solved on one distribution only.
      .flatMap(({ id }) => [0, 1].map((seed) => outcome(id, seed, id.includes('exponential-0.8') ? 1e-6 : 1e-4)))
    const { tables, findings } = report(outcomes)
    // Seven cells and their sum have counts to compare with; the seeds of the sum are those of the cells.
    expect(findings[0]).toMatch(/^\d of 7 cells and \d of 1 totals with published counts agree/)
    expect(findings[1]).toContain('two families of tests')
    expect(findings[2]).toBe('7 of 112 cells were run: 14 seeds, 14 core-seconds.')
    const rows = tables.find(({ title }) => title.startsWith('a · b: seeds'))?.rows ?? []
    const row = (name: string) => rows.find(([first]) => first === name)?.slice(1, 3)
    expect(row('inalu on exponential 0.8')).toEqual(['10 of 10', '2 of 2'])
    expect(row('inalu on exponential 0.2')).toEqual(['0 of 10', '0 of 2'])
    expect(row('inalu, all distributions')).toEqual(['50 of 70', '2 of 14'])
    expect(row('nalu, all distributions')).toEqual(['33 of 70', 'not run'])
    expect(row('nalu-vector, all distributions')).toEqual(['33 of 70', 'not run'])
    expect(row('nalu on uniform -1,1')).toEqual(['none published', 'not run'])
  })
})
