// The resolved configuration of a run as canonical text, and its hash: the same options always give the same name.

import { sha256 } from '@noble/hashes/sha2.js'
import { invalid } from './errors.ts'
import { encodeText } from './platform.ts'

/** Hexadecimal digits of a configuration's hash that are kept: 64 bits, a chance of 1e-10 in 60,000 configurations. */
export const CONFIGURATION_HASH_DIGITS = 16

/** How deep a configuration may nest; deeper ones are taken for circular. */
const DEEPEST = 64

/**
 * JSON with one spelling for each value, as in RFC 8785: keys in the order of their UTF-16 codes, no spaces, numbers in
 * their shortest form that reads back the same (minus zero as 0). Keys whose value is undefined are left out.
 * @throws NaluError for what JSON cannot carry: numbers that are not finite, functions, typed arrays, dates, circles.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 'the configuration', 0)
}

function write(value: unknown, path: string, depth: number): string {
  if (depth > DEEPEST)
    throw invalid(`${path} nests deeper than ${DEEPEST} levels; a configuration may not be circular.`)
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value)
    throw invalid(`${path} is ${value}, which JSON cannot carry. Leave the option out, or give a finite number.`)
  }
  if (Array.isArray(value)) {
    return `[${value.map((item, i) => write(item, `${path}[${i}]`, depth + 1)).join(',')}]`
  }
  if (isPlainObject(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries
      .map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${path}.${key}`, depth + 1)}`)
      .join(',')}}`
  }
  throw invalid(
    `${path} is ${describe(value)}. A configuration holds text, numbers, true or false, null, lists and objects.`,
  )
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function describe(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'object'}`
  return `a ${typeof value}`
}

/** SHA-256 of text or bytes, as 64 hexadecimal digits. */
export function sha256Hex(data: string | Uint8Array): string {
  const digest = sha256(typeof data === 'string' ? encodeText(data) : data)
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Names a configuration: the first `CONFIGURATION_HASH_DIGITS` digits of the SHA-256 of its canonical JSON.
 * @throws NaluError as `canonicalJson` does.
 */
export function configurationHash(value: unknown): string {
  return sha256Hex(canonicalJson(value)).slice(0, CONFIGURATION_HASH_DIGITS)
}
