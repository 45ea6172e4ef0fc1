// A figure as lines of a terminal: Braille dots or ASCII, readable without colour.

import stringWidth from 'string-width'
import { invalid } from '../base/errors.ts'
import { type Tick, ticksThatFit } from './axis.ts'
import { BOLD, type Canvas, type Cell, DIM, type Ink, makeCanvas, paint, paintCells } from './canvas.ts'
import { cleanText, type DrawnBand, type DrawnLine, draw } from './drawing.ts'
import type { Figure } from './figure.ts'
import { spreadLabels, truncateText, wrapText } from './labels.ts'
import { type Place, placesAlong } from './lines.ts'

export interface TextOptions {
  /** Columns that no line exceeds, at least 40. */
  readonly width?: number
  /** Rows of the frame, at least 4; title, axis, legend and caption come on top. */
  readonly height?: number
  /** Braille and line drawing characters; otherwise ASCII alone (names and labels are shown as they are). */
  readonly unicode?: boolean
  /** Escape sequences for colour. */
  readonly colour?: boolean
}

interface Glyphs {
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

const UNICODE: Glyphs = {
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
  symbols: ['●', '▲', '■', '◆', '○', '△', '□', '◇'],
  shade: '⠂',
}

const ASCII: Glyphs = {
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
  symbols: ['o', 'x', '*', '#', '@', '%', '&', '$'],
  shade: "'",
}

const COLOURS = ['36', '33', '35', '32', '34', '31', '96', '95'] as const
const SYMBOL_SPACING = 13
/** Narrower than this there are no names beside the frame. */
const ROOM_FOR_NAMES = 60

const symbolOf = (line: DrawnLine, glyphs: Glyphs): string => {
  if (line.role === 'emphasis') return glyphs.symbols[line.rank % glyphs.symbols.length] as string
  return line.role === 'reference' ? glyphs.reference : glyphs.plain
}
const colourOf = ({ role, rank }: DrawnLine): string => {
  if (role === 'emphasis') return COLOURS[rank % COLOURS.length] as string
  return role === 'reference' ? BOLD : DIM
}

const padEnd = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - stringWidth(text)))
const padStart = (text: string, width: number) => ' '.repeat(Math.max(0, width - stringWidth(text))) + text

function drawLines(canvas: Canvas, lines: readonly DrawnLine[], glyphs: Glyphs): void {
  const { columns, rows, dotsAcross, dotsDown } = canvas
  const across = columns * dotsAcross - 1
  const down = rows * dotsDown - 1
  const drawRuns = (runs: readonly (readonly Place[])[], ink: Ink, lower = 0) => {
    for (const run of runs) {
      let walked = 0
      const dots = run.map(({ x, y }) => ({ x: Math.round(x * across), y: Math.round((1 - y) * down) + lower }))
      dots.forEach((dot, index) => {
        if (index > 0 || dots.length === 1) walked = canvas.line(dots[index - 1] ?? dot, dot, ink, walked)
      })
    }
  }
  const dotted = dotsDown > 1
  for (const line of lines) drawRuns(line.areas, { character: glyphs.shade, every: dotted ? 4 : 2, colour: DIM })
  for (const line of lines) {
    const every = line.role === 'plain' && dotted ? 2 : 1
    const ink = { character: symbolOf(line, glyphs), every, colour: colourOf(line) }
    drawRuns(line.runs, ink)
    // Twice as thick, so that a line right on top of it and the reference itself are both seen.
    if (line.role === 'reference' && dotted) drawRuns(line.runs, ink, 1)
  }
  const emphasised = lines.filter(({ role }) => role === 'emphasis')
  for (const line of emphasised) {
    const phase = (line.rank + 0.5) / emphasised.length
    // A cell is about twice as high as wide.
    const places = placesAlong(line.runs, { spacing: SYMBOL_SPACING, phase, width: columns, height: rows * 2 })
    for (const { x, y } of places) {
      const column = Math.floor(Math.round(x * across) / dotsAcross)
      canvas.put(column, Math.floor(Math.round((1 - y) * down) / dotsDown), symbolOf(line, glyphs), colourOf(line))
    }
  }
}

/** The row where a line ends. */
function endRow({ end }: DrawnLine, rows: number): number {
  return Math.floor(Math.round((1 - (end?.place.y ?? 0)) * (rows * 4 - 1)) / 4)
}

/** Columns for the names: the longest fits, if that is not too much; background lines that end in one row share it. */
function nameColumn(lines: readonly DrawnLine[], rows: number, width: number): number {
  const longest = Math.max(0, ...lines.map(({ name }) => stringWidth(name) + 2))
  const shared = new Map<number, number>()
  for (const line of lines.filter(({ role }) => role === 'plain')) {
    const row = endRow(line, rows)
    shared.set(row, (shared.get(row) ?? -1) + 1 + stringWidth(line.name))
  }
  const together = Math.min(Math.max(0, ...shared.values()), Math.floor(width / 5))
  return Math.min(Math.max(longest, together), Math.floor(width / 4))
}

