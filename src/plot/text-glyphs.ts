// What figures in a terminal are drawn with: line drawing characters or ASCII, a symbol and a colour for each line.

import { BOLD, DIM } from './canvas.ts'
import type { DrawnLine } from './drawing.ts'

export interface Glyphs {
  readonly wall: string
  readonly tick: string
  readonly corner: string
  readonly floor: string
  readonly floorTick: string
  /** The axis within a band. */
  readonly band: string
  readonly bandTick: string
  readonly edge: string
  readonly open: string
  readonly close: string
  readonly up: string
  readonly right: string
  readonly ellipsis: string
  readonly reference: string
  readonly plain: string
  readonly symbols: readonly string[]
  /** The outline of an interval on a canvas without dots. */
  readonly shade: string
}

export const UNICODE: Glyphs = {
  wall: '│',
  tick: '┤',
  corner: '└',
  floor: '─',
  floorTick: '┬',
  band: '━',
  bandTick: '┯',
  edge: '┊',
  open: '├',
  close: '┤',
  up: '↑',
  right: '→',
  ellipsis: '…',
  reference: '⠶',
  plain: '⠐',
  symbols: [...'●▲■◆○△□◇▼▽★☆◐◑◉◎'],
  shade: '⠂',
}

export const ASCII: Glyphs = {
  wall: '|',
  tick: '+',
  corner: '+',
  floor: '-',
  floorTick: '+',
  band: '=',
  bandTick: '+',
  edge: ':',
  open: '[',
  close: ']',
  up: '^',
  right: '->',
  ellipsis: '..',
  reference: '~',
  plain: '.',
  symbols: [...'ox*#@%&$ABCDEFGH'],
  shade: "'",
}

const COLOURS = ['36', '33', '35', '32', '34', '31', '96', '95'] as const

/** The symbol on a line and before its name. */
export const symbolOf = (line: DrawnLine, glyphs: Glyphs): string => {
  if (line.role === 'emphasis') return glyphs.symbols[line.rank % glyphs.symbols.length] as string
  return line.role === 'reference' ? glyphs.reference : glyphs.plain
}

/** The line's colour, as parameters of an escape sequence. */
export const colourOf = ({ role, rank }: DrawnLine): string => {
  if (role === 'emphasis') return COLOURS[rank % COLOURS.length] as string
  return role === 'reference' ? BOLD : DIM
}
