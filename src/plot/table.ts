// Tables for a terminal: aligned columns, no borders, no line wider than asked for, and no digit ever cut off.

import stringWidth from 'string-width'
import { invalid } from '../base/errors.ts'
import { formatNumber } from '../base/numbers.ts'
import { BOLD, paint } from './canvas.ts'
import { cleanText } from './drawing.ts'
import { truncateText, wrapText } from './labels.ts'

export interface Column {
  readonly title: string
  /** Default: right if every cell is a number or empty, otherwise left. */
  readonly align?: 'left' | 'right'
}

/** Numbers get three significant digits; format them before if they need others. Nothing is an empty cell. */
export type TableCell = string | number | null | undefined

export interface TableOptions {
  /** Columns that no line exceeds, at least 20. */
  readonly width?: number
  /** Characters beyond ASCII. */
  readonly unicode?: boolean
  /** Escape sequences that set the titles off. */
  readonly colour?: boolean
}

const BETWEEN = '  '

const textOf = (cell: TableCell): string => {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'number' ? formatNumber(cell) : cleanText(cell).trimEnd()
}

/** `1.8`, `-3e-5`, `64 %`, `<1 %`, `7/8`, `12,345`, `1.9 M`, `–`: what people read as a number. */
const LIKE_A_NUMBER = /^[<>≈~±]?\s*[-−+]?(\d[\d.,]*(e[-+]?\d+)?|NaN|Infinity|∞)(\/\d+)?\s?[%a-zµ°A-Z]{0,2}$/

const isNumber = (text: string) => LIKE_A_NUMBER.test(text) || ['–', '-', '…'].includes(text)

/** Cells with digits are broken into lines, so that nothing of a number is hidden; words are cut short. */
const mayBeCut = (text: string) => !/\p{N}/u.test(text)

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0)
}

/** The narrowest that a column may get: no word with a digit is broken, and of other texts something is left to read. */
function narrowest(title: string, texts: readonly string[]): number {
  const words = texts.filter((text) => !mayBeCut(text)).flatMap((text) => text.split(/\s+/))
  const readable = Math.max(stringWidth(title), Math.min(8, widest(texts)))
  return Math.max(readable, widest(words.filter((word) => !mayBeCut(word))))
}

/** Takes `excess` from the widths, always from the widest column that can still give; undefined if they cannot. */
function shrink(widths: readonly number[], least: readonly number[], excess: number): number[] | undefined {
  const shrunk = [...widths]
  for (let left = excess; left > 0; left--) {
    let best = -1
    shrunk.forEach((width, index) => {
      if (width > (least[index] as number) && (best < 0 || width > (shrunk[best] as number))) best = index
    })
    if (best < 0) return undefined
    shrunk[best] = (shrunk[best] as number) - 1
  }
  return shrunk
}

function align(text: string, width: number, right: boolean): string {
  const room = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return right ? room + text : text + room
}

/** Each row as `title: text` lines: for terminals too narrow for columns. */
function stacked(titles: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const records = rows.map((row) =>
    row
      .flatMap((text, index) => {
        if (text === '') return []
        const title = titles[index] as string
        return wrapText(title === '' ? text : `${title}: ${text}`, width - 2, stringWidth)
      })
      .map((line, index) => (index === 0 ? line : `  ${line}`)),
  )
  return records.map((lines) => lines.join('\n')).join('\n\n')
}

/**
 * The rows below their titles, in columns that fit the width. Columns of text give way first: words are cut short with an
 * ellipsis, text with digits in it goes on below. If that is not enough, every row becomes a list of its cells.
 * @throws NaluError if a row has more cells than there are columns, or if the width is too small.
 */
export function tableToText(
  columns: readonly Column[],
  rows: readonly (readonly TableCell[])[],
  { width = 80, unicode = true, colour = false }: TableOptions = {},
): string {
  if (!(width >= 20)) throw invalid(`A table of ${width} columns of text was asked for; expected at least 20.`)
  const tooLong = rows.findIndex((row) => row.length > columns.length)
  if (tooLong >= 0) {
    throw invalid(
      `Row ${tooLong + 1} of a table has ${rows[tooLong]?.length} cells; expected at most ${columns.length}.`,
    )
  }
  const titles = columns.map(({ title }) => cleanText(title))
  const texts = rows.map((row) => columns.map((_, index) => textOf(row[index])))
  const byColumn = columns.map((_, index) => texts.map((row) => row[index] as string))
  const right = columns.map(({ align: given }, index) => {
    if (given !== undefined) return given === 'right'
    const filled = (byColumn[index] as string[]).filter((text) => text !== '')
    return filled.length > 0 && filled.every(isNumber)
  })
  const widths = byColumn.map((cells, index) => widest(cells.concat(titles[index] as string)))
  const least = byColumn.map((cells, index) => {
    const full = widths[index] as number
    return right[index] ? full : Math.min(full, narrowest(titles[index] as string, cells))
  })
  const total = widths.reduce((sum, each) => sum + each, 0) + BETWEEN.length * (columns.length - 1)
  const fitted = shrink(widths, least, total - width)
  if (fitted === undefined) return stacked(titles, texts, width)

  const ellipsis = unicode ? '…' : '..'
  const layOut = (cells: readonly string[]): string[] => {
    const blocks = cells.map((text, index) => {
      const room = fitted[index] as number
      if (stringWidth(text) <= room) return [text]
      return mayBeCut(text) ? [truncateText(text, room, stringWidth, ellipsis)] : wrapText(text, room, stringWidth)
    })
    const height = Math.max(1, ...blocks.map((block) => block.length))
    return Array.from({ length: height }, (_, line) =>
      blocks
        .map((block, index) => align(block[line] ?? '', fitted[index] as number, right[index] as boolean))
        .join(BETWEEN)
        .trimEnd(),
    )
  }
  return [...layOut(titles).map((line) => paint(line, BOLD, colour)), ...texts.flatMap(layOut)].join('\n')
}
