// A table of any size as text, made while it is read: columns drawn evenly, and a law of three of them.

import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomStream } from '../../src/base/normal.ts'

const rowsAtOnce = 1000

/** The lines of a table with columns x1, x2, … and `y = 2.5 + x1 · x2 / x3`, some thousand at a time. */
export function* tableText(rows: number, columns: number): Generator<string> {
  const random = randomStream(1, 'a large table')
  const names = Array.from({ length: columns }, (_, j) => `x${j + 1}`)
  yield `${[...names, 'y'].join(',')}\n`
  for (let done = 0; done < rows; done += rowsAtOnce) {
    let text = ''
    for (let row = done; row < Math.min(rows, done + rowsAtOnce); row += 1) {
      const values = names.map(() => Math.round(random.uniform(1, 5) * 1e6) / 1e6)
      const [x1 = 0, x2 = 0, x3 = 0] = values
      text += `${values.join(',')},${2.5 + (x1 * x2) / x3}\n`
    }
    yield text
  }
}

export const writeTable = (path: string, rows: number, columns: number): Promise<void> =>
  pipeline(Readable.from(tableText(rows, columns)), createWriteStream(path))
