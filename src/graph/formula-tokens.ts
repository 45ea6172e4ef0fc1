// Cuts the text of a formula into tokens, and makes the error that points at a place in it.

import { invalid, type NaluError } from '../base/errors.ts'

/** Longest formula that is read, in UTF-16 units. */
const longestFormula = 10_000

/** `start` and `end` are places in the text; `text` is the token itself, a name without its backticks. */
export interface Token {
  readonly kind: 'number' | 'name' | 'quoted' | 'symbol' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

// Subscript digits belong to names (x₁); superscripts do not, because ² and ³ are powers.
const namePattern = /[\p{L}_][\p{L}\p{M}\p{Nd}_₀-₉]*/uy
const numberPattern = /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y
const quotedPattern = /`((?:[^`]|``)*)`/y
const spacePattern = /\s+/y

/** Every symbol that is read, with the one by which the parser knows it. */
const symbols: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '-',
  '−': '-',
  '*': '*',
  '·': '*',
  '⋅': '*',
  '×': '*',
  '/': '/',
  '÷': '/',
  '^': '^',
  '²': '²',
  '³': '³',
  '√': '√',
  '(': '(',
  ')': ')',
  ',': ',',
  '=': '=',
}

const advice: readonly (readonly [characters: string, advice: string])[] = [
  ['–—‐‑‒', 'For minus write "-".'],
  ['|', 'For an absolute value write abs(a).'],
  ['[]{}', 'Group with round brackets: ( and ).'],
  ['⁰¹⁴⁵⁶⁷⁸⁹⁺⁻', 'For a power write ^, as in a^4.'],
  ['<>≤≥≠', 'A formula computes a number; it does not compare.'],
  ['\'"“”‘’', 'Put a name with spaces or signs in backticks: `fare amount`.'],
  ['#$%&@!?:;~\\', 'If it belongs to a name, put the name in backticks: `tip %`.'],
]

/** True if the name can stand in a formula without backticks. */
export function isPlainName(name: string): boolean {
  return matchAt(namePattern, name, 0)?.[0] === name && !isPi(name)
}

/** True for the names of the constant 3.14159…; a column of that name needs backticks. */
export function isPi(name: string): boolean {
  return name === 'pi' || name === 'π'
}

/**
 * The tokens of a formula, the last of which is of kind `end`.
 * @throws NaluError if the text is empty or too long, or holds something that is no token.
 */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > longestFormula) {
    throw invalid(
      `The formula is ${text.length} characters long; the limit is ${longestFormula}. It starts with\n` +
        `  ${shown(text.slice(0, 60))}…`,
    )
  }
  const tokens: Token[] = []
  let place = matchAt(spacePattern, text, 0)?.[0].length ?? 0
  if (place === text.length) throw invalid('The formula is empty. Write one such as "a + b".')
  while (place < text.length) {
    const token = tokenAt(text, place)
    tokens.push(token)
    place = token.end + (matchAt(spacePattern, text, token.end)?.[0].length ?? 0)
  }
  const last = tokens.at(-1)?.end ?? 0
  tokens.push({ kind: 'end', text: '', start: last, end: last })
  return tokens
}

function tokenAt(text: string, start: number): Token {
  const number = matchAt(numberPattern, text, start)?.[0]
  if (number !== undefined) return { kind: 'number', text: number, start, end: start + number.length }
  const name = matchAt(namePattern, text, start)?.[0]
  if (name !== undefined) return { kind: 'name', text: name, start, end: start + name.length }
  const quoted = matchAt(quotedPattern, text, start)
  if (quoted !== undefined) {
    const inside = (quoted[1] ?? '').replaceAll('``', '`')
    if (inside === '') throw problemAt(text, start, 'There is no name between these backticks.')
    return { kind: 'quoted', text: inside, start, end: start + quoted[0].length }
  }
  if (text[start] === '`') throw problemAt(text, start, 'This backtick is never closed.', 'Put another after the name.')
  // Two stars are read as one power.
  if (text.startsWith('**', start)) return { kind: 'symbol', text: '^', start, end: start + 2 }
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0)
  const symbol = Object.hasOwn(symbols, character) ? symbols[character] : undefined
  if (symbol === undefined) {
    const hint = advice.find(([characters]) => characters.includes(character))?.[1]
    throw problemAt(text, start, `${quotedText(character)} is not part of the grammar of formulas.`, hint)
  }
  return { kind: 'symbol', text: symbol, start, end: start + character.length }
}

function matchAt(sticky: RegExp, text: string, start: number): RegExpExecArray | undefined {
  sticky.lastIndex = start
  return sticky.exec(text) ?? undefined
}

/** Text in quotes for a message, cut if it is long; characters that cannot be seen are given as their code. */
export function quotedText(text: string): string {
  const cut = text.length > 40 ? `${text.slice(0, 40)}…` : text
  const seen = cut.replace(/\p{C}/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)
  return `"${seen}"`
}

/** The error for a token that cannot stand where it does. */
export function unexpectedToken(text: string, token: Token, expected: string, hint?: string): NaluError {
  const found = token.kind === 'end' ? 'ends' : `has ${quotedText(text.slice(token.start, token.end))}`
  return problemAt(text, token.start, `The formula ${found} where ${expected} is expected.`, hint)
}

/** The error for a problem at a place of a formula: what is wrong, the formula with a caret, what to do. */
export function problemAt(text: string, place: number, problem: string, hint?: string): NaluError {
  const advised = hint === undefined ? '' : `\n${hint}`
  return invalid(`${problem}\n${pointAt(text, place)}${advised}`)
}

const charactersBefore = 50
const charactersAfter = 30

function pointAt(text: string, place: number): string {
  const before = [...text.slice(0, place)]
  const after = [...text.slice(place)]
  const left = before.length > charactersBefore ? `…${before.slice(-charactersBefore).join('')}` : before.join('')
  const right = after.length > charactersAfter ? `${after.slice(0, charactersAfter).join('')}…` : after.join('')
  const line = shown(left)
  return `  ${line}${shown(right)}\n  ${' '.repeat(columnsOf(line))}^`
}

/** One line of the same length: whatever cannot be seen, or would break the line, becomes a sign that can be seen. */
function shown(text: string): string {
  return text.replace(/\s/gu, ' ').replace(/\p{C}/gu, '�')
}

/** How many columns of a terminal the text takes. */
function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue
    const wide = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/u
    columns += wide.test(character) ? 2 : 1
  }
  return columns
}
