// Ways on a grid of cells as one SVG file: a line of panels for each walker, a panel for each way.

import { cleanText } from './drawing.ts'
import { balancedText, textWidth } from './labels.ts'
import { byRank, THEMES, type ThemeName } from './palette.ts'
import { element, escapeXml, px, textElement } from './svg-elements.ts'

/** A cell, rows from the top and columns from the left, both from 0. */
export interface GridPlace {
  readonly row: number
  readonly column: number
}

/** A way: where it goes, step by step, and where it should end. */
export interface GridWay {
  readonly title: string
  readonly places: readonly GridPlace[]
  readonly goal: GridPlace
  /** What came of it, under the panel. */
  readonly note: string
  /** Drawn as one that got where it should. */
  readonly succeeded: boolean
}

/** Ways on grids of equal size. */
export interface GridPicture {
  readonly title: string
  readonly subtitle: string
  /** Cells along each side. */
  readonly side: number
  readonly walkers: readonly { readonly name: string; readonly ways: readonly GridWay[] }[]
}

const FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const EDGE = 16
const CELL = 30
const GAP = 26
const NAME_SIZE = 13
const NOTE_SIZE = 11.5
/** What stands above a panel, and below it. */
const ABOVE = 20
const BELOW = 20
/** How much of a cell a way drifts through from its first to its last step. */
const DRIFT = 0.64

/**
 * The picture as an SVG document, the same text for the same ways. A way drifts from the upper left to the lower right of
 * its cells as time goes on, with a dot for each step, so that waiting and coming back stay visible.
 */
export function waysToSvg({ title, subtitle, side, walkers }: GridPicture, themeName: ThemeName = 'light'): string {
  const theme = THEMES[themeName]
  const panel = side * CELL
  const most = Math.max(1, ...walkers.map(({ ways }) => ways.length))
  const width = 2 * EDGE + most * panel + (most - 1) * GAP
  const head = balancedText(cleanText(subtitle), width - 2 * EDGE, (part) => textWidth(part, NAME_SIZE))
  const headEnd = EDGE + 24 + head.length * 18
  const lineHeight = 24 + ABOVE + panel + BELOW
  const height = headEnd + walkers.length * lineHeight + EDGE
  const lines = walkers.map(({ name, ways }, line) => {
    const top = headEnd + line * lineHeight
    const panels = ways.map((way, i) => panelOf(way, side, EDGE + i * (panel + GAP), top + 24 + ABOVE, themeName))
    const label = { x: EDGE, y: top + 18, 'font-size': NAME_SIZE, 'font-weight': '600', fill: theme.ink }
    return element('g', { 'data-walker': name }, textElement(cleanText(name), label), ...panels)
  })
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${px(width)} ${px(height)}`,
      width,
      height,
      role: 'img',
      'font-family': FONTS,
    },
    element('title', {}, escapeXml(cleanText(title))),
    element('desc', {}, escapeXml(describe(walkers))),
    element('rect', { width, height, fill: theme.background }),
    textElement(cleanText(title), { x: EDGE, y: EDGE + 13, 'font-size': 17, 'font-weight': '600', fill: theme.ink }),
    ...head.map((text, i) =>
      textElement(text, { x: EDGE, y: EDGE + 34 + 18 * i, 'font-size': NAME_SIZE, fill: theme.quiet }),
    ),
    ...lines,
  )
}

/** What the picture shows, in words, for readers who do not see it. */
const describe = (walkers: GridPicture['walkers']): string =>
  walkers.map(({ name, ways }) => `${name}: ${ways.map((way) => `${way.title}, ${way.note}`).join('; ')}.`).join(' ')

function panelOf(way: GridWay, side: number, left: number, top: number, themeName: ThemeName): string {
  const theme = THEMES[themeName]
  const panel = side * CELL
  const { places, goal, succeeded } = way
  const colour = succeeded ? byRank(theme.emphasis, 0) : byRank(theme.emphasis, 1)
  const points = places.map(({ row, column }, step) => {
    const drift = DRIFT * (step / Math.max(1, places.length - 1) - 0.5)
    return [left + (column + 0.5 + drift) * CELL, top + (row + 0.5 + drift) * CELL] as const
  })
  const inner = Array.from({ length: side - 1 }, (_, i) => (i + 1) * CELL)
  const grid = [
    ...inner.map((at) => `M${px(left + at)},${px(top)}V${px(top + panel)}`),
    ...inner.map((at) => `M${px(left)},${px(top + at)}H${px(left + panel)}`),
  ].join('')
  const line = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)},${px(y)}`).join('')
  const [first] = points
  const last = points.at(-1)
  const text = (value: string, y: number, fill: string) =>
    textElement(cleanText(value), { x: left, y, 'font-size': NOTE_SIZE, fill })
  return element(
    'g',
    { 'data-way': way.title },
    text(way.title, top - 7, theme.quiet),
    element('rect', {
      x: left + goal.column * CELL,
      y: top + goal.row * CELL,
      width: CELL,
      height: CELL,
      fill: theme.bandEdge,
    }),
    element('path', { d: grid, stroke: theme.grid, fill: 'none' }),
    element('rect', { x: left, y: top, width: panel, height: panel, fill: 'none', stroke: theme.axis }),
    element('path', { d: line, fill: 'none', stroke: colour, 'stroke-width': '1.5', 'stroke-linejoin': 'round' }),
    ...points.slice(1, -1).map(([cx, cy]) => element('circle', { cx, cy, r: 1.8, fill: colour })),
    first === undefined
      ? ''
      : element('circle', {
          cx: first[0],
          cy: first[1],
          r: 4,
          fill: theme.background,
          stroke: colour,
          'stroke-width': '1.5',
        }),
    last === undefined ? '' : element('circle', { cx: last[0], cy: last[1], r: 4, fill: colour }),
    text(way.note, top + panel + 15, colour),
  )
}
