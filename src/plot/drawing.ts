// From a figure to what every renderer draws: axes, lines cut to the frame in unit coordinates, bands, notes.

import { invalid } from '../base/errors.ts'
import { type Axis, linearPart, makeAxis } from './axis.ts'
import type { Band, Figure, ScaleKind, Series } from './figure.ts'
import { cutToFrame, type Place } from './lines.ts'

/** How a line is drawn: in front, as the truth to compare with, or in the background. */
export type Role = 'emphasis' | 'reference' | 'plain'

export interface DrawnLine {
  readonly name: string
  readonly role: Role
  /** Number of lines with the same role before this one: chooses colour, dash and marker. */
  readonly rank: number
  readonly runs: readonly (readonly Place[])[]
  /** Where the name goes: the last place drawn, and the true height of the last point for putting names in order. */
  readonly end: { readonly place: Place; readonly height: number } | undefined
  /** Closed outlines of the interval. */
  readonly areas: readonly (readonly Place[])[]
}

export interface DrawnBand {
  readonly label: string
  readonly from: number
  readonly to: number
}

export interface Drawing {
  readonly x: Axis
  readonly y: Axis
  /** From back to front. */
  readonly lines: readonly DrawnLine[]
  readonly bands: readonly DrawnBand[]
  /** The caption with what readers must know about points that are not drawn; empty if there is nothing to say. */
  readonly caption: string
}

/** Up to so many lines can all be emphasised and still be told apart. */
const MOST_EMPHASISED = 8

/** Text that neither a terminal nor XML stumbles over: no control characters, no reordering, whole code points. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu, ' ')
}

const shows = (kind: ScaleKind, value: number) => Number.isFinite(value) && (kind !== 'log' || value > 0)

interface AxisNeeds {
  readonly name: 'x' | 'y'
  readonly kind: ScaleKind
  readonly domain: readonly [number, number] | undefined
  readonly linearBelow: number | undefined
  readonly values: readonly number[]
  /** Values whose size the linear part of a symlog axis must not swallow. */
  readonly landmarks: readonly number[]
  readonly margin: number
}

function checkDomain({ name, kind, domain }: AxisNeeds): void {
  if (domain === undefined) return
  const [from, to] = domain
  const above = kind === 'log' ? ' above zero' : ''
  if (!(shows(kind, from) && shows(kind, to) && from < to)) {
    throw invalid(`${name}Domain is [${from}, ${to}]; expected two finite numbers${above}, the smaller one first.`)
  }
}

function axisFor(needs: AxisNeeds): Axis {
  checkDomain(needs)
  const { name, kind, domain, linearBelow, landmarks, margin } = needs
  if (linearBelow !== undefined && !(linearBelow > 0 && Number.isFinite(linearBelow))) {
    throw invalid(`${name}LinearBelow is ${linearBelow}; expected a number above zero.`)
  }
  const values = needs.values.concat(landmarks).filter((value) => shows(kind, value))
  let [from, to] = domain ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  if (domain === undefined) {
    for (const value of values) {
      from = Math.min(from, value)
      to = Math.max(to, value)
    }
    if (values.length === 0) [from, to] = kind === 'log' ? [1, 10] : [0, 1]
  }
  const sizes = values.map(Math.abs)
  const smallest = Math.min(...landmarks.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size)))
  const automatic = Math.min(linearPart(sizes), linearPart([smallest, Math.max(Math.abs(from), Math.abs(to))]))
  return makeAxis({ kind, from, to, linearBelow: linearBelow ?? automatic, margin: domain === undefined ? margin : 0 })
}

/** Points that are not drawn, by reason and series. */
type Missing = Readonly<Record<'notFinite' | 'notPositive' | 'outside', Map<string, number>>>

function count(missing: Map<string, number>, name: string): void {
  missing.set(name, (missing.get(name) ?? 0) + 1)
}

function describe(missing: Map<string, number>, what: string): string[] {
  const total = [...missing.values()].reduce((sum, each) => sum + each, 0)
  if (total === 0) return []
  const worst = [...missing].sort(([, a], [, b]) => b - a)
  const named = worst.slice(0, 3).map(([name, each]) => (worst.length === 1 ? name : `${name} ${each}`))
  const more = worst.length > 3 ? `, ${worst.length - 3} more` : ''
  return [`${total} ${total === 1 ? 'point' : 'points'} ${what} (${named.join(', ')}${more})`]
}

function drawPoints(series: Series, figure: Figure, x: Axis, y: Axis, missing: Missing) {
  const runs: Place[][] = []
  let open: Place[] = []
  let height = 0
  const close = () => {
    runs.push(...cutToFrame(open))
    open = []
  }
  for (const [px, py] of series.points) {
    if (!(Number.isFinite(px) && Number.isFinite(py))) {
      count(missing.notFinite, series.name)
      close()
    } else if (!(shows(figure.xScale, px) && shows(figure.yScale, py))) {
      count(missing.notPositive, series.name)
      close()
    } else {
      const place = { x: x.position(px), y: y.position(py) }
      // The ends of an axis come back from its own arithmetic with rounding errors.
      const snap = (at: number) => (Math.abs(at) < 1e-9 ? 0 : Math.abs(at - 1) < 1e-9 ? 1 : at)
      const snapped = { x: snap(place.x), y: snap(place.y) }
      if (cutToFrame([snapped]).length === 0) count(missing.outside, series.name)
      height = snapped.y
      open.push(snapped)
      if (series.apart) close()
    }
  }
  close()
  const place = runs.at(-1)?.at(-1)
  return { runs, end: place === undefined ? undefined : { place, height } }
}

