// The header of a safetensors file: what it holds and where, with every number checked before it is used.

import {
  fields,
  filledText,
  listOf,
  type Place,
  plainObject,
  quote,
  recordOf,
  text,
  whole,
  within,
} from '../base/decode.ts'
import { invalid, NaluError } from '../base/errors.ts'
import { formatCount } from '../base/numbers.ts'
import { decodeText } from '../base/platform.ts'

/** Bytes before the header: its length, a whole number in little-endian bytes. */
export const lengthBytes = 8

/** The key of the header that holds texts instead of a tensor. */
export const metadataKey = '__metadata__'

// Some hundred thousand tensors. The format's reference implementation stops at ten times that, which takes tens of
// seconds to check where somebody means harm.
const longestHeader = 10_000_000

// The header, a tensor in it, a list of that tensor.
const deepest = 3

/** Bytes of an element, by the element types that are read. */
export const bytesOf = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4 } as const

/** An element type that is read. */
export type TensorType = keyof typeof bytesOf

/** Where a tensor lies. */
export interface TensorEntry {
  readonly name: string
  readonly type: TensorType
  /** Extent of each axis, outermost first. */
  readonly shape: readonly number[]
  /** Its first byte, counted from the end of the header. */
  readonly from: number
  readonly elements: number
}

/** A header whose tensors fill the rest of the file, without gaps and each byte once. */
export interface Header {
  readonly entries: readonly TensorEntry[]
  readonly metadata: Readonly<Record<string, string>>
  /** Where tensors begin in the file. */
  readonly dataFrom: number
}

/**
 * Reads the header of a file.
 * @throws NaluError if the file is anything but a whole safetensors file of known element types.
 */
export function readHeader(bytes: Uint8Array, source: string): Header {
  const place: Place = {
    source,
    path: '',
    remedy: 'It is no safetensors file, or it was damaged or cut off. Use another copy.',
  }
  const length = headerLength(bytes, place)
  const dataFrom = lengthBytes + length
  const header = parse(bytes.subarray(lengthBytes, dataFrom), place)
  const metadata = Object.hasOwn(header, metadataKey)
    ? recordOf(text)(header[metadataKey], within(place, metadataKey))
    : {}
  const entries = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .map(([name, given]) => readEntry(name, given, place))
  checkLayout(entries, bytes.length - dataFrom, place)
  return { entries, metadata, dataFrom }
}

function headerLength(bytes: Uint8Array, { source, remedy }: Place): number {
  if (bytes.length < lengthBytes) {
    throw invalid(
      `${source} has ${bytes.length} bytes; a safetensors file begins with ${lengthBytes} that hold the length of its header. ${remedy}`,
    )
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes).getBigUint64(0, true)
  const most = Math.min(bytes.length - lengthBytes, longestHeader)
  if (length <= most) return Number(length)
  const left =
    most === longestHeader
      ? `headers have ${formatCount(longestHeader)} at most`
      : `only ${formatCount(most)} follow in the file`
  throw invalid(`The header of ${source} is said to have ${length} bytes; ${left}. ${remedy}`)
}

function parse(bytes: Uint8Array, place: Place): Readonly<Record<string, unknown>> {
  const { source, remedy } = place
  const wrong = (what: string, cause?: unknown) => invalid(`The header of ${source} ${what}. ${remedy}`, { cause })
  const begin = '{'
  if (bytes[0] !== begin.charCodeAt(0)) throw wrong(`does not begin with "${begin}", as every header does`)
  let json: string
  try {
    json = decodeText(bytes)
  } catch (cause) {
    throw wrong('is not text in UTF-8', cause)
  }
  try {
    // Before anything else reads it: what is nested without end would fill the stack.
    const fault = scan(json)
    if (fault !== undefined) throw wrong(fault)
    return plainObject(JSON.parse(json), place)
  } catch (cause) {
    if (cause instanceof NaluError) throw cause
    throw wrong(`is not JSON (${cause instanceof Error ? cause.message : String(cause)})`, cause)
  }
}

/**
 * What is wrong with a header that `JSON.parse` would not say: a key that stands twice in one object, of which it keeps
 * the last, or brackets deeper than any header has them.
 */
function scan(json: string): string | undefined {
  const open: Set<string>[] = []
  for (let i = 0; i < json.length; i += 1) {
    const char = json.charAt(i)
    if (char === '{' || char === '[') open.push(new Set())
    else if (char === '}' || char === ']') open.pop()
    if (open.length > deepest) return `has brackets nested more than ${deepest} deep`
    if (char !== '"') continue
    const end = endOfText(json, i)
    if (isKey(json, end)) {
      const key = JSON.parse(json.slice(i, end)) as string
      const keys = open.at(-1)
      if (keys?.has(key)) return `has the key ${quote(key)} twice; every tensor needs a name of its own`
      keys?.add(key)
    }
    i = end - 1
  }
  return undefined
}

/** The position behind the text that begins at `start`. */
function endOfText(json: string, start: number): number {
  let i = start + 1
  while (i < json.length && json.charAt(i) !== '"') i += json.charAt(i) === '\\' ? 2 : 1
  return i + 1
}

/** True if a colon follows: the text before is a key. */
function isKey(json: string, end: number): boolean {
  let i = end
  while (i < json.length && ' \t\n\r'.includes(json.charAt(i))) i += 1
  return json.charAt(i) === ':'
}

const entryFields = fields({ dtype: filledText, shape: listOf(whole(0)), data_offsets: listOf(whole(0)) })

function readEntry(name: string, given: unknown, place: Place): TensorEntry & { readonly to: number } {
  const { dtype, shape, data_offsets: offsets } = entryFields(given, within(place, name))
  const wrong = (what: string, remedy = place.remedy) =>
    invalid(`Tensor ${quote(name)} in ${place.source} ${what}. ${remedy}`)
  if (!isKnown(dtype)) {
    const known = Object.keys(bytesOf).join(', ')
    throw wrong(`has elements of ${quote(dtype)}; ${known} are read`, 'Write it again with one of these.')
  }
  const [from, to] = offsets as [number, number]
  if (offsets.length !== 2 || from > to) {
    throw wrong(`has the data_offsets ${quote(offsets)}; expected its first byte and the one behind its last`)
  }
  const elements = shape.reduce((count, extent) => count * extent, 1)
  if (elements * bytesOf[dtype] !== to - from) {
    const needed = `${dtype} of the shape ${quote(shape)} needs ${elements * bytesOf[dtype]}`
    throw wrong(`has ${to - from} bytes; ${needed}`)
  }
  return { name, type: dtype, shape, from, to, elements }
}

const isKnown = (dtype: string): dtype is TensorType => Object.hasOwn(bytesOf, dtype)

/** Tensors lie one behind the other and fill the file: none overlaps another, and nothing is hidden between them. */
function checkLayout(
  entries: readonly (TensorEntry & { readonly to: number })[],
  size: number,
  { source, remedy }: Place,
): void {
  let end = 0
  for (const { name, from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const wrong = (what: string) => invalid(`Tensor ${quote(name)} in ${source} ${what}. ${remedy}`)
    if (to > size) throw wrong(`ends at byte ${to} of the data, which has ${size}`)
    if (from < end) throw wrong(`begins at byte ${from} of the data and overlaps another, which ends at ${end}`)
    if (from > end) throw wrong(`begins at byte ${from} of the data; ${from - end} bytes before it belong to no tensor`)
    end = to
  }
  if (end < size) {
    throw invalid(`${source} has ${size - end} bytes behind its last tensor that belong to none. ${remedy}`)
  }
}
