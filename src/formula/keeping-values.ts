// A law in a shorter form only where both give the same: √(x²·y) is x·√y for columns above 0 alone.

import type { Law } from './law.ts'
import { type LawRows, lawValues } from './law-fit.ts'

// Of the values' size: what rounding on two ways to write a law leaves.
const leastDifference = 1e-9

/** The shorter form if it has the values of the law at these rows, else the law as it is. */
export function keepingValues(law: Law, shorter: Law, rows: LawRows): Law {
  // Powers move freely between products and sums as long as nothing is below 0.
  if (rows.negative.every((flags) => flags === undefined)) return shorter
  const values = lawValues(law, rows)
  const others = lawValues(shorter, rows)
  const finite = values.filter(Number.isFinite)
  const size = Math.sqrt(finite.reduce((sum, value) => sum + value * value, 0) / Math.max(1, finite.length))
  const areSame = values.every((value, row) => {
    const other = others[row] as number
    if (!Number.isFinite(value)) return !Number.isFinite(other)
    return Math.abs(value - other) <= leastDifference * Math.max(size, Math.abs(value))
  })
  return areSame ? shorter : law
}
