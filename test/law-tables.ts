// Tables of laws for tests of a fit: columns drawn evenly, what the law gives for them, and noise.

import { randomStream } from '../src/base/normal.ts'
import { evaluateLaw, type Law } from '../src/formula/law.ts'
import { lawOf } from '../src/formula/law-of.ts'
import { parseFormula } from '../src/graph/formula-parse.ts'
import type { FitProblem } from '../src/search/prepare.ts'

export type Ranges = Readonly<Record<string, readonly [low: number, high: number]>>

export interface LawTable {
  readonly names: readonly string[]
  /** One `[rows]` a column, in the order of the names. */
  readonly columns: readonly Float64Array[]
  readonly target: Float64Array
  readonly law: Law
}

export interface LawTableOptions {
  readonly rows?: number
  readonly seed?: number
  /** Its deviation, as a share of the target's root mean square, or of each target. */
  readonly noise?: number
  readonly noiseKind?: 'absolute' | 'relative'
}

/** The law that a formula of these columns is. */
export const lawFrom = (formula: string, names: readonly string[]): Law => {
  const law = lawOf(parseFormula(formula), names)
  if (law === undefined) throw new Error(`${formula} is no law of ${names.join(', ')}.`)
  return law
}

/** Columns in the order of `ranges`; the law need not have all of them. */
export function lawTable(formula: string, ranges: Ranges, options: LawTableOptions = {}): LawTable {
  const { rows = 120, seed = 1, noise = 0, noiseKind = 'absolute' } = options
  const names = Object.keys(ranges)
  const law = lawFrom(formula, names)
  const columns = Object.entries(ranges).map(([name, [low, high]]) => {
    const random = randomStream(seed, `column ${name}`)
    return Float64Array.from({ length: rows }, () => random.uniform(low, high))
  })
  const exact = Float64Array.from({ length: rows }, (_, row) =>
    evaluateLaw(
      law,
      columns.map((column) => column[row] as number),
    ),
  )
  const size = Math.sqrt(exact.reduce((sum, value) => sum + value * value, 0) / rows)
  const random = randomStream(seed, 'noise')
  const target = exact.map((value) => value + noise * (noiseKind === 'absolute' ? size : value) * random.normal())
  return { names, columns, target, law }
}

/** Numbers that were not rounded. */
export const problemOf = ({ names, columns, target }: Omit<LawTable, 'law'>): FitProblem => ({
  columns: names.map((name, j) => ({ name, values: columns[j] as Float64Array, step: 0 })),
  target: { name: 'target', values: target, step: 0 },
})
