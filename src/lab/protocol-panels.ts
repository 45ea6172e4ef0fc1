// One panel of a protocol's figure, drawn by Observable Plot: marks with interval bars, by range and module.

import { formatNumber, formatPercent } from '../base/numbers.ts'
import type { CellSummary } from '../experiments/cell-summary.ts'
import { rangeText, rateText } from '../experiments/summary.ts'
import { byRank, THEMES } from '../plot/palette.ts'
import type { Plotting } from './plotting.ts'

const theme = THEMES.light
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye'] as const
const FONT = 11.5

/** How a module is drawn. */
export interface Style {
  readonly colour: string
  readonly symbol: (typeof SYMBOLS)[number]
}

/** By the place of a module in the legend: no two neighbours differ by colour alone. */
export const styleOf = (rank: number): Style => ({
  colour: byRank(theme.emphasis, rank),
  symbol: byRank(SYMBOLS, rank),
})

/** One cell in one panel. */
interface Mark {
  readonly module: string
  readonly range: string
  readonly value: number | undefined
  readonly interval: readonly [number, number] | undefined
  readonly published: number | undefined
  readonly text: string
}

export interface Panel {
  readonly title: string
  readonly marks: readonly Mark[]
  /** Of the axis. */
  readonly top: number
  readonly tick: (value: number) => string
}

/** Success rate, step and sparsity of the cells. */
export function panelsOf(cells: readonly CellSummary[]): Panel[] {
  const marksOf = (measure: (cell: CellSummary) => Pick<Mark, 'value' | 'interval' | 'text'>, isRate = false): Mark[] =>
    cells.map((summary) => {
      const { cell, published } = summary
      const { module = cell.title, range = '' } = cell.keys ?? {}
      return { module, range, ...measure(summary), published: isRate ? published?.rate : undefined }
    })
  const meanOf = (mean: { mean: number; interval: readonly [number, number] | undefined } | undefined) => ({
    value: mean?.mean,
    interval: mean?.interval,
    text: mean === undefined ? '' : formatNumber(mean.mean),
  })
  const rates = marksOf(
    ({ success }) => ({ value: success?.raw.rate, interval: success?.raw.interval, text: rateText(success?.raw) }),
    true,
  )
  const steps = marksOf(({ solvedAt }) => meanOf(solvedAt?.mean))
  const distances = marksOf(({ sparsity }) => meanOf(sparsity))
  return [
    { title: 'success rate', marks: rates, top: 1, tick: (rate) => formatPercent(rate) },
    {
      title: 'solved at step (mean of the seeds that succeed)',
      marks: steps,
      top: highest(steps, 1000),
      tick: (step) => (step < 1000 ? `${step}` : `${formatNumber(step / 1000)} k`),
    },
    {
      title: 'sparsity error (mean of the seeds that succeed)',
      marks: distances,
      // Below, every weight is where it should be.
      top: highest(distances, 0.01),
      tick: (distance) => formatNumber(distance),
    },
  ]
}

const nameOf = ({ module, range }: Mark) => (range === '' ? module : `${module} on ${rangeText(range)}`)

const highest = (marks: readonly Mark[], least: number): number =>
  Math.max(least, ...marks.flatMap(({ value = 0, interval }) => [value, interval?.[1] ?? value]))

export interface PanelLayout {
  readonly ranges: readonly string[]
  readonly modules: readonly string[]
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  /** Room for the names below; the panels above have none. */
  readonly foot: number
  readonly isTilted: boolean
}

/** The panel as an element of SVG at `y`. */
export function drawPanel({ plot, document }: Plotting, panel: Panel, layout: PanelLayout, y: number): string {
  const { ranges, modules, width, height, left, right, foot, isTilted } = layout
  const { marks, top, tick } = panel
  const hasRanges = ranges.length > 0
  const styles = new Map(modules.map((module, rank) => [module, styleOf(rank)]))
  const style = ({ module }: Mark) => styles.get(module) ?? styleOf(0)
  const place = hasRanges ? { fx: 'range', x: 'module' } : { x: 'module' }
  const drawn = marks.filter(({ value }) => value !== undefined)
  const hollow = marks.filter(({ published }) => published !== undefined)
  const barred = drawn.filter(({ interval }) => interval !== undefined)
  const names = { label: null, tickSize: 0, ...(isTilted ? { tickRotate: -24 } : {}) }
  const svg = plot.plot({
    document: document as never,
    width,
    height: height + foot,
    marginLeft: left,
    marginRight: right,
    marginTop: 4,
    marginBottom: foot + 4,
    style: { fontSize: `${FONT}px` },
    x: { domain: [...modules], padding: 0.5, axis: hasRanges || foot === 0 ? null : 'bottom', ...names },
    ...(hasRanges
      ? {
          fx: {
            domain: [...ranges],
            padding: 0.06,
            axis: foot === 0 ? null : ('bottom' as const),
            tickFormat: rangeText,
            ...names,
          },
        }
      : {}),
    y: { domain: [0, top], insetTop: 7, insetBottom: 7, label: null },
    color: { type: 'identity' },
    symbol: { type: 'identity' } as never,
    marks: [
      plot.frame({ fill: '#f7f8f9', stroke: 'none' }),
      plot.gridY({ ticks: 5, stroke: theme.grid, strokeOpacity: 1 }),
      plot.axisY({ ticks: 5, tickFormat: tick, tickSize: 0, label: null, fill: theme.quiet }),
      plot.ruleX(barred, {
        ...place,
        y1: ({ interval }: Mark) => interval?.[0],
        y2: ({ interval }: Mark) => interval?.[1],
        stroke: (mark: Mark) => style(mark).colour,
        strokeWidth: 1.6,
      }),
      plot.dot(drawn, {
        ...place,
        y: 'value',
        fill: (mark: Mark) => style(mark).colour,
        symbol: (mark: Mark) => style(mark).symbol,
        r: 3.6,
        title: (mark: Mark) => `${nameOf(mark)}, ours: ${mark.text}`,
      }),
      plot.dot(hollow, {
        ...place,
        y: 'published',
        stroke: (mark: Mark) => style(mark).colour,
        strokeWidth: 1.3,
        r: 6,
        title: (mark: Mark) => `${nameOf(mark)}, published: ${formatPercent(mark.published ?? Number.NaN)}`,
      }),
      ...(drawn.length > 0
        ? []
        : [plot.text(['no seed succeeded'], { frameAnchor: 'middle', fill: theme.quiet, fontSize: FONT })]),
    ],
  })
  return nested(svg.outerHTML, 0, y)
}

/** A module's mark as the panels draw it, in the legend. */
export function drawSymbol({ plot, document }: Plotting, { colour, symbol }: Style, x: number, y: number): string {
  const svg = plot.plot({
    document: document as never,
    width: 14,
    height: 14,
    margin: 0,
    axis: null,
    marks: [plot.dot([[7, 7]], { frameAnchor: 'middle', x: null, y: null, fill: colour, symbol, r: 4 })],
  })
  return nested(svg.outerHTML, x, y)
}

/** A picture within a picture, without styles of its own, and with places no finer than anybody sees. */
function nested(svg: string, x: number, y: number): string {
  const rounded = (digits: string) => String(Math.round(Number(digits) * 100) / 100)
  return svg
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/ class="[^"]*"/, '')
    .replace('<svg ', `<svg x="${x.toFixed(1)}" y="${y.toFixed(1)}" `)
    .replace(/<[^>]+>/g, (tag) => tag.replace(/-?\d+\.\d{3,}/g, rounded))
}
