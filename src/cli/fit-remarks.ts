// What has to be said beside the numbers of a saved fit: that it did not pass, and that rows lie where nothing was seen.

import { formatCount, formatNumber } from '../base/numbers.ts'
import type { NumberColumns } from '../data/columns.ts'
import { listNames } from '../data/csv.ts'
import type { Found } from '../fit/found.ts'
import { variablesOf } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'

const rangeDigits = 4

/** `km 1.2 to 20`, for each column that the formula has. */
function rangesText({ formula, inputs }: Found): string {
  const used = variablesOf(parseFormula(formula))
  return inputs
    .filter(({ name }) => used.includes(name))
    .map(({ name, low, high }) => `${name} ${formatNumber(low, rangeDigits)} to ${formatNumber(high, rangeDigits)}`)
    .join(', ')
}

/** A sentence where the formula was not found, or picked by hand; undefined where it was found. */
export function notFoundRemark({ found, trust: { rules } }: Found): string | undefined {
  if (found) return undefined
  const failed = rules.filter(({ passed }) => !passed).map(({ rule }) => rule)
  if (failed.length === 0) return 'The formula was picked by hand: nothing certifies it.'
  return `The fit ended with "not found" (failed: ${listNames(failed)}): its formula is the best approximation.`
}

/** What to say about predictions for these rows. */
export function predictionRemarks(found: Found, { names, columns }: NumberColumns): string[] {
  const remark = notFoundRemark(found)
  return [...(remark === undefined ? [] : [remark]), ...outsideRemarks(found, names, columns)]
}

function outsideRemarks(found: Found, names: readonly string[], columns: readonly Float64Array[]): string[] {
  const ranges = names.map((name) => found.inputs.find((input) => input.name === name))
  const rows = columns[0]?.length ?? 0
  const outside = Array.from({ length: rows }, (_, row) => row).filter((row) => {
    // A row with a missing cell has no prediction.
    if (columns.some((column) => Number.isNaN(column[row]))) return false
    return ranges.some((range, j) => {
      const value = columns[j]?.[row] as number
      return range !== undefined && (value < range.low || value > range.high)
    })
  })
  if (outside.length === 0) return []
  const verb = `${rows === 1 ? 'row' : 'rows'} ${outside.length === 1 ? 'lies' : 'lie'}`
  return [
    `${formatCount(outside.length)} of ${formatCount(rows)} ${verb} outside of where the fit had rows: ${rangesText(found)}.`,
  ]
}
