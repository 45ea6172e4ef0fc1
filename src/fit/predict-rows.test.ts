import { describe, expect, test } from 'vitest'
import { tableOf } from '../data/table.ts'
import { determination, inputColumns } from './predict-rows.ts'

describe('R²', () => {
  // The examples in the documentation of r2_score, scikit-learn 1.5.
  test.each([
    [[3, -0.5, 2, 7], [2.5, 0, 2, 8], 0.9486081370449679],
    [[1, 2, 3], [1, 2, 3], 1],
    [[1, 2, 3], [2, 2, 2], 0],
    [[1, 2, 3], [3, 2, 1], -3],
    // Of a constant target: 1 if it is met, 0 if not.
    [[-2, -2, -2], [-2, -2, -2], 1],
    [[-2, -2, -2], [-2, -2, -2 + 1e-8], 0],
  ])('of %j and %j is %d', (target, predictions, wanted) => {
    expect(determination(Float64Array.from(target), Float64Array.from(predictions))).toBeCloseTo(wanted, 14)
  })

  test('leaves out rows with a missing number, and is not defined for fewer than two', () => {
    const target = Float64Array.of(3, Number.NaN, -0.5, 2, 7, 9)
    const predictions = Float64Array.of(2.5, 1, 0, 2, 8, Number.NaN)
    expect(determination(target, predictions)).toBeCloseTo(0.9486081370449679, 14)
    expect(determination(Float64Array.of(1), Float64Array.of(1))).toBeNaN()
  })
})

describe('the columns that a formula needs', () => {
  test('are taken by their names, missing cells as NaN', () => {
    const { columns, rows } = inputColumns(tableOf({ b: [1, null], a: [3, 4] }), ['a', 'b'])
    expect(rows).toBe(2)
    expect([...(columns.get('a') as Float64Array)]).toEqual([3, 4])
    expect([...(columns.get('b') as Float64Array)]).toEqual([1, Number.NaN])
  })

  test('may be none', () => {
    expect(inputColumns(tableOf({ a: [1, 2, 3] }), []).rows).toBe(3)
  })

  test.each([
    [{ kms: [1] }, 'The formula needs column km; The table has kms. Did you mean kms?'],
    [{ z: [1] }, 'The formula needs column km; The table has z. Rename a column, or add it.'],
    [{ km: ['far'] }, 'Column km of The table is text (first: "far", row 1); the formula needs numbers.'],
    [
      { km: ['2026-01-02'] },
      'Column km of The table is a date (first: "2026-01-02", row 1); the formula needs numbers.',
    ],
  ])('are asked for where %j lacks them', (table, said) => {
    expect(() => inputColumns(tableOf(table), ['km'])).toThrow(said)
  })

  test('of a sample or under two names are refused', () => {
    const table = tableOf({ km: [1, 2] })
    expect(() => inputColumns({ ...table, isSampled: true, rows: 9 }, ['km'])).toThrow('is a sample of 9 rows')
    const twice = { ...table, columns: [...table.columns, ...table.columns] }
    expect(() => inputColumns(twice, ['km'])).toThrow('The table has two columns called km. Rename one of them.')
  })
})
