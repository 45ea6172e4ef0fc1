// A canvas of terminal cells: lines in Braille dots or characters, single characters on top, a colour for each cell.

/** What is drawn on; later things cover earlier ones, except that Braille dots add up. */
export interface Canvas {
  readonly columns: number
  readonly rows: number
  /** Dots across and down a cell. */
  readonly dotsAcross: number
  readonly dotsDown: number
  /** Draws a straight line between dots; `every` leaves out all but each so-manyth dot; returns dots walked, for dashes. */
  readonly line: (from: Dot, to: Dot, ink: Ink, walked: number) => number
  /** Puts a character on a cell, over its dots. */
  readonly put: (column: number, row: number, text: string, colour: string) => void
  readonly isEmpty: (column: number, row: number) => boolean
  /** Each row as cells. */
  readonly cells: () => readonly (readonly Cell[])[]
}

export interface Dot {
  readonly x: number
  readonly y: number
}

export interface Ink {
  /** The character of a cell on a canvas without dots. */
  readonly character: string
  /** Draw one of so many dots. */
  readonly every: number
  readonly colour: string
}

export interface Cell {
  readonly text: string
  readonly colour: string
}

/** Parameters of the terminal's escape sequences (SGR). */
export const BOLD = '1'
export const DIM = '2'

const EMPTY: Cell = { text: ' ', colour: '' }
/** Bits of U+2800 by column and row of the dot. */
const BRAILLE_BITS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

/** An empty canvas. With `braille` every cell has 2 × 4 dots; otherwise a cell is one dot. */
export function makeCanvas(columns: number, rows: number, braille: boolean): Canvas {
  const [dotsAcross, dotsDown] = braille ? [2, 4] : [1, 1]
  const bits = new Uint8Array(columns * rows)
  const cells: Cell[] = Array.from({ length: columns * rows }, () => EMPTY)
  const dot = (x: number, y: number, ink: Ink) => {
    const [column, row] = [Math.floor(x / dotsAcross), Math.floor(y / dotsDown)]
    if (column < 0 || column >= columns || row < 0 || row >= rows) return
    const index = row * columns + column
    if (braille) bits[index] = (bits[index] ?? 0) | (BRAILLE_BITS[x % 2]?.[y % 4] ?? 0)
    const text = braille ? String.fromCharCode(0x2800 + (bits[index] ?? 0)) : ink.character
    cells[index] = { text, colour: ink.colour }
  }
  return {
    columns,
    rows,
    dotsAcross,
    dotsDown,
    line: (from, to, ink, walked) => {
      const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
      for (let step = 0; step <= steps; step++) {
        if ((walked + step) % ink.every !== 0) continue
        const t = steps === 0 ? 0 : step / steps
        dot(Math.round(from.x + t * (to.x - from.x)), Math.round(from.y + t * (to.y - from.y)), ink)
      }
      return walked + steps
    },
    put: (column, row, text, colour) => {
      if (column < 0 || column >= columns || row < 0 || row >= rows) return
      bits[row * columns + column] = 0
      cells[row * columns + column] = { text, colour }
    },
    isEmpty: (column, row) => (cells[row * columns + column] ?? EMPTY).text === ' ',
    cells: () => Array.from({ length: rows }, (_, row) => cells.slice(row * columns, (row + 1) * columns)),
  }
}

/** Cells as text; with colours, as escape sequences of the terminal (SGR), one for each stretch of one colour. */
export function paintCells(cells: readonly Cell[], colours: boolean): string {
  let line = ''
  let current = ''
  for (const { text, colour } of cells) {
    const wanted = colours && text !== ' ' ? colour : text === ' ' ? current : ''
    if (wanted !== current) {
      if (current !== '') line += '\u001b[0m'
      if (wanted !== '') line += `\u001b[${wanted}m`
      current = wanted
    }
    line += text
  }
  const end = current === '' ? '' : '\u001b[0m'
  return line + end
}

/** Text in one colour. */
export function paint(text: string, colour: string, colours: boolean): string {
  return colours && colour !== '' && text !== '' ? `\u001b[${colour}m${text}\u001b[0m` : text
}
