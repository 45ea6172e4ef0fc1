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
  const { found, formula, formulas, reason, seconds } = await fitter
    .fit(columns, target, { seed: cell.seed, time })
    .catch((error: unknown) => ({
      found: false,
      formula: '',
      formulas: [],
      reason: `failed: ${error instanceof Error ? error.message : error}`,
      seconds: (performance.now() - began) / 1000,
    }))
  const isTheLaw = (text: string): boolean =>
    cell.kind === 'law' && text !== '' && isRecovered(text, lawOfCell(cell), cell.noise)
  return {
    ...cell,
    time,
    found,
    picked: isTheLaw(formula),
    listed: formulas.some(isTheLaw),
    errorOnDoubledBox:
      cell.kind === 'law'
        ? errorOnDoubledBox(formula, lawOfCell(cell), rangesOf(lawOfCell(cell), cell))
        : Number.POSITIVE_INFINITY,
    formula,
    complexity: complexityOf(formula) ?? 0,
    seconds,
    reason,
  }
}