/** Names beside the rows where lines end, and the lines whose names found no row. */
function placeNames(lines: readonly DrawnLine[], rows: number, width: number, glyphs: Glyphs) {
  const labels = new Map<number, Cell>()
  const rowOf = (line: DrawnLine) => endRow(line, rows)
  const ended = lines.filter(({ end }) => end !== undefined)
  const front = ended
    .filter(({ role }) => role !== 'plain')
    .sort((a, b) => rowOf(a) - rowOf(b) || (b.end?.height ?? 0) - (a.end?.height ?? 0))
  if (width < 8 || front.length > rows) return { labels, unnamed: lines }
  const middles = spreadLabels(
    front.map((line) => ({ at: rowOf(line) + 0.5, height: 1 })),
    0,
    rows,
  )
  let lowest = -1
  front.forEach((line, index) => {
    const last = rows - (front.length - index)
    const row = Math.min(last, Math.max(lowest + 1, Math.round((middles[index] as number) - 0.5)))
    lowest = row
    const text = truncateText(`${symbolOf(line, glyphs)} ${line.name}`, width, stringWidth, glyphs.ellipsis)
    labels.set(row, { text, colour: colourOf(line) })
  })
  const unnamed: DrawnLine[] = lines.filter(({ end, role }) => end === undefined && role !== 'plain')
  for (const line of lines.filter(({ role }) => role === 'plain')) {
    const there = labels.get(rowOf(line))
    const text = there === undefined ? line.name : `${there.text} ${line.name}`
    const free = there === undefined || there.colour === DIM
    if (line.end !== undefined && free && stringWidth(text) <= width) labels.set(rowOf(line), { text, colour: DIM })
    else unnamed.push(line)
  }
  return { labels, unnamed }
}

/** The axis below the frame, and its ticks' texts. */
function bottomAxis(
  ticks: readonly Tick[],
  bands: readonly DrawnBand[],
  left: number,
  columns: number,
  glyphs: Glyphs,
) {
  const columnOf = (at: number) => Math.round(at * (columns - 1))
  const floor = Array.from({ length: columns }, (_, column) => {
    const banded = bands.some(({ from, to }) => column >= columnOf(from) && column <= columnOf(to))
    const ticked = ticks.some(({ at }) => columnOf(at) === column)
    if (banded) return ticked ? glyphs.bandTick : glyphs.band
    return ticked ? glyphs.floorTick : glyphs.floor
  })
  let texts = ''
  for (const { at, text } of ticks) {
    const wanted = left + columnOf(at) - Math.floor((text.length - 1) / 2)
    const start = Math.min(wanted, left + columns - text.length)
    texts = padEnd(texts, Math.max(0, start)) + text
  }
  return { floor: glyphs.corner + floor.join(''), texts }
}

/** Rows below the axis that show where each band lies: `├─ training range ─┤`. */
function bandRows(bands: readonly DrawnBand[], left: number, columns: number, width: number, glyphs: Glyphs): string[] {
  const rows: string[] = []
  for (const { from, to, label } of bands) {
    const start = left + Math.round(from * (columns - 1))
    const length = Math.max(2, left + Math.round(to * (columns - 1)) - start + 1)
    const inner = length - 2
    const bar = glyphs.open + glyphs.floor.repeat(inner) + glyphs.close
    const room = inner - stringWidth(label) - 2
    let text = bar
    let at = start
    if (room >= 2) {
      const before = glyphs.floor.repeat(Math.floor(room / 2))
      text = `${glyphs.open}${before} ${label} ${glyphs.floor.repeat(room - before.length)}${glyphs.close}`
    } else if (start + length + 1 + stringWidth(label) <= width) {
      text = `${bar} ${label}`
    } else {
      const shown = truncateText(label, Math.max(start - 1, 0), stringWidth, glyphs.ellipsis)
      text = shown === '' ? bar : `${shown} ${bar}`
      at = start - (stringWidth(text) - length)
    }
    const row = rows.findIndex((taken) => stringWidth(taken) + 2 <= at)
    if (row < 0) rows.push(padEnd('', at) + text)
    else rows[row] = padEnd(rows[row] as string, at) + text
  }
  return rows
}

