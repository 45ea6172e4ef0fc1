// A figure as one SVG file: no scripts, no fonts, no references to anything outside.

import { invalid } from '../base/errors.ts'
import { type Tick, ticksThatFit } from './axis.ts'
import { cleanText, type Drawing, type DrawnBand, type DrawnLine, draw } from './drawing.ts'
import type { Figure, ScaleKind } from './figure.ts'
import { balancedText, textWidth } from './labels.ts'
import { placesAlong } from './lines.ts'
import { THEMES, type Theme, type ThemeName } from './palette.ts'
import { element, escapeXml, type Frame, pathOf, textElement, xIn, yIn } from './svg-elements.ts'
import { legend, markerAt, nameColumn, namesBeside, pen, styleOf } from './svg-names.ts'

export interface SvgOptions {
  /** Pixels, at least 240. */
  readonly width?: number
  /** Pixels, at least 160; where the legend and the caption need more, the figure grows. */
  readonly height?: number
  readonly theme?: ThemeName
}

const FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const EDGE = 16
const TICK_SIZE = 11.5
const LABEL_SIZE = 12
const CAPTION_SIZE = 11.5
const MARKER_SPACING = 110
/** The frame never gets lower than this. */
const LOWEST_FRAME = 140

interface Lines {
  readonly markup: string
  readonly height: number
}

function paragraph(text: string, top: number, width: number, size: number, fill: string, weight?: string): Lines {
  const lines = balancedText(cleanText(text), width - 2 * EDGE, (part) => textWidth(part, size) * (weight ? 1.06 : 1))
  const leading = size * 1.4
  const texts = lines.map((line, index) =>
    textElement(line, { x: EDGE, y: top + size + index * leading, 'font-size': size, 'font-weight': weight, fill }),
  )
  return { markup: texts.join('\n'), height: lines.length * leading }
}

/** Names of bands above the frame, in as many rows as they need; `taken` pixels of the first row hold the y label. */
function placeBandLabels(bands: readonly DrawnBand[], left: number, right: number, taken: number) {
  const rows: number[][] = [[EDGE, taken]]
  return bands.map((band) => {
    const width = textWidth(band.label, LABEL_SIZE) + 8
    const middle = left + ((band.from + band.to) / 2) * (right - left)
    const start = Math.max(left, Math.min(middle - width / 2, right - width))
    const isFree = (row: readonly number[]) => {
      for (let index = 0; index < row.length; index += 2) {
        if (start < (row[index + 1] as number) + 8 && start + width > (row[index] as number) - 8) return false
      }
      return true
    }
    let row = rows.findIndex(isFree)
    if (row < 0) row = rows.push([]) - 1
    rows[row]?.push(start, start + width)
    return { band, x: start + width / 2, row, rows }
  })
}

function drawBands(placed: ReturnType<typeof placeBandLabels>, frame: Frame, theme: Theme): string {
  return placed
    .map(({ band, x, row, rows }) => {
      const [from, to] = [xIn(frame, band.from), xIn(frame, band.to)]
      const y = frame.top - 10 - (rows.length - 1 - row) * 16
      return element(
        'g',
        { class: 'band', 'data-band': band.label },
        element('rect', {
          x: from,
          y: frame.top,
          width: to - from,
          height: frame.bottom - frame.top,
          fill: theme.bandFill,
        }),
        element('path', {
          d: `M${from.toFixed(1)},${frame.bottom.toFixed(1)}V${frame.top.toFixed(1)}H${to.toFixed(1)}V${frame.bottom.toFixed(1)}`,
          fill: 'none',
          stroke: theme.bandEdge,
          'stroke-width': 1,
        }),
        textElement(band.label, { x, y: y + 4, 'text-anchor': 'middle', 'font-size': LABEL_SIZE, fill: theme.quiet }),
      )
    })
    .join('\n')
}

