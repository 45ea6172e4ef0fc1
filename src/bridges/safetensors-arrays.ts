// Tensors of a file beside the arrays that a model wants: all that differs is said at once.

import { type Decoder, type Place, quote } from '../base/decode.ts'
import { suggest } from '../base/did-you-mean.ts'
import { invalid, NaluError } from '../base/errors.ts'
import type { Safetensors, StoredTensor } from './safetensors.ts'

/** The version of what is written into the texts of a file; all up to it are read. */
const formatVersion = 1
const formatKey = 'nalu.format'
const madeByKey = 'nalu.madeBy'

/** What a caller may add to a file. */
export interface SafetensorsOptions {
  /** The version of the program that writes it, as in `nalu 0.1.0`. */
  readonly madeBy?: string
}

/** The texts of a file: the version of the format, who wrote it, and what else is given, as JSON. */
export function writeMetadata(
  parts: Readonly<Record<string, unknown>>,
  { madeBy }: SafetensorsOptions,
): Record<string, string> {
  return {
    [formatKey]: String(formatVersion),
    ...(madeBy === undefined ? {} : { [madeByKey]: madeBy }),
    ...Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, JSON.stringify(part)])),
  }
}

/**
 * A part that `writeMetadata` wrote, or undefined if the file has none.
 * @throws NaluError if it is not what it should be, or was written by a newer version.
 */
export function readMetadata<T>({ metadata }: Safetensors, key: string, decode: Decoder<T>, source: string) {
  const version = Object.hasOwn(metadata, formatKey) ? Number(metadata[formatKey]) : formatVersion
  if (!(version <= formatVersion)) {
    throw invalid(
      `${source} has version ${quote(metadata[formatKey])} of ${formatKey}; this nalu reads ${formatVersion}. ` +
        'It was made by a newer version of nalu: update with npm install nalu@latest.',
    )
  }
  if (!Object.hasOwn(metadata, key)) return undefined
  const place: Place = { source: `${key} of ${source}`, path: '', remedy: 'It was damaged or changed by hand.' }
  const json = metadata[key] as string
  try {
    return decode(JSON.parse(json), place)
  } catch (cause) {
    if (cause instanceof NaluError) throw cause
    // No JSON, or nested so deep that it fills the stack.
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw invalid(`${place.source} is ${quote(json)}, which cannot be read (${reason}). ${place.remedy}`, { cause })
  }
}

/** An array that a model has: float32. */
export interface WantedArray {
  readonly name: string
  /** As it is stored. */
  readonly shape: readonly number[]
}

/** Values by the names of their tensors. */
export type FoundArrays = ReadonlyMap<string, Float32Array<ArrayBuffer>>

/**
 * The tensors of a file as float32, if they are those that are wanted; F64 is rounded.
 * @param isOther tells tensors that may be there beside them.
 * @throws NaluError with every tensor that is missing, superfluous, or of another shape or type.
 */
export function readArrays(
  { tensors }: Safetensors,
  wanted: readonly WantedArray[],
  source: string,
  isOther: (name: string) => boolean = () => false,
): FoundArrays {
  const names = new Set(wanted.map(({ name }) => name))
  const extra = [...tensors.keys()].filter((name) => !names.has(name) && !isOther(name))
  const found = new Map<string, Float32Array<ArrayBuffer>>()
  const faults = wanted.flatMap(({ name, shape }) => {
    const tensor = tensors.get(name)
    if (tensor === undefined) {
      const guess = suggest(name, extra)
      return [
        `${name} ${quote(shape)} is missing${guess === undefined ? '' : `. Did you mean ${guess}, which is there?`}`,
      ]
    }
    if (tensor.shape.join() !== shape.join()) {
      return [`${name} has the shape ${quote(tensor.shape)} there, ${quote(shape)} here`]
    }
    const values = asFloat32(tensor)
    if (typeof values === 'string') return [`${name} ${values}`]
    found.set(name, values)
    return []
  })
  const superfluous = extra.map((name) => `${name} ${quote(tensors.get(name)?.shape)} is there, but not wanted`)
  if (faults.length + superfluous.length === 0) return found
  throw misfit(source, [...faults, ...superfluous])
}

const mostListed = 8

/** The error for a file that is not of the model for which it is read. */
export function misfit(source: string, faults: readonly string[]): NaluError {
  const more = faults.length > mostListed ? [`  and ${faults.length - mostListed} more`] : []
  const lines = [
    `${source} is not of this model:`,
    ...faults.slice(0, mostListed).map((fault) => `  ${fault}`),
    ...more,
  ]
  return invalid([...lines, 'Load the file of this model, or build the model that the file is of.'].join('\n'))
}

/** The values, or why they cannot be taken. */
function asFloat32({ type, values }: StoredTensor): Float32Array<ArrayBuffer> | string {
  if (values instanceof Float32Array) return values
  if (!(values instanceof Float64Array)) return `has elements of ${type} there; floats are needed`
  const rounded = Float32Array.from(values)
  const beyond = values.findIndex((value, i) => Number.isFinite(value) && !Number.isFinite(rounded[i]))
  return beyond < 0 ? rounded : `holds ${values[beyond]} there, which is beyond float32`
}

/** What differs first between the layers of a file and those here. */
export function differingLayer(there: readonly string[], here: readonly string[]): string[] {
  const at = Array.from({ length: Math.max(there.length, here.length) }, (_, i) => i).find((i) => there[i] !== here[i])
  if (at === undefined) return []
  const name = (layer: string | undefined) => layer ?? 'missing'
  return [`layer ${at + 1} is ${name(there[at])} there, ${name(here[at])} here`]
}
