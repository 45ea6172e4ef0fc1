// An axis: values to positions between 0 and 1, and ticks at round numbers; linear, log and symlog.

import type { ScaleKind } from './figure.ts'

export interface Tick {
  readonly value: number
  /** Position on the axis, 0 to 1. */
  readonly at: number
  readonly text: string
}

export interface Axis {
  readonly kind: ScaleKind
  readonly from: number
  readonly to: number
  /** Position of a value: 0 at `from`, 1 at `to`, beyond them outside; never NaN for a finite value. */
  readonly position: (value: number) => number
  /** Ticks at least `gap` (a fraction of the axis) apart, in increasing order. */
  readonly ticks: (gap: number, ascii: boolean) => readonly Tick[]
}

/** Positions farther out than this are the same to every renderer. */
const FAR = 1e6
/** A range narrower than this part of its values is one value to float64 arithmetic and to readers. */
const NARROWEST = 1e-9
/** The powers of ten that a symlog axis shows between its linear part and its largest value. */
const MOST_DECADES = 12

const clampFar = (position: number) => Math.min(FAR, Math.max(-FAR, position))

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((superscript, digit) => [String(digit), superscript]).concat([['-', '⁻']]),
)

/** A number with its own minus sign and `×10ⁿ`, or as a programmer types it. */
function typeset(plain: string, ascii: boolean): string {
  if (ascii) return plain.replace('e+', 'e')
  const [mantissa = '', exponent] = plain.split('e')
  const minus = mantissa.startsWith('-') ? '−' : ''
  const size = mantissa.replace('-', '')
  if (exponent === undefined) return minus + size
  const power = `10${[...exponent.replace('+', '')].map((digit) => SUPERSCRIPTS[digit]).join('')}`
  return minus + (size === '1' ? power : `${size}×${power}`)
}

/** The text of a tick; `step` is the distance to its neighbours where all are the same. */
function tickText(value: number, ascii: boolean, step?: { size: number; largest: number }): string {
  if (value === 0) return '0'
  if (step !== undefined && step.largest < 1e6 && step.size >= 1e-4) {
    return typeset(value.toFixed(Math.max(0, -Math.floor(Math.log10(step.size) + 1e-9))), ascii)
  }
  const size = Math.abs(value)
  const rounded = Number(value.toPrecision(10))
  return typeset(size >= 9.99e-4 && size < 1e4 ? String(rounded) : rounded.toExponential(), ascii)
}

/** The smallest 1, 2 or 5 times a power of ten that is at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power
}

function evenTicks(axis: Omit<Axis, 'ticks'>, gap: number, ascii: boolean): Tick[] {
  const { from, to, position } = axis
  const size = roundStep(Math.max((to / 2 - from / 2) * (2 * gap), Number.MIN_VALUE))
  if (!(size > 0 && Number.isFinite(size))) return []
  const step = { size, largest: Math.max(Math.abs(from), Math.abs(to)) }
  const ticks: Tick[] = []
  for (let index = Math.ceil(from / size - 1e-6); index <= to / size + 1e-6; index++) {
    const value = Number((index * size).toPrecision(12))
    ticks.push({ value, at: position(value), text: tickText(value, ascii, step) })
  }
  return ticks
}

/**
 * Zero, then powers of ten a regular number of decades apart, then, where these are few, 5 and 2 times them: what matters
 * more comes first.
 */
function candidates(from: number, to: number, smallest: number, everyDecades: number): number[] {
  const largest = Math.max(Math.abs(from), Math.abs(to))
  const exponents: number[] = []
  for (let exponent = Math.floor(Math.log10(smallest)); exponent <= Math.log10(largest); exponent++) {
    exponents.push(exponent)
  }
  const regular = exponents.filter((exponent) => exponent % everyDecades === 0)
  const sizes = regular.map((exponent) => Number(`1e${exponent}`))
  if (everyDecades === 1 && exponents.filter((exponent) => Number(`1e${exponent}`) >= smallest).length <= 3) {
    for (const factor of [5, 2]) sizes.push(...exponents.map((exponent) => Number(`${factor}e${exponent}`)))
  }
  return [0, ...sizes.flatMap((size) => [size, -size])].filter((value) => value >= from && value <= to)
}

function decadeTicks(axis: Omit<Axis, 'ticks'>, smallest: number, unit: number, gap: number, ascii: boolean): Tick[] {
  const everyDecades = [1, 2, 3, 5, 10, 20, 50, 100].find((decades) => decades * unit >= gap * 0.999) ?? 200
  const accepted: Tick[] = []
  for (const value of candidates(axis.from, axis.to, smallest, everyDecades)) {
    const at = axis.position(value)
    if (axis.kind === 'log' && value <= 0) continue
    if (accepted.some((other) => Math.abs(other.at - at) < gap * 0.999)) continue
    accepted.push({ value, at, text: tickText(value, ascii) })
  }
  return accepted.sort((a, b) => a.at - b.at)
}