/** Half of the width of a bar, in widths of the frame. */
const HALF_BAR = 0.003

function drawAreas({ interval: intervals = [], apart = false }: Series, x: Axis, y: Axis): Place[][] {
  const areas: Place[][] = []
  let upper: Place[] = []
  let lower: Place[] = []
  const close = () => {
    if (upper.length > 1) areas.push([...upper, ...lower.toReversed()])
    upper = []
    lower = []
  }
  for (const [at, low, high] of intervals) {
    const place = shows(x.kind, at) ? x.position(at) : -1
    if (place < -1e-9 || place > 1 + 1e-9 || Number.isNaN(low) || Number.isNaN(high)) {
      close()
      continue
    }
    const heightOf = (value: number) => {
      if (!shows(y.kind, value)) return value > 0 ? 1 : 0
      return Math.min(1, Math.max(0, y.position(value)))
    }
    for (const side of apart ? [Math.max(0, place - HALF_BAR), Math.min(1, place + HALF_BAR)] : [place]) {
      upper.push({ x: side, y: heightOf(Math.max(low, high)) })
      lower.push({ x: side, y: heightOf(Math.min(low, high)) })
    }
    if (apart) close()
  }
  close()
  return areas
}

function drawBand(band: Band, x: Axis): DrawnBand[] {
  if (Number.isNaN(band.from) || Number.isNaN(band.to)) {
    throw invalid(`Band "${band.label}" reaches from ${band.from} to ${band.to}; expected two numbers.`)
  }
  const at = (value: number) => {
    if (!shows(x.kind, value)) return value > 0 ? 1 : 0
    return Math.min(1, Math.max(0, x.position(value)))
  }
  const [from, to] = [at(Math.min(band.from, band.to)), at(Math.max(band.from, band.to))]
  return to > from ? [{ label: cleanText(band.label), from, to }] : []
}

const ORDER: Readonly<Record<Role, number>> = { plain: 0, reference: 1, emphasis: 2 }

/**
 * What there is to draw.
 * @throws NaluError if a band or a domain is not made of numbers.
 */
export function draw(figure: Figure): Drawing {
  const { xScale, yScale, bands = [] } = figure
  const usable = figure.series.flatMap(({ points }) =>
    points.filter(([px, py]) => shows(xScale, px) && shows(yScale, py)),
  )
  const intervals = figure.series.flatMap(({ interval = [] }) => interval)
  const x = axisFor({
    name: 'x',
    kind: xScale,
    domain: figure.xDomain,
    linearBelow: figure.xLinearBelow,
    values: usable.map(([px]) => px).concat(intervals.map(([at]) => at)),
    landmarks: bands.flatMap(({ from, to }) => [from, to]),
    margin: 0,
  })
  const y = axisFor({
    name: 'y',
    kind: yScale,
    domain: figure.yDomain,
    linearBelow: figure.yLinearBelow,
    values: usable.map(([, py]) => py).concat(intervals.flatMap(([, low, high]) => [low, high])),
    landmarks: [],
    margin: 0.04,
  })
  const missing: Missing = { notFinite: new Map(), notPositive: new Map(), outside: new Map() }
  const empty = new Map<string, number>()
  const chosen = figure.series.some(({ emphasis }) => emphasis)
  const few = figure.series.filter(({ reference }) => !reference).length <= MOST_EMPHASISED
  const ranks: Record<Role, number> = { emphasis: 0, reference: 0, plain: 0 }
  const lines = figure.series.map((given): DrawnLine => {
    const series = { ...given, name: cleanText(given.name) }
    const role = series.reference ? 'reference' : (chosen ? series.emphasis : few) ? 'emphasis' : 'plain'
    const rank = ranks[role]
    ranks[role] += 1
    if (series.points.length === 0) count(empty, series.name)
    const areas = drawAreas(series, x, y)
    return { name: series.name, role, rank, ...drawPoints(series, figure, x, y, missing), areas }
  })
  const notes = [
    ...describe(missing.notFinite, 'not finite'),
    ...describe(missing.notPositive, 'not above zero, where a log axis begins'),
    ...describe(missing.outside, 'outside the axes'),
    ...(empty.size === 0 ? [] : [`no points: ${[...empty.keys()].join(', ')}`]),
  ]
  const said = figure.caption === undefined ? '' : cleanText(figure.caption).trim()
  const caption = [said, notes.length === 0 ? '' : `${notes.join('; ')}.`].filter((part) => part !== '').join(' ')
  return {
    x,
    y,
    lines: lines.sort((a, b) => ORDER[a.role] - ORDER[b.role]),
    bands: bands.flatMap((band) => drawBand(band, x)),
    caption,
  }
}
