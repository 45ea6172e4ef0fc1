// Figures of protocols in the layout of their papers: success rate, solved at and sparsity, a module a colour, by range.

import { formatPercent } from '../base/numbers.ts'
import type { CellSummary } from '../experiments/cell-summary.ts'
import type { CellGroup, Experiment } from '../experiments/experiment.ts'
import { rangeText, rateText } from '../experiments/summary.ts'
import { balancedText, textWidth } from '../plot/labels.ts'
import { THEMES } from '../plot/palette.ts'
import { element, escapeXml, textElement } from '../plot/svg-elements.ts'
import type { Plotting } from './plotting.ts'
import { drawPanel, drawSymbol, type PanelLayout, panelsOf, styleOf } from './protocol-panels.ts'

export interface DrawnFigure {
  /** Of its file. */
  readonly name: string
  readonly title: string
  readonly svg: string
}

const WIDTH = 860
const EDGE = 16
const LEFT = 58
const PANEL = 128
const TICK_SIZE = 11.5
const TEXT_SIZE = 12
const FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const theme = THEMES.light

/** One figure for each group of which something was run. Cells that were not run show what was published. */
export function protocolFigures(
  plotting: Plotting,
  { id, title }: Pick<Experiment, 'id' | 'title'>,
  groups: readonly CellGroup[],
): DrawnFigure[] {
  return groups
    .filter(({ cells }) => cells.some(({ success }) => success !== undefined))
    .map((group) => {
      const heading = `${title}, ${group.title}`
      return { name: `${id}-${group.name}.svg`, title: heading, svg: figureOf(plotting, heading, group.cells) }
    })
}

function figureOf(plotting: Plotting, title: string, cells: readonly CellSummary[]): string {
  const hasRanges = cells.some(({ cell }) => cell.keys?.['range'] !== undefined)
  // Totals have no range; where others have one, there is no place for them.
  const shown = cells.filter(({ cell, success, published }) => {
    const hasPlace = !hasRanges || cell.keys?.['range'] !== undefined
    return hasPlace && (success !== undefined || published !== undefined)
  })
  // In the order of the experiment, whatever was run.
  const orderOf = (nameOf: (cell: CellSummary['cell']) => string | undefined) => {
    const wanted = new Set(shown.map(({ cell }) => nameOf(cell)))
    return [...new Set(cells.flatMap(({ cell }) => nameOf(cell) ?? []))].filter((name) => wanted.has(name))
  }
  const ranges = orderOf(({ keys }) => keys?.['range'])
  const modules = orderOf(({ keys, title: own }) => keys?.['module'] ?? own)
  const head = headOf(title)
  const legend = legendOf(plotting, hasRanges ? modules : [], head.bottom + 12)
  const names = hasRanges ? ranges.map(rangeText) : modules
  const widest = Math.max(...names.map((name) => textWidth(name, TICK_SIZE)))
  const isTilted = widest > (WIDTH - LEFT - EDGE) / names.length - 4
  const common = { ranges, modules, width: WIDTH, height: PANEL, left: LEFT, right: EDGE, isTilted }
  let y = legend.bottom + 40
  const panels = panelsOf(shown).flatMap((panel, i, all): string[] => {
    const layout: PanelLayout = { ...common, foot: i < all.length - 1 ? 0 : isTilted ? 16 + widest * 0.45 : 22 }
    const label = textElement(`↑ ${panel.title}`, { x: EDGE, y: y - 6, 'font-size': TEXT_SIZE, fill: theme.ink })
    const drawn = drawPanel(plotting, panel, layout, y)
    y += PANEL + layout.foot + 32
    return [label, drawn]
  })
  const height = Math.ceil(y - 4)
  const axis = { x: WIDTH - EDGE, y: y - 18, 'font-size': TEXT_SIZE, fill: theme.ink, 'text-anchor': 'end' }
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: 'img',
      color: theme.ink,
      'font-family': FONTS,
    },
    element('title', {}, escapeXml(title)),
    element('desc', {}, escapeXml(description(shown))),
    element('rect', { width: WIDTH, height, fill: theme.background }),
    head.markup,
    legend.markup,
    ...panels,
    textElement(hasRanges ? 'training range →' : 'module →', axis),
  )
  return `${svg}\n`
}

/** What the figure shows, in words. */
function description(cells: readonly CellSummary[]): string {
  const of = ({ cell, success, published }: CellSummary) => {
    const { module, range } = cell.keys ?? {}
    const where = range === undefined ? '' : ` on ${rangeText(range)}`
    const theirs = published === undefined ? '' : `, published ${formatPercent(published.rate)}`
    return `${module ?? cell.title}${where} ${success === undefined ? 'not run' : rateText(success.raw)}${theirs}`
  }
  return `Seeds that succeed, with 95 % intervals: ${cells.map(of).join('; ')}.`
}

interface Lines {
  readonly markup: string
  readonly bottom: number
}

function headOf(title: string): Lines {
  const lines = balancedText(title, WIDTH - 2 * EDGE, (part) => textWidth(part, 17) * 1.06)
  const texts = lines.map((line, i) =>
    textElement(line, { x: EDGE, y: EDGE + 14 + i * 23, 'font-size': 17, 'font-weight': '600', fill: theme.ink }),
  )
  return { markup: texts.join('\n'), bottom: EDGE + lines.length * 23 }
}

const bar = `<path d="M7,-8V8" stroke="${theme.quiet}" stroke-width="1.6"/><circle cx="7" r="3.6" fill="${theme.quiet}"/>`
const ring = `<circle cx="7" r="6" fill="none" stroke="${theme.quiet}" stroke-width="1.3"/>`

/** The modules, unless the axis names them, and what marks mean. */
function legendOf(plotting: Plotting, modules: readonly string[], top: number): Lines {
  const items = [
    ...modules.map((name, rank) => ({ name, mark: drawSymbol(plotting, styleOf(rank), 0, -7) })),
    { name: 'ours, with 95 % interval', mark: bar },
    { name: 'published', mark: ring },
  ]
  let [x, y] = [EDGE, top]
  const drawn = items.map(({ name, mark }) => {
    const width = 20 + textWidth(name, TEXT_SIZE)
    if (x + width > WIDTH - EDGE && x > EDGE) {
      x = EDGE
      y += 20
    }
    const transform = `translate(${x.toFixed(1)},${y.toFixed(1)})`
    x += width + 14
    const text = textElement(name, { x: 20, y: 4, 'font-size': TEXT_SIZE, fill: theme.ink })
    return element('g', { transform }, mark, text)
  })
  return { markup: drawn.join('\n'), bottom: y }
}
