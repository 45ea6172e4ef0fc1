// One cell of a table: which number it spells and how finely, or whether it is missing, a date, infinite or text.

/** Reads a cell of a table as `parseCell` does. Numbers carry the place of their last written digit: 0.01 for `12.50`. */
export type ParsedCell =
  | { readonly kind: 'number'; readonly value: number; readonly step: number }
  | { readonly kind: 'infinite'; readonly value: number }
  | { readonly kind: 'missing' | 'date' | 'text' }

// What stands for a missing value in common tools, in lower case.
const missingTexts = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', '?'])

/** True if the cell stands for a value that is not there, as `NA` does. */
export function isMissingText(cell: string): boolean {
  return missingTexts.has(cell.trim().toLowerCase())
}

// Each digit can be read in one way only, so that a long cell takes no longer than its length.
const decimalNumber = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i
const decimalComma = /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i
const infinity = /^[+-]?inf(?:inity)?$/i
const clock = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d{2}:?\d{2})?`
const yearFirst = new RegExp(`^\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}(?:[T ]${clock})?$`, 'i')
const yearLast = new RegExp(`^\\d{1,2}([-/.])\\d{1,2}\\1\\d{2}(?:\\d{2})?(?:[T ]${clock})?$`, 'i')

/** The number that a cell spells, or undefined. Decimal numbers with a point and an exponent; nothing else. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim()
  return decimalNumber.test(plain) ? Number(plain) : undefined
}

/** What a cell holds. Numbers that float64 does not reach are infinite, as `inf` is. */
export function parseCell(text: string): ParsedCell {
  const simple = plainDecimals(text)
  if (simple !== undefined) return { kind: 'number', value: Number(text), step: STEPS[simple] as number }
  const plain = text.trim()
  const digits = decimalNumber.exec(plain)
  if (digits !== null) {
    const value = Number(plain)
    if (!Number.isFinite(value)) return { kind: 'infinite', value }
    const decimals = (digits[1] ?? digits[2] ?? '').length
    return { kind: 'number', value, step: Number(`1e${Number(digits[3] ?? 0) - decimals}`) }
  }
  if (missingTexts.has(plain.toLowerCase())) return { kind: 'missing' }
  if (infinity.test(plain)) {
    return { kind: 'infinite', value: plain.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY }
  }
  return { kind: yearFirst.test(plain) || yearLast.test(plain) ? 'date' : 'text' }
}

const STEPS = Array.from({ length: 20 }, (_, decimals) => Number(`1e-${decimals}`))

/**
 * The decimals of a cell of up to 20 characters that is nothing but digits, with a point between them and a minus before
 * them. Most cells are; with this they take half the time.
 */
function plainDecimals(text: string): number | undefined {
  const { length } = text
  const start = text.charCodeAt(0) === 0x2d ? 1 : 0
  if (length > 20 || length === start) return undefined
  let point = -1
  for (let i = start; i < length; i += 1) {
    const code = text.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39) continue
    if (code !== 0x2e || point >= 0 || i === start || i === length - 1) return undefined
    point = i
  }
  return point < 0 ? 0 : length - 1 - point
}

/** True for a cell such as `3,5`: a number if the comma is a decimal one. */
export function hasDecimalComma(cell: string): boolean {
  return decimalComma.test(cell.trim())
}

/** The cell with a decimal point where it has a comma. */
export const withPoint = (cell: string): string => cell.replace(',', '.')

/** True for a cell such as `1,234`, whose comma may as well stand between thousands. */
export function mayGroupThousands(cell: string): boolean {
  return /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(cell.trim())
}

/** What to do about a cell that is no number, in a few words: the end of a sentence, without a full stop. */
export function textAdvice(cell: string): string {
  if (mayGroupThousands(cell)) return 'write it without commas, or with a decimal point if the comma is one'
  if (hasDecimalComma(cell)) return 'write a decimal point'
  return /\d/.test(cell) ? 'write the number alone' : 'give numbers'
}
