// Results of sweeps: what is kept of each seed of a configuration, and what a store of them can do, wherever it is.

import { canonicalJson } from '../base/configuration.ts'
import {
  type Decoder,
  fields,
  filledText,
  finite,
  type Place,
  plainObject,
  quote,
  text,
  within,
} from '../base/decode.ts'
import { invalid } from '../base/errors.ts'
import { jsonNumber, type MissingReason, numberFromJson } from '../base/numbers.ts'
import { splitSeed } from '../base/random.ts'

/** One value of an outcome. Numbers are finite: see `outcomeOf`. */
export type OutcomeValue = number | string | boolean | null

/** What became of one seed, by name, whatever the experiment: a JSON document. */
export type StoredOutcome = Readonly<Record<string, OutcomeValue>>

/** What names a result: there is at most one for each. */
export interface ResultKey {
  /** Of the resolved configuration: see `configurationHash`. */
  readonly hash: string
  readonly seed: number
}

export interface StoredResult extends ResultKey {
  readonly outcome: StoredOutcome
  /** How long the training took. */
  readonly seconds: number
  /** Of the package that computed it. */
  readonly version: string
  /** Processor and engine, in one line. */
  readonly machine: string
  /** When it ended: a date and time in UTC as `Date.prototype.toISOString` writes it. */
  readonly at: string
}

/** Reads results. Every method throws a NaluError if the store cannot be read, is damaged, or was closed. */
export interface ResultReader {
  /** How messages call the store: the name of its file, or an address. */
  readonly source: string
  /** The resolved configurations, by hash. */
  configurations(): Promise<ReadonlyMap<string, unknown>>
  has(key: ResultKey): Promise<boolean>
  get(key: ResultKey): Promise<StoredResult | undefined>
  /** All results, or those of one configuration, ordered by hash and seed. */
  all(hash?: string): Promise<readonly StoredResult[]>
  /** May be called twice. */
  close(): Promise<void>
}

/**
 * Reads and writes results. When a method that writes has resolved, what it wrote outlives the process and the
 * machine's power; when it has thrown, nothing of it was written.
 */
export interface ResultStore extends ResultReader {
  /**
   * Adds a resolved configuration, if it is not there yet.
   * @returns its hash, under which results are put.
   */
  putConfiguration(configuration: unknown): Promise<string>
  /**
   * Adds a result. One that is there already stays as it is.
   * @returns whether it was added.
   * @throws NaluError if a field is wrong, its configuration was not put before, or it cannot be written.
   */
  put(result: StoredResult): Promise<boolean>
  /**
   * Adds all of them or, if it throws, none.
   * @returns how many were not there yet.
   */
  putAll(results: readonly StoredResult[]): Promise<number>
}

/**
 * An outcome from numbers that may not be finite: those become null, with the reason beside them, as in
 * `{ testLoss: null, testLossReason: 'infinite' }`. What is undefined is left out.
 */
export function outcomeOf(values: Readonly<Record<string, OutcomeValue | undefined>>): StoredOutcome {
  const entries = Object.entries(values).flatMap(([name, value]): [string, OutcomeValue][] => {
    if (value === undefined) return []
    if (typeof value !== 'number') return [[name, value]]
    const json = jsonNumber(value)
    return json.value === null
      ? [
          [name, null],
          [`${name}Reason`, json.reason],
        ]
      : [[name, json.value]]
  })
  return Object.fromEntries(entries)
}

const missingReasons: readonly string[] = ['not a number', 'infinite', 'minus infinite'] satisfies MissingReason[]

/** A number that `outcomeOf` was given, finite or not; undefined if there is none of that name. */
export function outcomeNumber(outcome: StoredOutcome, name: string): number | undefined {
  const [value, reason] = [outcome[name], outcome[`${name}Reason`]]
  if (typeof value === 'number') return value
  if (value !== null || !missingReasons.includes(String(reason))) return undefined
  return numberFromJson({ value: null, reason: reason as MissingReason })
}

