// Numbers for people (three significant digits, units, no false precision) and for JSON (null with a reason).

/** Below this, and from the next on, numbers are written with an exponent. */
const SMALLEST_PLAIN = 1e-3
const FIRST_EXPONENT = 1e6

/**
 * A number with `digits` significant digits and no trailing zeros: `1.8`, `0.333`, `12346`, `8.58e-5`, `-3.1e20`.
 * Below a million no digit before the decimal point is rounded away. The text reads back as a number.
 */
export function formatNumber(x: number, digits = 3): string {
  if (Number.isNaN(x)) return 'NaN'
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : '-Infinity'
  if (x === 0) return '0'
  const rounded = Number(x.toPrecision(digits))
  if (Math.abs(rounded) < SMALLEST_PLAIN || Math.round(Math.abs(x)) >= FIRST_EXPONENT) {
    return x
      .toExponential(digits - 1)
      .replace(/\.?0*e/, 'e')
      .replace('e+', 'e')
  }
  const before = Math.abs(x) < 1 ? 0 : Math.trunc(Math.abs(x)).toString().length
  return before >= digits ? x.toFixed(0) : rounded.toString()
}

/** A whole number with commas between thousands: `12,345`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A number between 1 and 1000 with the letter for its power of a thousand, three significant digits: `1.9 M`, `64`. */
function formatThousands(x: number): string {
  const letters = ['', 'k', 'M', 'G', 'T']
  let power = 0
  let scaled = x
  while (Number(scaled.toPrecision(3)) >= 1000 && power < letters.length - 1) {
    scaled /= 1000
    power += 1
  }
  const text = formatNumber(scaled)
  return power === 0 ? text : `${text} ${letters[power]}`
}

/** A rate: `1.9 M steps/s`. The noun is the caller's, in the plural. */
export function formatRate(perSecond: number, noun: string): string {
  if (!Number.isFinite(perSecond)) return `– ${noun}/s`
  return `${formatThousands(perSecond)} ${noun}/s`
}

/** A duration in seconds as people say it: `850 ms`, `1.2 s`, `3 min 4 s`, `2 h 5 min`, `1 d 3 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'forever'
  if (seconds < 0) return `-${formatDuration(-seconds)}`
  if (seconds < 1e-3) return `${formatNumber(seconds * 1e6, 2)} µs`
  if (seconds < 0.9995) return `${formatNumber(seconds * 1e3, 3)} ms`
  if (seconds < 59.95) return `${Math.round(seconds * 10) / 10} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  const hours = Math.round(seconds / 3600)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/**
 * A fraction as a percentage: `64 %`. Only nothing at all is `0 %` and only everything is `100 %`:
 * what would be rounded to them is `<1 %` and `>99 %`.
 */
export function formatPercent(fraction: number, decimals = 0): string {
  if (!Number.isFinite(fraction)) return '– %'
  const text = (fraction * 100).toFixed(decimals)
  const unit = 10 ** -decimals
  if (fraction > 0 && Number(text) === 0) return `<${unit} %`
  if (fraction < 1 && Number(text) === 100) return `>${(100 - unit).toFixed(decimals)} %`
  return `${text} %`
}

/** Why a number is missing from JSON. */
export type MissingReason = 'not a number' | 'infinite' | 'minus infinite'

/** A number as JSON can carry it: null, with the reason beside it, if it is not finite. */
export type JsonNumber = { readonly value: number } | { readonly value: null; readonly reason: MissingReason }

export function jsonNumber(x: number): JsonNumber {
  if (Number.isFinite(x)) return { value: x }
  if (Number.isNaN(x)) return { value: null, reason: 'not a number' }
  return { value: null, reason: x > 0 ? 'infinite' : 'minus infinite' }
}

/** The number that `jsonNumber` was given. */
export function numberFromJson(json: JsonNumber): number {
  if (json.value !== null) return json.value
  switch (json.reason) {
    case 'not a number':
      return Number.NaN
    case 'infinite':
      return Number.POSITIVE_INFINITY
    case 'minus infinite':
      return Number.NEGATIVE_INFINITY
    default:
      return json.reason satisfies never
  }
}
