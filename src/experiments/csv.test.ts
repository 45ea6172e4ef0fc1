import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellConfiguration, csvHeader, csvLine, parseOutcomes } from './csv.ts'
import { changedCell, type Outcome } from './experiment.ts'
import { experiments } from './index.ts'

const names = ['trainLoss', 'error at -20', 'a, "quoted" name']

const numbers = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0))

const outcomes = fc.record({
  cell: fc.constantFrom('nalu', 'tanh static-add'),
  seed: fc.nat(),
  steps: fc.nat(),
  stopReason: fc.constantFrom('steps', 'not finite', 'interrupted'),
  notFiniteAtStep: fc.option(fc.nat(), { nil: undefined }),
  seconds: fc.nat({ max: 1e6 }).map((milliseconds) => milliseconds / 1000),
  measures: fc
    .tuple(numbers, numbers, numbers)
    .map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]]))),
})

test('what is written is read back, bit for bit', () => {
  fc.assert(
    fc.property(fc.array(outcomes), (written) => {
      const lines = [csvHeader(names), ...written.map((each) => csvLine(each as Outcome, 'abc', names))]
      const read = parseOutcomes(lines.map((line) => `${line}\n`).join(''), 'a.csv')
      // Text tells NaN from infinity; that -0 is written as 0 does not matter.
      const plain = (value: unknown) =>
        JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'number' ? String(each) : each)))
      expect(plain(read)).toEqual(plain(written.map((each) => ({ ...each, configuration: 'abc' }))))
    }),
  )
})

test('a line that was cut off is left out, and another table is an error', () => {
  const whole = `${csvHeader(['x'])}\nnalu,0,5,steps,,1.000,abc,1\n`
  expect(parseOutcomes(`${whole}nalu,1,5,st`, 'a.csv').map(({ seed }) => seed)).toEqual([0])
  expect(() => parseOutcomes('a,b\n1,2\n', 'a.csv')).toThrow('a.csv is no table of results')
  expect(() => parseOutcomes(`${whole}nalu,1\n`, 'a.csv')).toThrow('Line 3 of a.csv has 2 columns, its header 8')
})

test('the configuration of a cell changes with whatever its outcomes depend on, and with nothing else', () => {
  const cell = experiments[0]?.cells[0]
  if (cell === undefined) throw new Error('There is no cell.')
  const { training } = cell
  const same = cellConfiguration({ ...cell, title: 'another title' })
  expect(same).toBe(cellConfiguration(cell))
  const changed = [
    changedCell(cell, { steps: 1 }),
    { ...cell, training: { ...training, learningRate: 0.2 } },
    { ...cell, training: { ...training, loss: 'meanSquaredError' as const } },
    { ...cell, training: { ...training, batching: { kind: 'full' as const, rows: 9 } } },
    { ...cell, rows: [1] },
    { ...cell, measured: {} },
    experiments[0]?.cells[1] ?? cell,
  ]
  const all = [same, ...changed.map(cellConfiguration)]
  expect(new Set(all).size).toBe(all.length)
})