/** True if both say the same, in whatever order. */
export const sameOutcome = (a: StoredOutcome, b: StoredOutcome): boolean => canonicalJson(a) === canonicalJson(b)

/** Columns of a table of results that stand before those of the outcome. */
export const RESULT_COLUMNS = ['cell', 'configuration', 'seed', 'seconds', 'at', 'version', 'machine'] as const

/** True for text that stands in one line and has no space at either end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not be there.
export const isOneLine = (value: string) => value !== '' && value.trim() === value && !/[\x00-\x1f\x7f]/.test(value)

/**
 * Looks over a result before it is written.
 * @throws NaluError naming the field, its value and what was expected.
 */
export function checkResult({ hash, seed, outcome, seconds, version, machine, at }: StoredResult): void {
  if (!/^[0-9a-f]{16}$/.test(hash)) {
    throw invalid(`The hash of a result is ${quote(hash)}; expected 16 hexadecimal digits, as putConfiguration gives.`)
  }
  splitSeed(seed)
  const of = `of the result of configuration ${hash}, seed ${seed},`
  if (!Number.isFinite(seconds) || seconds < 0) {
    throw invalid(`The seconds ${of} are ${seconds}; expected a number that is not negative.`)
  }
  for (const [name, value] of Object.entries({ version, machine })) {
    if (!isOneLine(value)) {
      throw invalid(`The ${name} ${of} is ${quote(value)}; expected one line of text without spaces around it.`)
    }
  }
  const time = Date.parse(at)
  if (Number.isNaN(time) || new Date(time).toISOString() !== at) {
    throw invalid(`The date ${of} is ${quote(at)}; expected one such as 2026-11-30T12:00:00.000Z.`)
  }
  for (const [name, value] of Object.entries(outcome)) checkValue(name, value, of)
}

function checkValue(name: string, value: unknown, of: string): void {
  if (!isOneLine(name) || /[",;]/.test(name)) {
    throw invalid(`A name in the outcome ${of} is ${quote(name)}; expected one that can head a column of a table.`)
  }
  if (RESULT_COLUMNS.some((column) => column === name)) {
    throw invalid(`The outcome ${of} has the name ${name}, which every result has beside its outcome. Rename it.`)
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw invalid(`${name} ${of} is ${value}, which JSON cannot carry. Make the outcome with outcomeOf.`)
  }
  if (value !== null && !['number', 'string', 'boolean'].includes(typeof value)) {
    throw invalid(`${name} ${of} is ${quote(value)}; expected a number, text, true, false or null.`)
  }
}

const outcomeValue: Decoder<OutcomeValue> = (value, place) => {
  return value === null || typeof value === 'boolean' ? value : typeof value === 'string' ? value : finite(value, place)
}

const storedFields = fields({ hash: filledText, seed: finite, seconds: finite, version: text, machine: text, at: text })

/**
 * The result in a record that was read from somewhere, in which the outcome is JSON text.
 * @throws NaluError if it is none.
 */
export function decodeResult(record: unknown, place: Place): StoredResult {
  const { hash, seed, ...rest } = storedFields(record, place)
  const own = { ...place, path: `the result of configuration ${hash}, seed ${seed}` }
  const outcome = Object.entries(plainObject(parseJson(plainObject(record, own)['outcome'], own), own))
  const values = outcome.map(([name, value]) => [name, outcomeValue(value, within(own, name))])
  return { hash, seed, outcome: Object.fromEntries(values), ...rest }
}

/** @throws NaluError if it is no text, or no JSON. */
export function parseJson(json: unknown, place: Place): unknown {
  try {
    return JSON.parse(text(json, place))
  } catch (cause) {
    throw invalid(`${place.path} in ${place.source} is not JSON: ${quote(json)}. ${place.remedy}`, { cause })
  }
}
