// How a formula is judged: on a box twice as wide as that of the data, and by its length.

import { NaluError } from '../../src/base/errors.ts'
import { randomStream } from '../../src/base/normal.ts'
import { type Formula, partsOf } from '../../src/graph/formula.ts'
import { parseFormula } from '../../src/graph/formula-parse.ts'
import type { KnownLaw, Range } from './laws.ts'
import { rootMeanSquare, valuesOf } from './tables.ts'

const pointCount = 1000
/** Without noise, this much is right; with noise, so many times its share. */
const rightBelow = 1e-6
const rightTimesNoise = 5

/**
 * A range with each end moved out by half a width, but never past half of itself: what is positive stays so, and
 * an end at 0 stays there.
 */
export function doubled([low, high]: Range): Range {
  const half = (high - low) / 2
  return [
    low < 0 ? low - half : Math.max(low - half, low / 2),
    high > 0 ? high + half : Math.min(high + half, high / 2),
  ]
}

/**
 * Root mean square of formula minus law, over that of the law, on 1,000 points drawn evenly in the doubled box. Points where
 * the law is not finite are left out. Infinite if the formula is not finite at one of the others, or cannot be read.
 * @param ranges of every column that the formula may use, those of the law first.
 */
export function errorOnDoubledBox(formula: string, law: KnownLaw, ranges: KnownLaw['ranges'] = law.ranges): number {
  if (readFormula(formula) === undefined) return Number.POSITIVE_INFINITY
  const stream = randomStream(0, `doubled box of ${law.id}`)
  const columns: Record<string, Float64Array> = {}
  for (const [name, range] of Object.entries(ranges)) {
    const [low, high] = doubled(range)
    columns[name] = Float64Array.from({ length: pointCount }, () => stream.uniform(low, high))
  }
  const truth = valuesOf(law.formula, columns, pointCount)
  const predicted = valuesOf(formula, columns, pointCount)
  const places = [...truth.keys()].filter((i) => Number.isFinite(truth[i]))
  const off = Float64Array.from(places, (i) => (predicted[i] as number) - (truth[i] as number))
  const error = rootMeanSquare(off) / rootMeanSquare(Float64Array.from(places, (i) => truth[i] as number))
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}

/** True if an error on the doubled box is as small as the noise of the table allows. */
export const isRight = (error: number, noise: number): boolean =>
  error <= (noise === 0 ? rightBelow : rightTimesNoise * noise)

/** Operations, constants and uses of columns, each counted as 1; undefined if the formula cannot be read. */
export function complexityOf(formula: string): number | undefined {
  const count = (part: Formula): number => partsOf(part).reduce((sum, each) => sum + count(each), 1)
  const parsed = readFormula(formula)
  return parsed === undefined ? undefined : count(parsed)
}

function readFormula(text: string): Formula | undefined {
  try {
    return parseFormula(text)
  } catch (error) {
    if (error instanceof NaluError) return undefined
    throw error
  }
}