function drawAxes(
  drawing: Drawing,
  xTicks: readonly Tick[],
  yTicks: readonly Tick[],
  frame: Frame,
  theme: Theme,
): string {
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string) =>
    element('path', {
      d: `M${x1.toFixed(1)},${y1.toFixed(1)}L${x2.toFixed(1)},${y2.toFixed(1)}`,
      stroke,
      'stroke-width': 1,
    })
  const grid = yTicks.map(({ at, value }) => {
    const y = yIn(frame, at)
    return line(frame.left, y, frame.right, y, value === 0 && drawing.y.from < 0 ? theme.axis : theme.grid)
  })
  const columns = xTicks.map(({ at }) => line(xIn(frame, at), frame.top, xIn(frame, at), frame.bottom, theme.grid))
  const xMarks = xTicks.map(({ at, text }) => {
    const x = xIn(frame, at)
    const label = { x, y: frame.bottom + 18, 'text-anchor': 'middle', 'font-size': TICK_SIZE, fill: theme.quiet }
    return line(x, frame.bottom, x, frame.bottom + 5, theme.axis) + textElement(text, label)
  })
  const yMarks = yTicks.map(({ at, text }) => {
    const y = yIn(frame, at)
    const label = { x: frame.left - 8, y: y + 4, 'text-anchor': 'end', 'font-size': TICK_SIZE, fill: theme.quiet }
    return textElement(text, label)
  })
  const base = line(frame.left, frame.bottom, frame.right, frame.bottom, theme.axis)
  return [
    element('g', { class: 'grid', 'aria-hidden': 'true' }, ...grid, ...columns),
    element('g', { class: 'axes', style: 'font-variant-numeric: tabular-nums' }, ...xMarks, ...yMarks, base),
  ].join('\n')
}

function drawLine(line: DrawnLine, count: number, frame: Frame, theme: Theme): string {
  const style = styleOf(line, theme)
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top]
  const phase = (line.rank + 0.5) / Math.max(1, count)
  const places =
    style.marker === undefined
      ? []
      : placesAlong(line.runs, { spacing: Math.min(MARKER_SPACING, width / 4), phase, width, height })
  // A line through one place is invisible; where there are markers, it has one.
  const lone = style.marker === undefined ? line.runs.filter((run) => run.length === 1).flat() : []
  return element(
    'g',
    { class: `series ${line.role}`, 'data-series': line.name },
    element('title', {}, escapeXml(line.name)),
    line.areas.length === 0
      ? ''
      : element('path', { d: pathOf(line.areas, frame, true), fill: style.stroke, 'fill-opacity': '0.16' }),
    line.runs.length === 0 ? '' : element('path', { d: pathOf(line.runs, frame), ...pen(style) }),
    ...places.map(({ x, y }) => markerAt(style, xIn(frame, x), yIn(frame, y), theme)),
    ...lone.map(({ x, y }) =>
      element('circle', { cx: xIn(frame, x), cy: yIn(frame, y), r: style.strokeWidth / 2 + 1, fill: style.stroke }),
    ),
  )
}

const SCALES: Readonly<Record<ScaleKind, string>> = {
  linear: '',
  log: ' (log scale)',
  symlog: ' (symlog scale)',
}

/** What the figure shows, in words, for readers who do not see it. */
function describe(figure: Figure, drawing: Drawing): string {
  const names = (role: DrawnLine['role']) => drawing.lines.filter((line) => line.role === role).map(({ name }) => name)
  const list = (title: string, items: readonly string[]) => (items.length === 0 ? '' : `${title}: ${items.join(', ')}.`)
  const bands = (figure.bands ?? []).map(({ label, from, to }) => `${label} from ${from} to ${to}`)
  return [
    `Lines of ${figure.yLabel}${SCALES[figure.yScale]} against ${figure.xLabel}${SCALES[figure.xScale]}.`,
    list('Emphasised', names('emphasis')),
    list('Reference', names('reference')),
    list('In the background', names('plain')),
    list('Shaded', bands),
    drawing.caption,
  ]
    .filter((part) => part !== '')
    .map(cleanText)
    .join(' ')
}

