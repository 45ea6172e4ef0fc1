// Typed arrays as JSON: element type, shape, and the base64 of little-endian bytes. What is read back is bit for bit the same.

import { decodeBase64, encodeBase64 } from './base64.ts'
import { unknownName } from './did-you-mean.ts'
import { invalid } from './errors.ts'

const CONSTRUCTORS = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const

export type ArrayType = keyof typeof CONSTRUCTORS
export type ArrayOf<T extends ArrayType> = InstanceType<(typeof CONSTRUCTORS)[T]>
export type NumberArray = ArrayOf<ArrayType>

/** An array in a JSON file. */
export interface EncodedArray<T extends ArrayType = ArrayType> {
  readonly type: T
  /** Extent of each axis, outermost first; their product is the number of elements. */
  readonly shape: readonly number[]
  /** Base64 of the elements in row-major order, each in little-endian bytes. */
  readonly data: string
}

export interface DecodedArray<T extends ArrayType = ArrayType> {
  readonly shape: readonly number[]
  readonly values: ArrayOf<T>
}

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Reverses the bytes of every element, on hosts whose own order is not little-endian. */
function toLittleEndian(bytes: Uint8Array<ArrayBuffer>, bytesPerElement: number): Uint8Array<ArrayBuffer> {
  if (hostIsLittleEndian) return bytes
  for (let start = 0; start < bytes.length; start += bytesPerElement) {
    bytes.subarray(start, start + bytesPerElement).reverse()
  }
  return bytes
}

function countElements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** The element type's name, as in `float32`. */
export function arrayType(values: NumberArray): ArrayType {
  const name = values[Symbol.toStringTag].replace('Array', '').toLowerCase()
  if (!isArrayType(name)) throw unknownName('array type', name, Object.keys(CONSTRUCTORS))
  return name
}

function isArrayType(name: unknown): name is ArrayType {
  return typeof name === 'string' && Object.hasOwn(CONSTRUCTORS, name)
}

/**
 * @param shape extent of each axis; without it the array is a vector.
 * @throws NaluError if the shape does not hold as many elements as there are values.
 */
export function encodeArray(values: NumberArray, shape: readonly number[] = [values.length]): EncodedArray {
  if (countElements(shape) !== values.length) {
    throw invalid(`Shape [${shape.join(', ')}] holds ${countElements(shape)} elements; the array has ${values.length}.`)
  }
  const type = arrayType(values)
  const bytes = new Uint8Array(values.byteLength)
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return { type, shape: [...shape], data: encodeBase64(toLittleEndian(bytes, values.BYTES_PER_ELEMENT)) }
}

/**
 * Reads what `encodeArray` wrote, which may come from anywhere.
 * @param expected the type the array must have; without it any known type is right.
 * @throws NaluError if it has an unknown or another type, a shape that is none, the wrong length or damaged data.
 */
export function decodeArray<T extends ArrayType = ArrayType>(encoded: unknown, expected?: T): DecodedArray<T> {
  const { type, shape, data } = (encoded ?? {}) as Record<string, unknown>
  if (!isArrayType(type)) throw unknownName('array type', String(type), Object.keys(CONSTRUCTORS))
  if (expected !== undefined && type !== expected) throw invalid(`The array is of ${type}; ${expected} is expected.`)
  if (!Array.isArray(shape) || !shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    throw invalid(`The array's shape is ${JSON.stringify(shape)}; a list of whole numbers is expected.`)
  }
  if (typeof data !== 'string') throw invalid(`The array's data is of type ${typeof data}; base64 text is expected.`)
  const bytes = decodeBase64(data)
  const Values = CONSTRUCTORS[type]
  const wanted = countElements(shape) * Values.BYTES_PER_ELEMENT
  if (bytes.length !== wanted) {
    throw invalid(`The array has ${bytes.length} bytes; ${type} of shape [${shape.join(', ')}] needs ${wanted}.`)
  }
  const values = new Values(toLittleEndian(bytes, Values.BYTES_PER_ELEMENT).buffer)
  return { shape, values: values as ArrayOf<T> }
}
