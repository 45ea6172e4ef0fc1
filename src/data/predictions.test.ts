import fc from 'fast-check'
import { expect, test } from 'vitest'
import { incompleteRows, numberColumns } from './columns.ts'
import { readCsv } from './csv.ts'
import { formatFloat32, predictionNames, tableWithPredictions } from './predictions.ts'

test.each<[readonly string[], number, string | undefined, readonly string[]]>([
  [['a'], 1, undefined, ['prediction']],
  [['a'], 1, 'fare', ['fare']],
  [['a', 'fare'], 1, 'fare', ['prediction']],
  [['a', 'fare', 'prediction'], 1, 'fare', ['prediction_2']],
  [['prediction', 'prediction_2'], 1, undefined, ['prediction_3']],
  [['a'], 2, undefined, ['prediction1', 'prediction2']],
  [['fare2'], 2, 'fare', ['fare1', 'prediction2']],
])('beside the columns %j, %i outputs of target %s are called %j', (taken, outputs, target, names) => {
  expect(predictionNames(taken, outputs, target)).toEqual(names)
})

test('a prediction is written with as few digits as read back as the same float32', () => {
  expect([0.1, 3, -2.5e-7, 16777217, 1e30].map((x) => formatFloat32(Math.fround(x)))).toEqual([
    '0.1',
    '3',
    '-2.5e-7',
    '16777216',
    '1e+30',
  ])
  expect([Number.NaN, Infinity, -Infinity].map(formatFloat32)).toEqual(['NaN', 'Infinity', '-Infinity'])
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (x) => {
      expect(Math.fround(Number(formatFloat32(x))) === x).toBe(true)
    }),
    { seed: 1, numRuns: 3000 },
  )
})

test('predictions stand at the right, and rows that lack an input have none', () => {
  const table = readCsv('name,a,b\nx,1,2\ny,,3\nz,4,5\n', 'data.csv')
  const incomplete = incompleteRows(numberColumns(table, ['a', 'b']))
  const predictions = Float32Array.of(3, Number.NaN, 0.1)
  expect(tableWithPredictions(table, predictions, { target: 'sum', incomplete })).toEqual({
    text: 'name,a,b,sum\nx,1,2,3\ny,,3,\nz,4,5,0.1\n',
    names: ['sum'],
  })
})

test('a prediction that is not finite is written as such, and each output has a column', () => {
  const table = readCsv('a\n1\n2\n', 'data.csv')
  expect(tableWithPredictions(table, Float32Array.of(1, Number.NaN, Infinity, 4))).toEqual({
    text: 'a,prediction1,prediction2\n1,1,Infinity\n2,NaN,4\n',
    names: ['prediction1', 'prediction2'],
  })
})
