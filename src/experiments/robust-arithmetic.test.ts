import { expect, test } from 'vitest'
import type { FormulaCell, Outcome } from './experiment.ts'
import { robustArithmetic } from './robust-arithmetic.ts'
import { runCells, singly } from './run.ts'

const cellOf = (id: string): FormulaCell => robustArithmetic.cells.find((cell) => cell.id === id) as FormulaCell

async function outcomeOf(id: string, seed: number): Promise<Outcome> {
  for await (const [ended] of runCells(singly([{ cell: cellOf(id), seed }]))) {
    if (ended !== undefined) return ended.outcome
  }
  throw new Error(`${id} gave nothing.`)
}

test('every operation and every range of the product is there three times, with the threshold of its test range', () => {
  expect(robustArithmetic.cells).toHaveLength(3 * (5 + 7))
  const thresholds = robustArithmetic.cells.map(({ keys, scoring }) => [keys?.['range'], scoring?.threshold] as const)
  for (const [range, threshold] of thresholds) expect(threshold, range).toBeGreaterThan(0)
  expect(cellOf('unit-mul-10to20').scoring?.threshold).toBe(505.5)
  expect(cellOf('unit-div-1to2').scoring?.threshold).toBe(4.93805490041429e-12)
})

test('with nothing told a difference of sums of a hundred inputs is found, and the sum is chosen for it', async () => {
  const { measures, cell } = await outcomeOf('nothing-sub-1to2', 3)
  expect(measures).toMatchObject({ trainings: 1, candidate: 0 })
  expect(measures['extrapolation']).toBeLessThan(cellOf(cell).scoring?.threshold as number)
})

test('the control divides sums of a hundred inputs', async () => {
  const { measures, cell } = await outcomeOf('control-div-1to2', 3)
  expect(measures['extrapolation']).toBeLessThan(cellOf(cell).scoring?.threshold as number)
})

test('the report names both goals, and says what was not run', async () => {
  const { findings, tables } = robustArithmetic.report([await outcomeOf('unit-sub-1to2', 0)])
  expect(findings).toHaveLength(2)
  expect(findings.join(' ')).toContain('the unit told, not run')
  expect(tables[0]?.rows.find(([title]) => title === 'a − b on U[1,2]')?.slice(1, 3)).toEqual([
    '1 of 1 (21–100 %)',
    'not run',
  ])
})
