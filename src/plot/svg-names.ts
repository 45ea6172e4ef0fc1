// The names of the lines of an SVG figure: beside their ends where there is room, in a legend below where not.

import type { DrawnLine } from './drawing.ts'
import { spreadLabels, textWidth, truncateText } from './labels.ts'
import { byRank, EMPHASIS_DASHES, MARKERS, PLAIN_DASHES, type Theme } from './palette.ts'
import { type Attributes, element, type Frame, px, textElement, xIn, yIn } from './svg-elements.ts'

/** How a line looks, in the frame and beside its name. */
export interface LineStyle {
  readonly stroke: string
  readonly strokeWidth: number
  readonly dash: string
  readonly marker: string | undefined
  readonly text: { readonly size: number; readonly weight: string | undefined; readonly colour: string }
}

export function styleOf(line: DrawnLine, theme: Theme): LineStyle {
  switch (line.role) {
    case 'emphasis': {
      const stroke = byRank(theme.emphasis, line.rank)
      // Beyond the colours, the same colour comes with another dash and marker.
      const shifted = line.rank + Math.floor(line.rank / theme.emphasis.length)
      return {
        stroke,
        strokeWidth: 2.25,
        dash: byRank(EMPHASIS_DASHES, shifted),
        marker: byRank(MARKERS, shifted),
        text: { size: 13, weight: '600', colour: stroke },
      }
    }
    case 'reference':
      return {
        // Broad and pale, so that a line right on top of it and the reference itself are both seen.
        stroke: theme.reference,
        strokeWidth: 7,
        dash: '',
        marker: undefined,
        text: { size: 13, weight: undefined, colour: theme.ink },
      }
    case 'plain':
      return {
        stroke: byRank(theme.plain, Math.floor(line.rank / PLAIN_DASHES.length)),
        strokeWidth: 1.1,
        dash: byRank(PLAIN_DASHES, line.rank),
        marker: undefined,
        text: { size: 11.5, weight: undefined, colour: theme.quiet },
      }
    default:
      return line.role satisfies never
  }
}

/** Attributes of anything that is drawn with a line's pen. */
export function pen({ stroke, strokeWidth, dash }: LineStyle): Attributes {
  const round = dash === '' && strokeWidth < 4
  return {
    fill: 'none',
    stroke,
    'stroke-width': String(strokeWidth),
    'stroke-dasharray': dash,
    'stroke-linejoin': 'round',
    'stroke-linecap': round ? 'round' : 'butt',
  }
}

export function markerAt(style: LineStyle, x: number, y: number, theme: Theme): string {
  if (style.marker === undefined) return ''
  return element('path', {
    d: style.marker,
    transform: `translate(${px(x)},${px(y)})`,
    fill: style.stroke,
    stroke: theme.background,
    'stroke-width': 1,
  })
}

/** From the frame to the name: the line leads over, then its own sample, then the text. */
const LEADER = 18
const SAMPLE = 20
const GAP = 5
const BESIDE = LEADER + SAMPLE + GAP

const named = (lines: readonly DrawnLine[]) => lines.filter(({ end }) => end !== undefined)
const heightOf = ({ text }: LineStyle) => text.size + 3
const widthOf = (name: string, { text }: LineStyle) =>
  textWidth(name, text.size) * (text.weight === undefined ? 1 : 1.06)

/** The width that names beside the frame need, `BESIDE` included, at most a third of the figure; or undefined if they do not fit. */
export function nameColumn(
  lines: readonly DrawnLine[],
  theme: Theme,
  width: number,
  height: number,
): number | undefined {
  const styles = named(lines).map((line) => ({ line, style: styleOf(line, theme) }))
  if (styles.length === 0) return 0
  if (styles.reduce((sum, { style }) => sum + heightOf(style), 0) > height || width < 420) return undefined
  const widest = Math.max(...styles.map(({ line, style }) => widthOf(line.name, style)))
  return Math.min(BESIDE + widest + 1, width / 3)
}

/** Names to the right of the frame, each led to by its own line. */
export function namesBeside(lines: readonly DrawnLine[], theme: Theme, frame: Frame, edge: number): string {
  const items = named(lines)
    .map((line) => ({ line, style: styleOf(line, theme), end: line.end as NonNullable<DrawnLine['end']> }))
    .sort((a, b) => b.end.place.y - a.end.place.y || b.end.height - a.end.height)
  const middles = spreadLabels(
    items.map(({ style, end }) => ({ at: yIn(frame, end.place.y), height: heightOf(style) })),
    frame.top - 8,
    frame.bottom + 8,
  )
  const room = edge - frame.right - BESIDE
  const parts = items.map(({ line, style, end }, index) => {
    const y = middles[index] as number
    const [startX, startY] = [xIn(frame, end.place.x), yIn(frame, end.place.y)]
    const sampleX = frame.right + LEADER
    const early = startX < frame.right - 2
    const leader = element('path', {
      d: `M${px(startX)},${px(startY)}${early ? '' : `h4`}L${px(sampleX)},${px(y)}`,
      fill: 'none',
      stroke: style.stroke,
      'stroke-width': '0.75',
      'stroke-opacity': '0.7',
      'stroke-dasharray': early ? '1 3' : undefined,
    })
    const sample = element('path', { d: `M${px(sampleX)},${px(y)}h${SAMPLE}`, ...pen(style) })
    const name = truncateText(line.name, room, (text) => widthOf(text, style))
    const label = textElement(name, {
      x: frame.right + BESIDE,
      y: y + style.text.size * 0.35,
      'font-size': style.text.size,
      'font-weight': style.text.weight,
      fill: style.text.colour,
    })
    return [leader, sample, markerAt(style, sampleX + SAMPLE / 2, y, theme), label].join('\n')
  })
  return element('g', { class: 'names' }, ...parts)
}

const LEGEND_ROW = 18
const LEGEND_SAMPLE = 28

/** A legend in columns, emphasised lines first: its height, and its markup at a place. */
export function legend(lines: readonly DrawnLine[], theme: Theme, width: number) {
  const order = lines
    .map((line) => ({ line, style: styleOf(line, theme) }))
    .sort((a, b) => Number(a.line.role === 'plain') - Number(b.line.role === 'plain') || a.line.rank - b.line.rank)
  const widest = Math.max(0, ...order.map(({ line, style }) => widthOf(line.name, style)))
  const columns = Math.max(1, Math.floor(width / (LEGEND_SAMPLE + 6 + widest + 16)))
  const columnWidth = width / columns
  const rows = Math.ceil(order.length / columns)
  const markup = (left: number, top: number) =>
    element(
      'g',
      { class: 'names' },
      ...order.map(({ line, style }, index) => {
        const x = left + Math.floor(index / rows) * columnWidth
        const y = top + (index % rows) * LEGEND_ROW + LEGEND_ROW / 2
        const room = columnWidth - LEGEND_SAMPLE - 16
        return [
          element('path', { d: `M${px(x)},${px(y)}h${LEGEND_SAMPLE}`, ...pen(style) }),
          markerAt(style, x + LEGEND_SAMPLE / 2, y, theme),
          textElement(
            truncateText(line.name, room, (text) => widthOf(text, style)),
            {
              x: x + LEGEND_SAMPLE + 6,
              y: y + style.text.size * 0.35,
              'font-size': style.text.size,
              'font-weight': style.text.weight,
              fill: style.text.colour,
            },
          ),
        ].join('\n')
      }),
    )
  return { height: rows * LEGEND_ROW + 6, markup }
}
