// Pieces of what `nalu explain` and `nalu list` print: headings, paragraphs, entries in columns, papers.

import stringWidth from 'string-width'
import { type Citation, citationUrl, formatCitation, shortCitation } from '../base/citations.ts'
import type { Entry } from '../modules/describe.ts'
import { wrapText } from '../plot/labels.ts'
import { paint, widthOf } from './terminal.ts'

export const heading = (text: string): string => paint('strong', text)

/** A paragraph in lines of at most the width, each but the first indented as much as the first is by its mark. */
export function paragraph(text: string, mark = '  '): string {
  const indent = stringWidth(mark)
  const lines = wrapText(text, widthOf() - indent, stringWidth)
  return lines.map((line, i) => (i === 0 ? mark : ' '.repeat(indent)) + line.replaceAll('\u00a0', ' ')).join('\n')
}

export function paperLines(citation: Citation | undefined): string[] {
  if (citation === undefined) return []
  const url = citationUrl(citation)
  const title = paragraph(`${shortCitation(citation)}, “${citation.title}”`)
  return url === undefined ? [title] : [title, `  ${url}`]
}

export function paperJson(citation: Citation | undefined): object | null {
  if (citation === undefined) return null
  return { reference: formatCitation(citation), url: citationUrl(citation) ?? null }
}

// Cells before the last one leave it this much room, or it goes below them.
const leastRoom = 24

/** The widest cell of each column. */
export const columnWidths = (rows: readonly (readonly string[])[]): number[] =>
  (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => stringWidth(cells[i] ?? ''))))

/** Cells side by side, the last one wrapped; details below it. */
export function entryLines(
  entries: readonly Entry[],
  widths: readonly number[] = columnWidths(entries.map(({ cells }) => cells)),
): string[] {
  return entries.flatMap(({ cells, details }) => {
    const before = cells.slice(0, -1).map((cell, i) => `  ${cell}${' '.repeat((widths[i] ?? 0) - stringWidth(cell))}`)
    const start = `${before.join('')}  `
    const isNarrow = widthOf() - stringWidth(start) < leastRoom
    const below = isNarrow ? '    ' : ' '.repeat(stringWidth(start))
    const last = cells.at(-1) ?? ''
    const first = isNarrow || last === '' ? [start.trimEnd()] : [paragraph(last, start)]
    return [
      ...first,
      ...(isNarrow && last !== '' ? [paragraph(last, below)] : []),
      ...details.map((detail) => paint('faint', paragraph(detail, below))),
    ]
  })
}
