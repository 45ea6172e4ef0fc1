// Rows of inputs: drawn from ranges, each value a function of (seed, purpose, input, row).

import type { Interval } from '../base/options.ts'
import { randomBits, randomKey, streamNumber, uniformFromBits } from '../base/random.ts'

/** What rows are for. Each purpose has draws of its own. */
export type Purpose = 'training' | 'validation' | 'test'

/** `[in, rows]`, rows fastest, in float32 so that every reader sees the same numbers. */
export function drawRows(
  seed: number,
  purpose: Purpose,
  ranges: readonly Interval[],
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
