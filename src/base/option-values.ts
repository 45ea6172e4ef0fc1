// The values an option can take: how each type is read from text, checked, printed and put into words.

import { invalid } from './errors.ts'

/** A range of numbers [low, high], low below high. */
export type Interval = readonly [low: number, high: number]

interface Common {
  /** One sentence for `--help` and the documentation. */
  readonly help: string
  /** Heading under which the option is listed. */
  readonly group?: string
  /** Unit of the value, as in `steps` or `s`. */
  readonly unit?: string
  /** What stands for the value in `--help`, as in `file`. */
  readonly placeholder?: string
  /** True if there is no sensible default and the option must be given. */
  readonly required?: boolean
}

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  /** Exclusive bounds. */
  readonly above?: number
  readonly below?: number
}

type ListItem = 'integer' | 'number' | 'range' | 'text'

interface NumberSpec extends Common, Bounds {
  readonly type: 'integer' | 'number'
  readonly default?: number
}
interface RangeSpec extends Common, Bounds {
  readonly type: 'range'
  readonly default?: Interval
}
interface TextSpec extends Common {
  readonly type: 'text'
  readonly default?: string
}
interface BooleanSpec extends Common {
  readonly type: 'boolean'
  readonly default?: boolean
}
interface ChoiceSpec extends Common {
  readonly type: 'choice'
  readonly choices: readonly string[]
  readonly default?: string
}
interface ListSpec extends Common, Bounds {
  readonly type: 'list'
  readonly of: ListItem
  /** Bounds the items of a list of text. */
  readonly choices?: readonly string[]
  readonly default?: readonly (number | string | Interval)[]
}

/** One option. Bounds hold for a number, both ends of a range and every item of a list. */
export type OptionSpec = NumberSpec | RangeSpec | TextSpec | BooleanSpec | ChoiceSpec | ListSpec

type Scalar = Exclude<OptionSpec, ListSpec>

/** The spec that every item of a list must meet. */
function itemSpec({ of, choices, help, minimum, maximum, above, below }: ListSpec): Scalar {
  if (of === 'text') return choices === undefined ? { type: 'text', help } : { type: 'choice', choices, help }
  const bounds: { -readonly [K in keyof Bounds]: number } = {}
  if (minimum !== undefined) bounds.minimum = minimum
  if (maximum !== undefined) bounds.maximum = maximum
  if (above !== undefined) bounds.above = above
  if (below !== undefined) bounds.below = below
  return { type: of, help, ...bounds }
}

/** The value that `text` spells, or undefined if it spells none of this type. Bounds are not checked. */
export function parseValue(spec: OptionSpec, text: string): unknown {
  switch (spec.type) {
    case 'integer':
    case 'number':
      return parseNumber(text)
    case 'range': {
      const [low, high, ...rest] = text.split(',').map(parseNumber)
      return low === undefined || high === undefined || rest.length > 0 ? undefined : [low, high]
    }
    case 'boolean':
      return { '': true, true: true, yes: true, false: false, no: false }[text.trim().toLowerCase()]
    case 'text':
    case 'choice':
      return text
    case 'list': {
      if (text.trim() === '') return []
      const items = itemTexts(spec, text).map((item) => parseValue(itemSpec(spec), item.trim()))
      return items.includes(undefined) ? undefined : items
    }
    default:
      return spec satisfies never
  }
}

/** The texts of the items: a range takes two numbers of the list. */
function itemTexts({ of }: ListSpec, text: string): string[] {
  const parts = text.split(',')
  if (of !== 'range') return parts
  return parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? ''].join(',')] : []))
}

/** Decimal numbers, with underscores between digits: `-2`, `1e-3`, `5_000_000`. */
function parseNumber(text: string): number | undefined {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, '')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined
}

/** What is wrong with a value: `0 is too small`. */
export interface Fault {
  readonly value: unknown
  readonly message: string
}

function fault(value: unknown, what: string): Fault {
  return { value, message: `${show(value)} ${what}` }
}

