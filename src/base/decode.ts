// Readers of values from JSON that may come from anywhere: each gives a typed value or says what is wrong, and where.

import { invalid, type NaluError } from './errors.ts'
import { type JsonNumber, type MissingReason, numberFromJson } from './numbers.ts'

/** Where a value stands, for messages. */
export interface Place {
  /** The file or whatever else it was read from. */
  readonly source: string
  /** The way to the value, as in `layers[0].inputs`; empty for all of it. */
  readonly path: string
  /** What to do if it is wrong: one sentence. */
  readonly remedy: string
}

/** Reads one value. @throws NaluError naming the place, the value and what was expected. */
export type Decoder<T> = (value: unknown, place: Place) => T

export type Decoded<D> = D extends Decoder<infer T> ? T : never

const longestQuote = 60

/** A value as a message quotes it: JSON, cut where it is long. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`
}

/** The error for a value that is not what was expected. */
function unexpected(value: unknown, expected: string, { source, path, remedy }: Place): NaluError {
  const what = path === '' ? source : `${path} in ${source}`
  return invalid(`${what} is ${quote(value)}; expected ${expected}. ${remedy}`)
}

/** The place of a field of an object, or of an item of a list. */
export function within(place: Place, key: string | number): Place {
  const plain = typeof key === 'string' && /^[A-Za-z_][\w.]*$/.test(key)
  const step = typeof key === 'number' ? `[${key}]` : plain ? key : `[${JSON.stringify(key)}]`
  const dot = place.path === '' || step.startsWith('[') ? '' : '.'
  return { ...place, path: `${place.path}${dot}${step}` }
}

const decoder =
  <T>(expected: string, isRight: (value: unknown) => value is T): Decoder<T> =>
  (value, place) => {
    if (isRight(value)) return value
    throw unexpected(value, expected, place)
  }

export const text = decoder('text', (value) => typeof value === 'string')
export const filledText = decoder('text that is not empty', (value): value is string => {
  return typeof value === 'string' && value !== ''
})
export const truth = decoder('true or false', (value) => typeof value === 'boolean')
export const finite = decoder('a number', (value): value is number => Number.isFinite(value))

/** A whole number of at least `minimum` that a float64 holds exactly. */
export const whole = (minimum: number): Decoder<number> =>
  decoder(`a whole number of at least ${minimum}`, (value): value is number => {
    return Number.isSafeInteger(value) && (value as number) >= minimum
  })

/** One of these texts. */
export const choice = <const T extends string>(choices: readonly T[]): Decoder<T> =>
  decoder(`one of ${choices.join(', ')}`, (value): value is T => choices.includes(value as T))

/** Two finite numbers, the lower first. */
export const interval = decoder('two numbers, the lower first', (value): value is readonly [number, number] => {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1]
})

const reasons: Readonly<Record<MissingReason, true>> = { 'not a number': true, infinite: true, 'minus infinite': true }

/** What `jsonNumber` wrote: any number, NaN and the infinities included. */
export const anyNumber: Decoder<number> = (given, place) => {
  const { value, reason } = plainObject(given, place)
  if (value === null) {
    return numberFromJson({
      value,
      reason: choice(Object.keys(reasons))(reason, within(place, 'reason')),
    } as JsonNumber)
  }
  return finite(value, within(place, 'value'))
}

/** An object of JSON, with whatever fields. */
export const plainObject = decoder('an object', (value): value is Readonly<Record<string, unknown>> => {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
})

const list = decoder('a list', (value) => Array.isArray(value))

export const listOf =
  <T>(item: Decoder<T>): Decoder<readonly T[]> =>
  (value, place) =>
    list(value, place).map((each, i) => item(each, within(place, i)))

/** An object whose fields all hold the same. */
export const recordOf =
  <T>(item: Decoder<T>): Decoder<Readonly<Record<string, T>>> =>
  (value, place) =>
    Object.fromEntries(
      Object.entries(plainObject(value, place)).map(([key, each]) => [key, item(each, within(place, key))]),
    )

/** An object with these fields; others are passed over. */
export const fields =
  <const S extends Readonly<Record<string, Decoder<unknown>>>>(
    spec: S,
  ): Decoder<{ readonly [K in keyof S]: Decoded<S[K]> }> =>
  (value, place) => {
    const object = plainObject(value, place)
    const read = Object.entries(spec).map(([key, decode]) => {
      return [key, decode(Object.hasOwn(object, key) ? object[key] : undefined, within(place, key))]
    })
    return Object.fromEntries(read) as { readonly [K in keyof S]: Decoded<S[K]> }
  }

/** A field that may be missing or null. */
export const optional =
  <T>(decode: Decoder<T>): Decoder<T | undefined> =>
  (value, place) =>
    value === undefined || value === null ? undefined : decode(value, place)
