// One cell of the benchmark of formulas: makes its table, has the search fit it, and judges what comes out.

import type { Candidate } from './candidate.ts'
import { type Cell, lawOfCell, tableOfCell } from './cells.ts'
import { complexityOf, errorOnDoubledBox } from './judge.ts'
import type { Result } from './results.ts'
import { rangesOf } from './tables.ts'

/** A search that fails has found nothing, and its error is the reason. */
export async function fitCell({ fitter, isRecovered }: Candidate, cell: Cell, time: number): Promise<Result> {
  const { columns, target } = tableOfCell(cell)
  const began = performance.now()
  try {
    const { formulas, ...answer } = await fitter.fit(columns, target, { seed: cell.seed, time })
    const isTheLaw = (text: string): boolean =>
      cell.kind === 'law' && text !== '' && isRecovered(text, lawOfCell(cell), cell.noise)
    return {
      ...cell,
      time,
      ...answer,
      picked: isTheLaw(answer.formula),
      listed: formulas.some(isTheLaw),
      errorOnDoubledBox:
        cell.kind === 'law'
          ? errorOnDoubledBox(answer.formula, lawOfCell(cell), rangesOf(lawOfCell(cell), cell))
          : Number.POSITIVE_INFINITY,
      complexity: complexityOf(answer.formula) ?? 0,
    }
  } catch (error) {
    const reason = `failed: ${error instanceof Error ? error.message : error}`
    return resultOfFailure(cell, time, reason, (performance.now() - began) / 1000)
  }
}

/** The result where there is no answer. */
export const resultOfFailure = (cell: Cell, time: number, reason: string, seconds: number): Result => ({
  ...cell,
  time,
  found: false,
  picked: false,
  listed: false,
  errorOnDoubledBox: Number.POSITIVE_INFINITY,
  formula: '',
  complexity: 0,
  seconds,
  reason,
})
