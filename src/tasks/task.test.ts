import { describe, expect, test } from 'vitest'
import { parseFormula } from '../graph/formula-parse.ts'
import { tasks } from './index.ts'
import { checkedRange, formulasOf, formulaTask, overlappingSubsets, subsetsFor, trainingDistribution } from './task.ts'

const trainRange = [1, 2] as const

describe('a task from a formula', () => {
  test('has one input for each variable, in the order in which they appear', () => {
    const task = formulaTask('b * a - b', { trainRange })
    expect(task.variables).toEqual(['b', 'a'])
    expect(task.inputs).toBe(2)
    expect(task.subsets).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ])
  })

  test('may have inputs that do not matter, and variables that sum several', () => {
    expect(formulaTask('a + b', { trainRange, inputs: 5 }).inputs).toBe(5)
    const subsets = [
      { from: 0, to: 3 },
      { from: 2, to: 6 },
    ]
    const task = formulaTask('a * b', { trainRange, subsets })
    expect(task.inputs).toBe(6)
    expect(subsetsFor(task, 7)).toBe(task.subsets)
  })

  test('takes a parsed formula as well as text', () => {
    const { formula } = formulaTask('a + b', { trainRange })
    expect(formulaTask(formula, { trainRange })).toEqual(formulaTask('a + b', { trainRange }))
    expect(formula).toEqual(parseFormula('a + b'))
  })

  test('may have a formula for each output, whose variables are numbered together', () => {
    const task = formulaTask('a + b', { trainRange, more: ['b / c'] })
    expect(task.variables).toEqual(['a', 'b', 'c'])
    expect(formulasOf(task)).toEqual([parseFormula('a + b'), parseFormula('b / c')])
    expect(formulasOf(formulaTask('a', { trainRange }))).toEqual([parseFormula('a')])
  })

  test('draws evenly from its range, or from another distribution', () => {
    const trainDistribution = { kind: 'exponential', scale: 2 } as const
    expect(trainingDistribution(formulaTask('a', { trainRange }))).toEqual([trainRange])
    expect(trainingDistribution(formulaTask('a', { trainRange, trainDistribution }))).toBe(trainDistribution)
  })

  test('has one distribution for all inputs, or as many as inputs', () => {
    const inputs = [[[1, 2]], [[-2, -1]]] as const
    const trainDistribution = { kind: 'perInput', inputs } as const
    expect(formulaTask('a / b', { trainRange, trainDistribution }).trainDistribution).toBe(trainDistribution)
    expect(() => formulaTask('a', { trainRange, trainDistribution })).toThrow('There are 2 distributions for 1 inputs.')
  })

  test('without a variable is refused', () => {
    expect(() => formulaTask('1 + 2', { trainRange })).toThrow('no variable')
  })

  test('with another number of subsets than variables is refused, with both numbers', () => {
    const subsets = [{ from: 0, to: 1 }]
    expect(() => formulaTask('a + b', { trainRange, subsets })).toThrow('2 variables (a, b) and 1 subsets')
  })

  test.each([
    { from: 0, to: 4 },
    { from: -1, to: 1 },
    { from: 2, to: 2 },
  ])('with a subset from $from to $to of 3 inputs is refused', (subset) => {
    expect(() => formulaTask('a', { trainRange, inputs: 3, subsets: [subset] })).toThrow('Variable a sums inputs')
  })
})

test.each([
  [2, 1],
  [1, 1],
  [0, Number.POSITIVE_INFINITY],
  [Number.NaN, 1],
])('the range %f,%f is refused', (low, high) => {
  expect(() => checkedRange([low, high])).toThrow(`The range ${low},${high} is not one`)
})

describe('overlapping subsets', () => {
  test('are those of Madsen & Johansen 2020: a quarter of 100 inputs each, half of it shared', () => {
    const options = { inputs: 100, subset: 0.25, overlap: 0.5 }
    expect(overlappingSubsets(2, { ...options, offset: 0 })).toEqual([
      { from: 0, to: 25 },
      { from: 13, to: 38 },
    ])
    expect(overlappingSubsets(2, { ...options, offset: 1 })).toEqual([
      { from: 62, to: 87 },
      { from: 75, to: 100 },
    ])
  })

  test('start at each of the 63 places where 38 of 100 inputs fit, for an equal share of the offsets', () => {
    const options = { inputs: 100, subset: 0.25, overlap: 0.5 }
    for (let place = 0; place < 63; place += 1) {
      for (const within of [0.01, 0.99]) {
        expect(overlappingSubsets(2, { ...options, offset: (place + within) / 63 })).toEqual([
          { from: place, to: place + 25 },
          { from: place + 13, to: place + 38 },
        ])
      }
    }
  })

  test('stay inside the inputs and keep their sizes, wherever the offset puts them', () => {
    for (const overlap of [0, 0.25, 0.5, 1]) {
      for (let offset = 0; offset <= 1; offset += 0.05) {
        const [first, second] = overlappingSubsets(2, { inputs: 40, subset: 0.3, overlap, offset })
        expect(first).toBeDefined()
        expect((first?.to ?? 0) - (first?.from ?? 0)).toBe(12)
        expect((second?.to ?? 0) - (second?.from ?? 0)).toBe(12)
        expect((first?.to ?? 0) - (second?.from ?? 0)).toBe(Math.floor(overlap * 12))
        expect(first?.from).toBeGreaterThanOrEqual(0)
        expect(second?.to).toBeLessThanOrEqual(40)
      }
    }
  })

  test('that do not fit are refused, with a share that would', () => {
    expect(() => overlappingSubsets(3, { inputs: 10, subset: 0.5, overlap: 0, offset: 0 })).toThrow(
      '3 subsets of 5 inputs that share 0 with their neighbour take 15 inputs; there are 10. Choose --subset up to 0.33',
    )
  })

  test('of less than one input are refused, with a share that would be one', () => {
    expect(() => overlappingSubsets(2, { inputs: 10, subset: 0.05, overlap: 0, offset: 0 })).toThrow(
      'A share of 0.05 of 10 inputs is less than one input. Choose --subset from 0.1 up, or more --inputs.',
    )
  })
})

describe('every task of the registry', () => {
  test('has an id of its own, a title and a test range outside the training range', () => {
    const ids = tasks.map(({ task }) => task.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { task, testRange } of tasks) {
      expect(task.title).not.toBe('')
      const [low, high] = task.trainRange
      expect(testRange.some(([from, to]) => from < low || to > high)).toBe(true)
      for (const interval of testRange) expect(checkedRange(interval)).toBe(interval)
    }
  })
})