/** What is wrong with a value, or undefined if it is right. */
export function valueFault(spec: OptionSpec, value: unknown): Fault | undefined {
  switch (spec.type) {
    case 'integer':
      if (typeof value === 'number' && !Number.isSafeInteger(value)) return fault(value, 'is not a whole number')
      return numberFault(spec, value)
    case 'number':
      return numberFault(spec, value)
    case 'range': {
      if (!Array.isArray(value) || value.length !== 2) return fault(value, 'is not a range')
      const [low, high]: unknown[] = value
      return numberFault(spec, low) ?? numberFault(spec, high) ?? orderFault(low as number, high as number)
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : fault(value, 'is neither true nor false')
    case 'text':
      return typeof value === 'string' ? undefined : fault(value, 'is not text')
    case 'choice':
      return typeof value === 'string' && spec.choices.includes(value) ? undefined : fault(value, 'is not a choice')
    case 'list':
      if (!Array.isArray(value)) return fault(value, 'is not a list')
      return value.map((item) => valueFault(itemSpec(spec), item)).find((found) => found !== undefined)
    default:
      return spec satisfies never
  }
}

function numberFault({ minimum, maximum, above, below }: Bounds, value: unknown): Fault | undefined {
  if (typeof value !== 'number') return fault(value, 'is not a number')
  if (!Number.isFinite(value)) return fault(value, 'is not finite')
  if ((minimum !== undefined && value < minimum) || (above !== undefined && value <= above)) {
    return fault(value, 'is too small')
  }
  if ((maximum !== undefined && value > maximum) || (below !== undefined && value >= below)) {
    return fault(value, 'is too large')
  }
  return undefined
}

function orderFault(low: number, high: number): Fault | undefined {
  return low < high ? undefined : fault(low, `is not below ${high}`)
}

/** A value as a message quotes it. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/**
 * The value as text that `parseValue` reads back.
 * @throws NaluError if the value is wrong, or has no such text: an item of a list that itself contains a comma.
 */
export function printValue(spec: OptionSpec, value: unknown): string {
  const found = valueFault(spec, value)
  if (found !== undefined) {
    throw invalid(`Cannot print an option: ${found.message}; expected ${describeExpected(spec)}.`)
  }
  const text = printRight(spec, value)
  if (JSON.stringify(parseValue(spec, text)) !== JSON.stringify(value)) {
    throw invalid(`${show(value)} cannot be written as ${describeExpected(spec)}. Put it into a configuration file.`)
  }
  return text
}

function printRight(spec: OptionSpec, value: unknown): string {
  if (spec.type === 'range') return (value as Interval).join(',')
  if (spec.type === 'list') return (value as unknown[]).map((item) => printRight(itemSpec(spec), item)).join(',')
  return String(value)
}

/** What an option takes, in words: `a whole number of at least 1 (steps)`. */
export function describeExpected(spec: OptionSpec): string {
  const unit = spec.unit === undefined ? '' : ` (${spec.unit})`
  return `${describeType(spec)}${unit}`
}

function describeType(spec: OptionSpec): string {
  switch (spec.type) {
    case 'integer':
      return `a whole number${describeBounds(spec)}`
    case 'number':
      return `a number${describeBounds(spec)}`
    case 'range':
      return `a range low,high, such as 1,2${boundsAfterExample(spec)}`
    case 'boolean':
      return 'true or false'
    case 'text':
      return 'text'
    case 'choice':
      return `one of ${spec.choices.join(', ')}`
    case 'list':
      if (spec.of === 'range') return `ranges low,high, such as 1,2 or -6,-2,2,6${boundsAfterExample(spec)}`
      return `a list, separated by commas, each item ${describeType(itemSpec(spec))}`
    default:
      return spec satisfies never
  }
}

function describeBounds({ minimum, maximum, above, below }: Bounds): string {
  const low = minimum !== undefined ? `at least ${minimum}` : above !== undefined ? `above ${above}` : ''
  const high = maximum !== undefined ? `at most ${maximum}` : below !== undefined ? `below ${below}` : ''
  const words = [low, high].filter((word) => word !== '').join(' and ')
  if (words === '') return ''
  return words.startsWith('at') ? ` of ${words}` : ` ${words}`
}

function boundsAfterExample(bounds: Bounds): string {
  const words = describeBounds(bounds)
  return words === '' ? '' : `,${words}`
}
