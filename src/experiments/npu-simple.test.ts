import { describe, expect, test } from 'vitest'
import type { SeedResult } from '../train/trainer.ts'
import type { Outcome } from './experiment.ts'
import { npuGrids, npuSimpleTask } from './npu-simple.ts'

const { cells, report } = npuSimpleTask
const cellOf = (id: string) => {
  const cell = cells.find((each) => each.id === id)
  if (cell === undefined) throw new Error(`There is no cell ${id}.`)
  return cell
}
const layersOf = (id: string) => cellOf(id).training.model.layers

describe('the protocol', () => {
  // Authors' training script: Chain(GatedNPUX(2, 6), NAU(6, 4)), batches of 100, 20,000 iterations, 20 runs.
  test('puts a unit of six outputs before a sum of four; NALU and iNALU are both layers', () => {
    const sizes = (id: string) => layersOf(id).map(({ module, output }) => [module.id, output.size])
    expect(sizes('npu')).toEqual([
      ['npu-straight-through', 6],
      ['nau', 4],
    ])
    expect(sizes('inalu')).toEqual([
      ['inalu', 6],
      ['inalu', 4],
    ])
    expect(sizes('sigmoid')).toEqual([
      ['sigmoid', 6],
      ['sigmoid', 6],
      ['linear', 4],
    ])
    for (const { training } of cells) {
      expect(training.stop.steps).toBe(20_000)
      expect(training.batching).toEqual({ kind: 'fresh', batch: 100 })
      expect(training.task.trainRange).toEqual([0.1, 2])
    }
    expect(npuSimpleTask.seeds).toBe(20)
  })

  test('has no penalties, turns or restarts, and bounds for the NMU alone', () => {
    for (const { id, training } of cells) {
      for (const { module } of training.model.layers) {
        expect(module.penalties).toBeUndefined()
        expect(module.restart).toBeUndefined()
        for (const spec of Object.values(module.parameters)) {
          expect(spec.turns).toBeUndefined()
          expect(spec.bounds !== undefined).toBe(id === 'nmu' && module.id === 'nmu')
        }
      }
    }
  })

  // Ranges of Julia: −4.1:0.2:4 has 41 values and ends at 3.9; 0.1:0.1:4 has 40.
  test('tests on every pair of 41 values from −4.1, the root on every pair of 40 from 0.1', () => {
    expect(npuGrids.map((x) => x.length / 2)).toEqual([41 ** 2, 41 ** 2, 41 ** 2, 40 ** 2])
    const [grid, root] = [npuGrids[0] as Float32Array, npuGrids[3] as Float32Array]
    expect([Math.min(...grid), Math.max(...grid)].map((value) => Number(value.toFixed(5)))).toEqual([-4.1, 3.9])
    expect([Math.min(...root), Math.max(...root)].map((value) => Number(value.toFixed(5)))).toEqual([0.1, 4])
    const pairs = new Set(Array.from({ length: 41 ** 2 }, (_, i) => `${grid[i]} ${grid[41 ** 2 + i]}`))
    expect(pairs.size).toBe(41 ** 2)
  })
})

test('weights that are exact have no error but that of ε in the powers', () => {
  // Powers a, b, a b, a / b, √a and 1; the second layer adds the first two and takes the others over.
  const exponents = [1, 0, 0, 1, 1, 1, 1, -1, 0.5, 0, 0, 0]
  const taken = [1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
  const parameters = {
    'layer1.W': Float32Array.from(exponents),
    'layer1.g': Float32Array.from([1, 1]),
    'layer2.W': Float32Array.from(taken),
  }
  const errors = cellOf('real-npu').measure?.({ parameters } as unknown as SeedResult, undefined) ?? {}
  expect(Object.keys(errors)).toEqual(['error of a + b', 'error of a b', 'error of a / b', 'error of √a'])
  for (const error of Object.values(errors)) expect(error).toBeLessThan(3e-6)
})

describe('the report', () => {
  const outcome = (cell: string, seed: number, [add, multiply, divide, root]: readonly number[]): Outcome => ({
    cell,
    seed,
    steps: 20_000,
    stopReason: 'steps',
    notFiniteAtStep: undefined,
    seconds: 1,
    measures: {
      'error of a + b': add ?? Number.NaN,
      'error of a b': multiply ?? Number.NaN,
      'error of a / b': divide ?? Number.NaN,
      'error of √a': root ?? Number.NaN,
    },
  })
  const outcomes = [
    outcome('real-npu', 0, [0.1, 0.2, 0.3, 0.4]),
    outcome('real-npu', 1, [0.12, 0.2, 0.3, 0.4]),
    outcome('real-npu', 2, [Number.NaN, 0.2, 0.3, 0.4]),
    outcome('nmu', 0, [0.01, 0.001, 0.3, 0.4]),
  ]
  const { tables, findings } = report(outcomes)

  test('has a table for each output and a line for each unit, the paper’s spread beside ours', () => {
    expect(tables.map(({ title }) => title.split(':')[0])).toEqual(['a + b', 'a · b', 'a / b', '√a'])
    for (const { rows } of tables) expect(rows).toHaveLength(6)
    const [add] = tables
    // 0.1, 0.12 and one that is no number: the median is 0.12, and the distances 0.02, 0 and ∞ have the median 0.02.
    expect(add?.rows[1]).toEqual(['real-npu', '0.08 ± 0.021', '0.12 ± 0.02', '1.5 ×', '3', '1'])
    expect(add?.rows[0]).toEqual(['npu', '0.2 ± 0.11', 'not run', '', '', ''])
  })

  test('says how many medians are near the paper’s, and which unit errs least', () => {
    // Of eight: 0.12 for 0.08 and none else within a factor of two; below are 0.01, 0.001 and 0.3 of the NMU.
    expect(findings[0]).toBe('1 of 8 medians are within a factor of 2 of the paper’s; 3 are lower than that, 4 higher.')
    expect(findings[2]).toBe('a · b: nmu errs least (0.001), as in the paper.')
    expect(findings[1]).toBe('a + b: nmu errs least (0.01), in the paper real-npu.')
  })

  test('of nothing has all its lines and no findings', () => {
    const empty = report([])
    expect(empty.findings).toEqual([])
    for (const { rows } of empty.tables) expect(rows).toHaveLength(6)
  })
})
