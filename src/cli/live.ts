// A block of lines at the end of a terminal that is drawn anew in place.

import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { truncateText } from '../plot/labels.ts'

const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const toLineEnd = '\u001b[K'
const toScreenEnd = '\u001b[J'
const up = (lines: number) => (lines === 0 ? '' : `\u001b[${lines}A`)

/** Lives from its first `show` until `clear`, which leaves nothing behind. */
export class LiveBlock {
  readonly #stream: NodeJS.WriteStream
  /** Lines on the screen; the cursor stands at the end of the last. */
  #drawn = 0
  readonly #restore = () => this.#stream.write(showCursor)

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  /** Draws the lines over those before. Each is cut to the width, so that none takes two lines of the screen. */
  show(lines: readonly string[]): void {
    const width = (this.#stream.columns ?? 80) - 1
    const cut = lines.map((line) => {
      const plain = stripVTControlCharacters(line)
      return stringWidth(plain) <= width ? line : truncateText(plain, width, stringWidth, '…')
    })
    if (this.#drawn === 0) process.once('exit', this.#restore)
    const start = this.#drawn === 0 ? hideCursor : `${up(this.#drawn - 1)}\r`
    // One write a frame: a terminal never shows half of it.
    this.#stream.write(`${start}${cut.map((line) => line + toLineEnd).join('\n')}${toScreenEnd}`)
    this.#drawn = cut.length
  }

  /** Takes the block away and gives the cursor back. */
  clear(): void {
    if (this.#drawn === 0) return
    this.#stream.write(`${up(this.#drawn - 1)}\r${toScreenEnd}${showCursor}`)
    this.#drawn = 0
    process.off('exit', this.#restore)
  }
}
