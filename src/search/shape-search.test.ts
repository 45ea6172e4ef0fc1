// A search of one shape: laws that are known are found in their shapes, with counts of the starts that led to them.

import { describe, expect, test } from 'vitest'
import { lawTable, type Ranges } from '../../test/law-tables.ts'
import { lawRows } from '../formula/law-fit.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { type ShapeResult, type ShapeTask, searchShape } from './shape-search.ts'
import { runSearchTask } from './shape-worker.ts'
import type { PowerShape } from './shapes.ts'

const wide: Ranges = { a: [1, 5], b: [1, 5], c: [1, 5] }
const taskOf = (shape: PowerShape, task: Partial<ShapeTask> = {}): ShapeTask => ({
  shape,
  round: 0,
  seed: 1,
  starts: 32,
  around: [],
  ...task,
})

const known: [string, PowerShape, Ranges][] = [
  ['0.5 * a^2 * b / c', { k: 1, over: 1, under: 0 }, wide],
  ['a * b + 3 * c^2', { k: 1, over: 2, under: 0 }, wide],
  ['sqrt(a^2 + 2 * b * c)', { k: 2, over: 2, under: 0 }, wide],
  ['1 / (1 / a + b / c)', { k: -1, over: 2, under: 0 }, wide],
  ['(a + b) / (1 + a * b / c^2)', { k: 1, over: 2, under: 1 }, wide],
  ['2 * a * b - 3 * c', { k: 1, over: 2, under: 0 }, { a: [-2, 2], b: [1, 5], c: [-1, 3] }],
]

describe('without noise', () => {
  test.each(known)('%s is found, with its constants', async (formula, shape, ranges) => {
    const { columns, target, law } = lawTable(formula, ranges)
    const { laws } = await runSearchTask({ columns, target }, taskOf(shape))
    const found = laws.filter((each) => sameLaw(each.law, law, equalLaws))
    expect(found.length).toBeGreaterThan(0)
    // The shortest comes first.
    expect(laws[0]).toBe(found[0])
    expect(found[0]?.error).toBeLessThan(1e-20)
    expect(found[0]?.reachedBy).toBeGreaterThan(0)
  })
})

describe('counts', () => {
  const { columns, target, law } = lawTable('a * b + 3 * c^2', wide, { noise: 0.01 })
  const shape = { k: 1, over: 2, under: 0 }
  const reached = ({ laws }: ShapeResult) => laws.reduce((sum, { reachedBy }) => sum + reachedBy, 0)

  test('say which starts were climbed, how many ended at each law, and what was trained', async () => {
    const result = await runSearchTask({ columns, target }, taskOf(shape))
    // Ten that are not trained and the eight best of those that are.
    expect(result.climbed).toBe(18)
    expect(result.steps).toBe(32 * 400)
    expect(reached(result)).toBeLessThanOrEqual(result.climbed)
    const found = result.laws.find((each) => sameLaw(each.law, law, { exponents: 1e-6, coefficients: 0.1 }))
    expect(found?.reachedBy).toBeGreaterThan(1)
    expect(found?.trained?.loss).toBeGreaterThan(0)
    expect(Object.keys(found?.trained?.values ?? {}).sort()).toEqual(['over products.W', 'over.W'])
  })

  test('of an odd number of starts are of all of them', async () => {
    const three = await runSearchTask({ columns, target }, { ...taskOf(shape), starts: 3 })
    expect(three.steps).toBe(3 * 400)
  })

  test('count the climbs from beside known laws, too', async () => {
    const around = [[Float64Array.of(1, 1, 0), Float64Array.of(0, 0, 2)]]
    const result = await runSearchTask({ columns, target }, taskOf(shape, { around, round: 1 }))
    expect(result.climbed).toBe(18 + 24)
  })

  test('are of starts that are not trained alone where there is no kernel', async () => {
    const rows = { columns, target }
    const result = await searchShape(rows, lawRows(columns, target), taskOf(shape), undefined)
    expect(result.steps).toBe(0)
    expect(result.climbed).toBe(10)
    for (const { trained } of result.laws) expect(trained).toBeUndefined()
  })
})

describe('a search', () => {
  const { columns, target } = lawTable('a * b + 3 * c^2', wide, { noise: 0.01 })
  const shape = { k: 1, over: 2, under: 0 }

  test('gives the same for the same seed, and has other starts for another', async () => {
    const first = await runSearchTask({ columns, target }, taskOf(shape))
    expect(await runSearchTask({ columns, target }, taskOf(shape))).toEqual(first)
    expect(await runSearchTask({ columns, target }, taskOf(shape, { seed: 2 }))).not.toEqual(first)
  })

  test('stopped by a signal trains no further start', async () => {
    const controller = new AbortController()
    controller.abort()
    const { steps, laws } = await runSearchTask({ columns, target }, taskOf(shape), controller.signal)
    expect(steps).toBe(0)
    // What was climbed without training is there.
    expect(laws.length).toBeGreaterThan(0)
  })

  test('of a target of zeros finds nothing', async () => {
    const nothing = new Float64Array(target.length)
    expect((await runSearchTask({ columns, target: nothing }, taskOf(shape))).laws).toEqual([])
  })
})
