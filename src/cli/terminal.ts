// What the command line writes to: the standard streams, their width and their colours.

import { styleText } from 'node:util'
import stringWidth from 'string-width'
import { wrapText } from '../plot/labels.ts'

const tones = {
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  bad: 'red',
  attention: 'yellow',
  accent: 'cyan',
} as const

export type Tone = keyof typeof tones

/** The text in a colour, where the stream is a terminal and neither NO_COLOR nor --no-color is given. */
export function paint(tone: Tone, text: string, stream: NodeJS.WritableStream = process.stdout): string {
  return styleText(tones[tone], text, { stream: stream as NodeJS.WriteStream, validateStream: true })
}

/** True if escape sequences for colours are wanted on this stream. */
export const hasColour = (stream: NodeJS.WritableStream = process.stdout): boolean => paint('strong', '', stream) !== ''

const defaultWidth = 80
// Wider text is hard to read; narrower tables become lists.
const widest = 120
const narrowest = 40

/** Columns to fill: those of the terminal within limits, or 80. */
export function widthOf(stream: NodeJS.WriteStream = process.stdout): number {
  return Math.min(widest, Math.max(narrowest, stream.columns ?? defaultWidth))
}

/** Writes a line, or several, to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Writes prose to standard output, wrapped to its width. */
export function say(text: string): void {
  print(
    text
      .split('\n')
      .flatMap((line) => (line === '' ? [''] : wrapText(line, widthOf(), stringWidth)))
      .join('\n'),
  )
}

/** Writes a line, or several, to standard error. */
export function printAside(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** An object as the only thing on standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** Settles colours before anything is printed: whoever wants none, by --no-color or NO_COLOR, gets none. */
export function settleColours(args: readonly string[]): void {
  if (!args.includes('--no-color') && (process.env['NO_COLOR'] ?? '') === '') return
  delete process.env['FORCE_COLOR']
  process.env['NO_COLOR'] = '1'
}

/** The text as one argument of a command that can be copied into a shell. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`
}
