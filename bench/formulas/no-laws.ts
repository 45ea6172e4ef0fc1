// 300 tables without a law that sums, products, quotients and powers could write down: a search must find none in any.
//
// The list was frozen before the search was written: it is not changed to suit what the search can do.
//
// Rules, so that no table holds such a law after all:
// - A wave runs over a whole period at least; over a tenth of one it is a polynomial.
// - An exponential runs over a factor of 1,000 at least, with noise over 10^15; S-shaped curves have no noise.
// - Logarithms are left out: a power with a small exponent is as near as anybody can tell.
// - Borders of steps and of piecewise laws have a quarter of the rows or so on each side; remainders come round three times.
// - Where rows are of several laws by luck, the mean over the laws is no law either.
// - In no table do cubics in the columns come within twice the noise or 2 % of the target's root mean square, nor does a
//   power of a sum of five powers of a column come within twice the noise or 0.001 %.

import { type RandomStream, randomStream } from '../../src/base/normal.ts'
import { shuffled } from '../../src/base/shuffle.ts'
import { curves } from './no-law-curves.ts'
import { labels } from './no-law-labels.ts'
import { pieces } from './no-law-pieces.ts'
import { type Draw, even, type Kind, type Shape, whole } from './no-law-shape.ts'
import { type NumberTable, rootMeanSquare, targetName } from './tables.ts'

/** A table by seed in which there is nothing to find. */
export interface NoLaw {
  readonly id: string
  readonly kind: string
  readonly describe: string
  readonly rows: number
  /** As a share of the target's root mean square, or of each value where the shape says so. */
  readonly noise: number
  readonly isNoiseRelative: boolean
  /** Columns that the target does not depend on. */
  readonly irrelevant: number
  /** 1 to 6 columns in a random order, and the target. One seed gives one table. */
  readonly table: (seed: number) => NumberTable
}

const rowCounts = [50, 100, 200, 400]
const usualNoises = [0, 0.01, 0.05]
const irrelevantCounts = [0, 1, 2, 4]
const mostColumns = 6
const names = ['a', 'b', 'c', 'd', 'e', 'f']
/** What irrelevant columns look like. */
const bystanders: readonly Draw[] = [even(1, 5), even(-3, 3), even(0, 100), whole(1, 12)]

/** Four tables of every shape: each number of rows once, sizes of noise and irrelevant columns in turn. */
export const noLaws: readonly NoLaw[] = [...curves, ...pieces, ...labels].flatMap(({ kind, shapes }) =>
  shapes.flatMap((shape, place) => rowCounts.map((rows, i) => noLawOf(kind, shape, place, rows, i))),
)

function noLawOf(kind: Kind['kind'], shape: Shape, place: number, rows: number, i: number): NoLaw {
  const { noises = usualNoises, draws, isNoiseRelative = false } = shape
  const id = `${kind}-${shape.name}-${rows}`
  const noise = noises[(place + i) % noises.length] as number
  const wanted = irrelevantCounts[(2 * place + i) % irrelevantCounts.length] as number
  const irrelevant = Math.min(draws.length === 0 ? Math.max(1, wanted) : wanted, mostColumns - draws.length)
  const table = (seed: number) =>
    tableOfShape(shape, rows, noise, irrelevant, (name) => randomStream(seed, `${name} of ${id}`))
  return { id, kind, describe: shape.describe, rows, noise, isNoiseRelative, irrelevant, table }
}

function tableOfShape(
  { draws, begin, isNoiseRelative = false }: Shape,
  rows: number,
  noise: number,
  irrelevant: number,
  streamOf: (name: string) => RandomStream,
): NumberTable {
  const stream = streamOf('columns')
  const counting = draws.map((draw) => columnOf(draw, rows, stream))
  const others = Array.from({ length: irrelevant }, () =>
    columnOf(bystanders[stream.integer(bystanders.length)] as Draw, rows, stream),
  )
  const targetOf = begin(streamOf('target'))
  const clean = Float64Array.from({ length: rows }, (_, row) =>
    targetOf(...counting.map((column) => column[row] as number)),
  )
  const luck = streamOf('noise')
  const size = rootMeanSquare(clean)
  const target = clean.map((value) =>
    noise === 0 ? value : value + noise * (isNoiseRelative ? value : size) * luck.normal(),
  )
  const ordered = shuffled([...counting, ...others], streamOf('order of columns'))
  const columns = Object.fromEntries(ordered.map((column, i) => [names[i] as string, column]))
  return { columns: { ...columns, [targetName]: target }, target: targetName }
}

function columnOf({ kind, range: [low, high] }: Draw, rows: number, stream: RandomStream): Float64Array {
  switch (kind) {
    case 'even':
      return Float64Array.from({ length: rows }, () => stream.uniform(low, high))
    case 'whole':
      return Float64Array.from({ length: rows }, () => low + stream.integer(high - low + 1))
    case 'order':
      return Float64Array.from({ length: rows }, (_, row) => row + 1)
    default:
      return kind satisfies never
  }
}
