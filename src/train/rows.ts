// Rows of inputs, drawn from a distribution: each value is a function of (seed, purpose, input, row).

import { type Distribution, distributionsOf, drawsOf, type Evenly, isEven } from '../base/distribution.ts'
import { randomStream } from '../base/normal.ts'
import type { Interval } from '../base/options.ts'
import { type Key, randomBits, randomKey, streamNumber, uniformFromBits } from '../base/random.ts'

/** What rows are for. Each purpose has draws of its own. */
export type Purpose = 'training' | 'validation' | 'test'

/** `[in, rows]`, rows fastest, in float32 so that every reader sees the same numbers. */
export function drawRows(
  seed: number,
  purpose: Purpose,
  distribution: Distribution,
  inputs: number,
  rows: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(inputs * rows)
  distributionsOf(distribution, inputs).forEach((each, input) => {
    const place = values.subarray(input * rows, (input + 1) * rows)
    if (isEven(each)) return drawEvenly(place, randomKey(seed, streamNumber(`${purpose} rows`), input), each)
    // A stream for each input: more inputs or more rows begin with the same.
    const draw = drawsOf(each, randomStream(seed, `${purpose} rows of input ${input}`))
    for (let row = 0; row < rows; row += 1) place[row] = draw()
  })
  return values
}

/** Fills the place of one input. */
function drawEvenly(place: Float32Array, key: Key, ranges: Evenly): void {
  const widths = ranges.map(([low, high]) => high - low)
  const total = widths.reduce((sum, width) => sum + width, 0)
  for (let row = 0; row < place.length; row += 1) {
    let at = uniformFromBits(randomBits(key, row)) * total
    let i = 0
    while (i < ranges.length - 1 && at >= (widths[i] as number)) {
      at -= widths[i] as number
      i += 1
    }
    place[row] = (ranges[i] as Interval)[0] + at
  }
}
