// Orthogonal starts: rows or columns of length 1 that stand at right angles to each other.

import type { RandomStream } from '../base/normal.ts'
import type { Initializer } from './initializers.ts'

/** For `['out', 'in']`: orthonormal along the longer side; the identity where both are equal. Hoedt et al. 2021, as in their code. */
export const orthogonalInitial: Initializer = {
  description: 'orthonormal along the longer side, the identity if in = out',
  draw: (stream, count, fan) => {
    const values = new Float64Array(count)
    const isWide = fan.in >= fan.out
    const [short, long] = isWide ? [fan.out, fan.in] : [fan.in, fan.out]
    const vectors = fan.in === fan.out ? unitVectors(long) : orthonormal(stream, short, long)
    vectors.forEach((vector, v) => {
      vector.forEach((value, i) => {
        values[isWide ? v * fan.in + i : i * fan.in + v] = value
      })
    })
    return values
  },
}

/** For `['out']`: one vector of length 1. */
export const unitVectorInitial: Initializer = {
  description: 'a vector of length 1 in a random direction',
  draw: (stream, count) => orthonormal(stream, 1, count)[0] as Float64Array,
}

const unitVectors = (size: number): Float64Array[] =>
  Array.from({ length: size }, (_, v) => Float64Array.from({ length: size }, (__, i) => (i === v ? 1 : 0)))

/** Gram–Schmidt on normal draws. */
function orthonormal(stream: RandomStream, count: number, size: number): Float64Array[] {
  const found: Float64Array[] = []
  while (found.length < count) {
    const vector = Float64Array.from({ length: size }, () => stream.normal(0, 1))
    for (const other of found) {
      const along = dot(vector, other)
      vector.forEach((value, i) => {
        vector[i] = value - along * (other[i] as number)
      })
    }
    const length = Math.sqrt(dot(vector, vector))
    // Too little is left of a draw that lies among the others: its rounding errors would be the vector.
    if (length > 1e-3) found.push(vector.map((value) => value / length))
  }
  return found
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
