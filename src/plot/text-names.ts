// The names of the lines of a figure in a terminal: beside their ends where there is room, in a legend below where not.

import stringWidth from 'string-width'
import { type Cell, DIM, paint } from './canvas.ts'
import type { DrawnLine } from './drawing.ts'
import { spreadLabels, truncateText, wrapText } from './labels.ts'
import { colourOf, type Glyphs, symbolOf } from './text-glyphs.ts'

/** The row where a line ends. */
function endRow({ end }: DrawnLine, rows: number): number {
  return Math.floor(Math.round((1 - (end?.place.y ?? 0)) * (rows * 4 - 1)) / 4)
}

/** Columns for the names: the longest fits, if that is not too much; background lines that end in one row share it. */
export function nameColumn(lines: readonly DrawnLine[], rows: number, width: number): number {
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
export function placeNames(lines: readonly DrawnLine[], rows: number, width: number, glyphs: Glyphs) {
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

/** Names that found no place beside the frame. */
export function legendRows(lines: readonly DrawnLine[], width: number, glyphs: Glyphs, colours: boolean): string[] {
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
