// Tables of the known laws: rows drawn evenly in their ranges, noise, and columns that the law does not use.

import { randomStream } from '../../src/base/normal.ts'
import { evaluateFormula } from '../../src/graph/formula.ts'
import { parseFormula } from '../../src/graph/formula-parse.ts'
import type { KnownLaw, Range } from './laws.ts'

/** Columns of numbers, all `[rows]`; one of them is what a formula is to be found for. */
export interface NumberTable {
  readonly columns: Readonly<Record<string, Float64Array>>
  /** The name of a column. */
  readonly target: string
}

/** Which table of a law. */
export interface TableOptions {
  /** Standard deviation of the normal noise, as a share of the target's root mean square. */
  readonly noise: number
  /** How many columns the law does not use. */
  readonly irrelevant: number
  readonly seed: number
}

/** No law has a variable of this name. */
export const targetName = 'target'
const rowCount = 200

/**
 * The ranges of the columns of a law's table, in their order: its variables, then `irrelevant1` and so on, each with
 * the range of one of the variables, drawn by the seed.
 */
export function rangesOf(law: KnownLaw, { irrelevant, seed }: Omit<TableOptions, 'noise'>): KnownLaw['ranges'] {
  const ranges = Object.values(law.ranges)
  const stream = randomStream(seed, `irrelevant ranges of ${law.id}`)
  const others = Array.from({ length: irrelevant }, (_, i) => {
    return [`irrelevant${i + 1}`, ranges[stream.integer(ranges.length)] as Range] as const
  })
  return { ...law.ranges, ...Object.fromEntries(others) }
}

/**
 * The table of a law: the columns of `rangesOf`, drawn evenly, then `target`. 200 rows. One seed gives the same rows and
 * the same draws of noise at every size of noise and for any number of irrelevant columns, so that these can be compared.
 */
export function tableOf(law: KnownLaw, options: TableOptions): NumberTable {
  const ranges = Object.entries(rangesOf(law, options))
  const columns = Object.fromEntries(
    ranges.map(([name, [low, high]]) => {
      const stream = randomStream(options.seed, `column ${name} of ${law.id}`)
      return [name, Float64Array.from({ length: rowCount }, () => stream.uniform(low, high))]
    }),
  )
  const target = withNoise(valuesOf(law.formula, columns, rowCount), options, `noise of ${law.id}`)
  return { columns: { ...columns, [targetName]: target }, target: targetName }
}

/** The formula at every row, in float64 `[rows]`. Names that are no column are NaN. */
export function valuesOf(formula: string, columns: NumberTable['columns'], rows: number): Float64Array {
  const parsed = parseFormula(formula)
  return Float64Array.from({ length: rows }, (_, row) =>
    evaluateFormula(parsed, (name) => columns[name]?.[row] ?? Number.NaN),
  )
}

/** Root mean square. */
export const rootMeanSquare = (values: Float64Array): number =>
  Math.sqrt(values.reduce((total, value) => total + value * value, 0) / values.length)

function withNoise(truth: Float64Array, { noise, seed }: TableOptions, name: string): Float64Array {
  if (noise === 0) return truth
  const size = noise * rootMeanSquare(truth)
  const stream = randomStream(seed, name)
  return truth.map((value) => value + size * stream.normal())
}