/**
 * The figure as an SVG document, the same text for the same figure.
 * @throws NaluError if the size is too small, or if a band or a domain is not made of numbers.
 */
export function figureToSvg(figure: Figure, options: SvgOptions = {}): string {
  const { width = 800, height = 480, theme: themeName = 'light' } = options
  if (!(width >= 240 && height >= 160 && width <= 1e5 && height <= 1e5)) {
    throw invalid(`An SVG figure of ${width} × ${height} pixels was asked for; expected at least 240 × 160.`)
  }
  const theme: Theme = THEMES[themeName]
  const drawing = draw(figure)

  const title = paragraph(figure.title, EDGE - 4, width, 17, theme.ink, '600')
  const subtitle = paragraph(figure.subtitle ?? '', EDGE + title.height, width, 13, theme.quiet)
  const headEnd = EDGE + title.height + subtitle.height

  // The frame's width first: names on the right and tick texts on the left, then everything below it.
  const column = nameColumn(drawing.lines, theme, width, height - headEnd - 110)
  const right = width - EDGE - (column === undefined ? 0 : column)
  const roughHeight = Math.max(LOWEST_FRAME, height - headEnd - 100)
  const yTicks = ticksThatFit(drawing.y, { length: roughHeight, room: 34, extent: () => TICK_SIZE, between: 10 })
  const left = EDGE + Math.max(12, ...yTicks.map(({ text }) => textWidth(text, TICK_SIZE))) + 8
  const xTicks = ticksThatFit(drawing.x, {
    length: right - left,
    room: 56,
    extent: ({ text }) => textWidth(text, TICK_SIZE),
    between: 10,
  })

  const yLabel = `↑ ${cleanText(figure.yLabel)}`
  const placed = placeBandLabels(drawing.bands, left, right, EDGE + textWidth(yLabel, LABEL_SIZE))
  const top = headEnd + 28 + ((placed[0]?.rows.length ?? 1) - 1) * 16
  const below = column === undefined ? legend(drawing.lines, theme, width - 2 * EDGE) : undefined
  const caption = paragraph(drawing.caption, 0, width, CAPTION_SIZE, theme.quiet)
  const foot = 44 + (below?.height ?? 0) + (caption.height > 0 ? caption.height + 4 : 0) + EDGE / 2
  const bottom = Math.max(top + LOWEST_FRAME, height - foot)
  const total = bottom + foot
  const frame: Frame = { left, right, top, bottom }

  const emphasised = drawing.lines.filter(({ role }) => role === 'emphasis').length
  const axisLabel = { 'font-size': LABEL_SIZE, fill: theme.ink }
  const quiet = (markup: string, y: number) =>
    markup === '' ? '' : element('g', { transform: `translate(0,${y.toFixed(1)})` }, markup)
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.round(width)} ${Math.ceil(total)}`,
      width: Math.round(width),
      height: Math.ceil(total),
      role: 'img',
      'font-family': FONTS,
    },
    element('title', {}, escapeXml(cleanText(figure.title))),
    element('desc', {}, escapeXml(describe(figure, drawing))),
    element('rect', { width: Math.round(width), height: Math.ceil(total), fill: theme.background }),
    title.markup,
    subtitle.markup,
    drawBands(placed, frame, theme),
    drawAxes(drawing, xTicks, yTicks, frame, theme),
    textElement(yLabel, { x: EDGE, y: headEnd + 18, ...axisLabel }),
    textElement(`${cleanText(figure.xLabel)} →`, {
      x: right,
      y: bottom + 35,
      'text-anchor': 'end',
      ...axisLabel,
    }),
    ...drawing.lines.map((line) => drawLine(line, emphasised, frame, theme)),
    below === undefined ? namesBeside(drawing.lines, theme, frame, width - EDGE) : below.markup(EDGE, bottom + 44),
    quiet(caption.markup, bottom + 44 + (below?.height ?? 0)),
  )
}