/** Ends that are apart by more than rounding. */
function widened(from: number, to: number): [number, number] {
  const size = Math.max(Math.abs(from), Math.abs(to))
  if (to / 2 - from / 2 > size * NARROWEST && to - from > 1e-300) return [from, to]
  const half = size < 1e-290 ? 0.5 : size / 2
  return [Math.max(from - half, -Number.MAX_VALUE), Math.min(to + half, Number.MAX_VALUE)]
}

function linearAxis(from: number, to: number): Axis {
  const half = to / 2 - from / 2
  const position = (value: number) => clampFar((value / 2 - from / 2) / half)
  const axis = { kind: 'linear', from, to, position } as const
  return { ...axis, ticks: (gap, ascii) => evenTicks(axis, gap, ascii) }
}

function warpedAxis(
  kind: 'log' | 'symlog',
  from: number,
  to: number,
  warp: (value: number) => number,
  least: number,
): Axis {
  const start = warp(from)
  const span = warp(to) - start
  const position = (value: number) => clampFar((warp(value) - start) / span)
  const axis = { kind, from, to, position } as const
  const ticks = (gap: number, ascii: boolean) => {
    const decades = decadeTicks(axis, least, 1 / span, gap, ascii)
    return decades.length >= 3 ? decades : spaced(evenTicks(axis, gap, ascii), gap, decades)
  }
  return { ...axis, ticks }
}

/** The even ticks that are far enough apart where the axis is squeezed; the decades if they are more. */
function spaced(even: readonly Tick[], gap: number, decades: readonly Tick[]): readonly Tick[] {
  const kept: Tick[] = []
  for (const tick of even) if (tick.at - (kept.at(-1)?.at ?? -FAR) >= gap * 0.9) kept.push(tick)
  return kept.length > decades.length ? kept : decades
}

/** A power of ten that nine of ten values exceed, but no smaller than the axis can show. */
export function linearPart(sizes: readonly number[]): number {
  const sorted = sizes.filter((size) => size > 0 && Number.isFinite(size)).sort((a, b) => a - b)
  const largest = sorted.at(-1) ?? 1
  const common = sorted[Math.floor(sorted.length / 10)] ?? 1
  const exponent = Math.max(Math.log10(common), Math.log10(largest) - MOST_DECADES, -300)
  return Number(`1e${Math.floor(exponent + 1e-9)}`)
}

export interface AxisOptions {
  readonly kind: ScaleKind
  readonly from: number
  readonly to: number
  /** Where a symlog axis turns linear. */
  readonly linearBelow: number
  /** Part of the axis to leave free at both ends. */
  readonly margin: number
}

const within = (value: number) => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value))

const AXES: Readonly<Record<ScaleKind, (options: AxisOptions) => Axis>> = {
  linear: ({ from, to, margin }) => {
    const [low, high] = widened(from, to)
    const room = (high / 2 - low / 2) * (2 * margin)
    // An axis that starts at zero keeps doing so.
    return linearAxis(low === 0 ? 0 : within(low - room), high === 0 ? 0 : within(high + room))
  },
  log: ({ from, to, margin }) => {
    const wide = to / from > 1 + NARROWEST
    const [low, high] = wide ? [from, to] : [Math.max(from / 2, 5e-324), within(to * 2)]
    const grow = (Math.log10(high) - Math.log10(low)) * margin
    const least = Math.max(low * 10 ** -grow, 5e-324)
    return warpedAxis('log', least, within(high * 10 ** grow), Math.log10, least)
  },
  symlog: ({ from, to, linearBelow, margin }) => {
    const [low, high] = widened(from, to)
    const below = Math.max(linearBelow, Math.max(-low, high) * 1e-100, 1e-300)
    const warp = (value: number) => Math.sign(value) * Math.log10(1 + Math.abs(value) / below)
    const unwarp = (place: number) => within(Math.sign(place) * (10 ** Math.abs(place) - 1) * below)
    const room = (warp(high) - warp(low)) * margin
    const start = low === 0 ? 0 : unwarp(warp(low) - room)
    return warpedAxis('symlog', start, high === 0 ? 0 : unwarp(warp(high) + room), warp, below)
  },
}

/** An axis from `from` to `to` (finite, in order, above zero on a log axis), wider by the margins. */
export function makeAxis(options: AxisOptions): Axis {
  return AXES[options.kind](options)
}

export interface TickRoom {
  /** Length of the axis, in the unit of the other numbers. */
  readonly length: number
  /** Least distance between ticks. */
  readonly room: number
  /** Extent of a tick's text along the axis. */
  readonly extent: (tick: Tick) => number
  /** Least distance between texts. */
  readonly between: number
  readonly ascii?: boolean
}

/** Ticks whose texts keep apart: fewer and fewer until they do. */
export function ticksThatFit(axis: Axis, { length, room, extent, between, ascii = false }: TickRoom): readonly Tick[] {
  for (let gap = room / length; ; gap *= 1.3) {
    const ticks = axis.ticks(Math.min(gap, 1), ascii)
    const free = ticks.every((tick, index) => {
      const before = ticks[index - 1]
      return before === undefined || (tick.at - before.at) * length >= (extent(tick) + extent(before)) / 2 + between
    })
    if (free) return ticks
    if (gap > 1) return ticks.slice(0, 1)
  }
}
