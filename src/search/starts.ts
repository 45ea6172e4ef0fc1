// Where trainings of a shape begin: exponents drawn at random, or around those that a regression of logarithms gives.

import { Matrix, solve } from 'ml-matrix'
import { randomStream } from '../base/normal.ts'
import type { Shape } from './climb-system.ts'

/** One start: exponents of each product, `[columns]`, and its coefficient. */
export interface Start {
  readonly exponents: readonly Float64Array[]
  readonly coefficients: Float64Array
}

/** Exponents of the single product that fits best in logarithms; all 0 where there are too few rows. */
export function regressionOfLogs(logs: readonly Float64Array[], z: Float64Array): Float64Array {
  const rows = z.length
  if (rows < logs.length + 2) return new Float64Array(logs.length)
  const design = Matrix.zeros(rows, logs.length + 1)
  for (let row = 0; row < rows; row += 1) {
    design.set(row, 0, 1)
    logs.forEach((log, j) => {
      design.set(row, j + 1, log[row] as number)
    })
  }
  const target = Matrix.columnVector([...z].map((value) => Math.log(Math.abs(value) + 1e-9)))
  // By singular values: a column may be a power of others.
  return Float64Array.from(solve(design, target, true).to1DArray().slice(1))
}

// Smaller exponents of a regression are most likely those of columns that have no part in the law.
const leastExponent = 0.15

/** Three kinds in turn: all exponents random; around the regression; whole exponents of one or two columns. */
export function drawStarts(
  { over, under }: Shape,
  middle: Float64Array,
  { seed, name, count }: { readonly seed: number; readonly name: string; readonly count: number },
): Start[] {
  const random = randomStream(seed, `starts of ${name}`)
  const columns = middle.length
  const around = middle.map((exponent) => (Math.abs(exponent) < leastExponent ? 0 : exponent))
  const randomExponents = () => Float64Array.from({ length: columns }, () => random.normal(0, 0.7))
  const nearRegression = (isOver: boolean) =>
    around.map((exponent) => (isOver ? exponent : 0) + (random.uniform(0, 1) < 0.4 ? random.normal(0, 1) : 0))
  const wholeExponents = () => {
    const exponents = new Float64Array(columns)
    for (let i = 0; i < 2; i += 1) exponents[random.integer(columns)] = random.integer(5) - 2
    return exponents
  }
  return Array.from({ length: count }, (_, i) => {
    const exponents = Array.from({ length: over + under }, (_unused, t) => {
      if (i % 3 === 0) return randomExponents()
      return i % 3 === 1 || t < over ? nearRegression(t < over) : wholeExponents()
    })
    const coefficients = Float64Array.from({ length: over + under }, (_unused, t) =>
      random.normal(0, t < over ? 0.5 : 0.3),
    )
    return { exponents, coefficients }
  })
}

const mostMoved = 4
const moves = [1, -1, 2, -2, 0.5, -0.5] as const

/** Laws that were found, each with one to four exponents moved: from a good law the way to a better one is short. */
export function drawBeside(
  around: readonly (readonly Float64Array[])[],
  { seed, name, count }: { readonly seed: number; readonly name: string; readonly count: number },
): Start[] {
  const random = randomStream(seed, `starts beside ${name}`)
  return Array.from({ length: count }, (_, i) => {
    const exponents = (around[i % around.length] as readonly Float64Array[]).map((each) => Float64Array.from(each))
    const moved = 1 + random.integer(mostMoved)
    for (let move = 0; move < moved; move += 1) {
      const product = exponents[random.integer(exponents.length)] as Float64Array
      const column = random.integer(product.length)
      const change = moves[random.integer(moves.length)] as number
      product[column] = (product[column] as number) + change
    }
    return { exponents, coefficients: new Float64Array(exponents.length) }
  })
}