/** Names that found no place beside the frame. */
function legendRows(lines: readonly DrawnLine[], width: number, glyphs: Glyphs, colours: boolean): string[] {
  const front = lines.filter(({ role }) => role !== 'plain').sort((a, b) => a.rank - b.rank)
  const rows: string[] = []
  let used = width
  for (const line of front) {
    const text = truncateText(`${symbolOf(line, glyphs)} ${line.name}`, width - 2, stringWidth, glyphs.ellipsis)
    if (used + 3 + stringWidth(text) > width) {
      rows.push('')
      used = 0
    }
    const last = rows.length - 1
    rows[last] += (used === 0 ? '  ' : '   ') + paint(text, colourOf(line), colours)
    used += (used === 0 ? 2 : 3) + stringWidth(text)
  }
  const plain = lines.filter(({ role }) => role === 'plain').map(({ name }) => name)
  if (plain.length > 0) {
    const text = `${glyphs.plain.repeat(2)} also: ${plain.join(', ')}`
    rows.push(...wrapText(text, width - 2, stringWidth).map((row) => `  ${paint(row, DIM, colours)}`))
  }
  return rows
}

/**
 * The figure as lines of text without a final line break; the same text for the same figure.
 * @throws NaluError if the size is too small, or if a band or a domain is not made of numbers.
 */
export function figureToText(figure: Figure, options: TextOptions = {}): string {
  const { width = 80, height = 16, unicode = true, colour: colours = false } = options
  if (!(Number.isInteger(width) && Number.isInteger(height) && width >= 40 && height >= 4)) {
    throw invalid(`A figure of ${width} columns and ${height} rows was asked for; expected at least 40 and 4.`)
  }
  const glyphs = unicode ? UNICODE : ASCII
  const drawing = draw(figure)
  const yTicks = ticksThatFit(drawing.y, { length: height, room: 2.6, extent: () => 1, between: 0.5, ascii: !unicode })
  const yWidth = Math.max(0, ...yTicks.map(({ text }) => text.length))
  const left = yWidth + 2
  const nameWidth = width < ROOM_FOR_NAMES ? 0 : nameColumn(drawing.lines, height, width)
  const columns = width - left - (nameWidth === 0 ? 0 : nameWidth + 1)
  const xTicks = ticksThatFit(drawing.x, {
    length: columns,
    room: 6,
    extent: ({ text }) => text.length,
    between: 2,
    ascii: !unicode,
  })

  const canvas = makeCanvas(columns, height, unicode)
  drawLines(canvas, drawing.lines, glyphs)
  for (const { from, to } of drawing.bands) {
    for (const at of [from, to]) {
      const column = Math.round(at * (columns - 1))
      for (let row = 0; row < height; row++) if (canvas.isEmpty(column, row)) canvas.put(column, row, glyphs.edge, DIM)
    }
  }

  const { labels, unnamed } = placeNames(drawing.lines, height, nameWidth, glyphs)
  const rowOfTick = ({ at }: Tick) =>
    Math.floor(Math.round((1 - at) * (height * canvas.dotsDown - 1)) / canvas.dotsDown)
  const rows = canvas.cells().map((cells, row) => {
    const tick = yTicks.find((each) => rowOfTick(each) === row)
    const wall = tick === undefined ? glyphs.wall : glyphs.tick
    const name = labels.get(row)
    const label = name === undefined ? '' : ` ${paint(name.text, name.colour, colours)}`
    return `${padStart(tick?.text ?? '', yWidth)} ${paint(wall, DIM, colours)}${paintCells(cells, colours)}${label}`
  })

  const wrap = (text: string, colour: string) =>
    wrapText(cleanText(text), width, stringWidth).map((line) => paint(line, colour, colours))
  const axis = bottomAxis(xTicks, drawing.bands, left, columns, glyphs)
  const xLabel = truncateText(`${cleanText(figure.xLabel)} ${glyphs.right}`, width, stringWidth, glyphs.ellipsis)
  const bands = bandRows(drawing.bands, left, columns, width, glyphs)
  const below = bands.map((row) => paint(row, DIM, colours))
  // The label of the axis shares the last row of bands if there is room at its end.
  const end = Math.max(left + columns, stringWidth(xLabel))
  const lastBand = bands.at(-1) ?? ''
  if (bands.length > 0 && stringWidth(lastBand) + 2 + stringWidth(xLabel) <= end) {
    const gap = ' '.repeat(end - stringWidth(xLabel) - stringWidth(lastBand))
    below[below.length - 1] += gap + xLabel
  } else {
    below.push(padStart(xLabel, end))
  }
  return [
    ...wrap(figure.title, BOLD),
    ...wrap(figure.subtitle ?? '', ''),
    '',
    ...wrap(`${glyphs.up} ${figure.yLabel}`, ''),
    ...rows,
    ' '.repeat(yWidth + 1) + paint(axis.floor, DIM, colours),
    axis.texts,
    ...below,
    ...legendRows(unnamed, width, glyphs, colours),
    ...wrap(drawing.caption, DIM),
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}
