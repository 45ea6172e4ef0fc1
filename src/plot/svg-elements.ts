// SVG as text: elements, attributes and paths, escaped and rounded.

import type { Place } from './lines.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] as string)
}

/** A length in pixels with at most one decimal: more is invisible. */
export function px(length: number): string {
  return String(Math.round(length * 10) / 10 + 0)
}

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** One element; attributes that are undefined or empty are left out, and children are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  let start = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === '') continue
    start += ` ${key}="${typeof value === 'number' ? px(value) : escapeXml(value)}"`
  }
  const inner = children.filter((child) => child !== '').join('\n')
  if (inner === '') return `${start}/>`
  return inner.includes('<') ? `${start}>\n${inner}\n</${name}>` : `${start}>${inner}</${name}>`
}

export function textElement(text: string, attributes: Attributes): string {
  return element('text', attributes, escapeXml(text))
}

/** The rectangle that the unit square becomes. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export const xIn = ({ left, right }: Frame, at: number) => left + at * (right - left)
export const yIn = ({ top, bottom }: Frame, at: number) => bottom - at * (bottom - top)

/** The `d` of runs of places; places that fall on the same tenth of a pixel as the one before are left out. */
export function pathOf(runs: readonly (readonly Place[])[], frame: Frame, closed = false): string {
  let path = ''
  for (const run of runs) {
    let before = ''
    run.forEach((place, index) => {
      const here = `${px(xIn(frame, place.x))},${px(yIn(frame, place.y))}`
      if (here !== before) path += `${index === 0 ? 'M' : 'L'}${here}`
      before = here
    })
    if (closed) path += 'Z'
  }
  return path
}
