import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { LiveBlock } from './live.ts'

/** A screen of 40 columns that understands what a block writes. */
class Screen {
  readonly stream = Object.assign(new PassThrough(), { columns: 40 }) as unknown as NodeJS.WriteStream
  readonly lines = ['']
  isCursorShown = true
  writes = 0
  #row = 0
  #column = 0

  constructor() {
    const write = (text: string) => {
      this.writes += 1
      text.split('\u001b').forEach((part, i) => {
        const sequence = i === 0 ? '' : (/^\[\??\d*[A-Za-z]/.exec(part)?.[0] ?? '')
        if (sequence !== '') this.#obey(sequence)
        for (const character of part.slice(sequence.length)) this.#take(character)
      })
      return true
    }
    Object.assign(this.stream, { write })
  }

  #obey(sequence: string): void {
    if (sequence === '[?25l') this.isCursorShown = false
    else if (sequence === '[?25h') this.isCursorShown = true
    else if (sequence.endsWith('A')) this.#row -= Number(sequence.slice(1, -1))
    else if (!sequence.endsWith('m')) {
      this.lines[this.#row] = (this.lines[this.#row] as string).slice(0, this.#column)
      if (sequence === '[J') this.lines.length = this.#row + 1
    }
  }

  #take(part: string): void {
    if (part === '\r') this.#column = 0
    else if (part === '\n') {
      this.#row += 1
      this.#column = 0
      this.lines[this.#row] ??= ''
    } else {
      const line = this.lines[this.#row] as string
      this.lines[this.#row] = line.slice(0, this.#column) + part + line.slice(this.#column + 1)
      this.#column += 1
    }
  }
}

test('a block is drawn over itself, whatever its size, and leaves nothing behind', () => {
  const screen = new Screen()
  const block = new LiveBlock(screen.stream)
  block.show(['one', 'two and more', 'three'])
  expect(screen.lines).toEqual(['one', 'two and more', 'three'])
  expect(screen.isCursorShown).toBe(false)
  block.show(['1', '2'])
  expect(screen.lines).toEqual(['1', '2'])
  block.show(['a', 'b', 'c', 'd'])
  expect(screen.lines).toEqual(['a', 'b', 'c', 'd'])
  // One write for each: nothing half drawn is ever seen.
  expect(screen.writes).toBe(3)
  block.clear()
  expect(screen.lines).toEqual([''])
  expect(screen.isCursorShown).toBe(true)
  block.clear()
  expect(screen.writes).toBe(4)
})

test('a line that is too long is cut, so that it never takes two lines of the screen', () => {
  const screen = new Screen()
  new LiveBlock(screen.stream).show(['x'.repeat(100), `\u001b[1m${'y'.repeat(39)}\u001b[22m`])
  expect(screen.lines[0]).toBe(`${'x'.repeat(38)}…`)
  expect(screen.lines[1]).toBe('y'.repeat(39))
})
