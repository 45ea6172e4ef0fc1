// A figure as lines of a terminal: Braille dots or ASCII, readable without colour.

import stringWidth from 'string-width'
import { invalid } from '../base/errors.ts'
import { type Tick, ticksThatFit } from './axis.ts'
import { BOLD, type Canvas, DIM, type Ink, makeCanvas, paint, paintCells } from './canvas.ts'
import { cleanText, type DrawnBand, type DrawnLine, draw } from './drawing.ts'
import type { Figure } from './figure.ts'
import { truncateText, wrapText } from './labels.ts'
import { type Place, placesAlong } from './lines.ts'
import { ASCII, colourOf, type Glyphs, symbolOf, UNICODE } from './text-glyphs.ts'
import { legendRows, nameColumn, placeNames } from './text-names.ts'

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

const SYMBOL_SPACING = 13
/** Narrower than this there are no names beside the frame. */
const ROOM_FOR_NAMES = 60

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
    if (texts === '' || start > texts.length) texts = padEnd(texts, Math.max(0, start)) + text
  }
  return { floor: glyphs.corner + floor.join(''), texts }
}

/** Rows below the axis that show where each band lies: `├─ training range ─┤`. */
function bandRows(bands: readonly DrawnBand[], left: number, columns: number, width: number, glyphs: Glyphs): string[] {
  const rows: string[] = []
  for (const { from, to, label } of bands) {
    const [first, last] = [from, to].map((at) => Math.round(at * (columns - 1))) as [number, number]
    const length = Math.max(2, last - first + 1)
    const start = left + Math.min(first, columns - length)
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
  const rows = canvas.cells().map((all, row) => {
    const cells = [...all]
    const tick = yTicks.find((each) => rowOfTick(each) === row)
    const wall = tick === undefined ? glyphs.wall : glyphs.tick
    const name = labels.get(row)
    if (name === undefined) while (cells.at(-1)?.text === ' ') cells.pop()
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
