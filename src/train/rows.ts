// Rows of inputs, drawn from a distribution: each value is a function of (seed, purpose, input, row).

import { type Distribution, drawsOf, type Evenly, isEven } from '../base/distribution.ts'
import { randomStream } from '../base/normal.ts'
import type { Interval } from '../base/options.ts'
import { randomBits, randomKey, streamNumber, uniformFromBits } from '../base/random.ts'

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
  if (isEven(distribution)) return drawEvenly(seed, purpose, distribution, inputs, rows)
  const values = new Float32Array(inputs * rows)
  for (let input = 0; input < inputs; input += 1) {
    // A stream for each input: more inputs or more rows begin with the same.
    const draw = drawsOf(distribution, randomStream(seed, `${purpose} rows of input ${input}`))
    for (let row = 0; row < rows; row += 1) values[input * rows + row] = draw()
  }
  return values
}

function drawEvenly(
  seed: number,
  purpose: Purpose,
  ranges: Evenly,
  inputs: number,
  rows: number,
): Float32Array<ArrayBuffer> {
  const widths = ranges.map(([low, high]) => high - low)
  const total = widths.reduce((sum, width) => sum + width, 0)
  const values = new Float32Array(inputs * rows)
  for (let input = 0; input < inputs; input += 1) {
    const key = randomKey(seed, streamNumber(`${purpose} rows`), input)
    for (let row = 0; row < rows; row += 1) {
      let at = uniformFromBits(randomBits(key, row)) * total
      let i = 0
      while (i < ranges.length - 1 && at >= (widths[i] as number)) {
        at -= widths[i] as number
        i += 1
      }
      values[input * rows + row] = (ranges[i] as Interval)[0] + at
    }
  }
  return values
}
