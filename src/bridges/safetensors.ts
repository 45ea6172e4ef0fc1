// The safetensors format: named arrays of numbers and a few texts in one file, as PyTorch, JAX and others keep weights.
// https://huggingface.co/docs/safetensors

import { quote } from '../base/decode.ts'
import { invalid } from '../base/errors.ts'
import { encodeText } from '../base/platform.ts'
import { lengthBytes, metadataKey, readHeader, type TensorEntry, type TensorType } from './safetensors-header.ts'

/** Numbers of a tensor: F32, F16 and BF16 as float32, F64 as float64, I32 and I64 as they are. */
export type TensorValues =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>

/** A tensor of a file. */
export interface StoredTensor {
  /** The element type in the file. */
  readonly type: TensorType
  /** Extent of each axis, outermost first; none for a scalar. */
  readonly shape: readonly number[]
  /** In the order of the axes, the last varying fastest. */
  readonly values: TensorValues
}

/** What a file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly metadata: Readonly<Record<string, string>>
}

/** A tensor to write: float32 becomes F32, int32 becomes I32. */
export interface TensorToWrite {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

/**
 * Reads all tensors of a file: F64, F32, F16, BF16, I64 and I32.
 * @param source how messages call it: the name of its file.
 * @throws NaluError for anything but a whole file of these types whose tensors fill it without gap or overlap.
 */
export function readSafetensors(bytes: Uint8Array, source = 'The safetensors file'): Safetensors {
  const { entries, metadata, dataFrom } = readHeader(bytes, source)
  const data = new DataView(bytes.buffer, bytes.byteOffset + dataFrom, bytes.length - dataFrom)
  return { tensors: new Map(entries.map((entry) => [entry.name, readTensor(entry, data)])), metadata }
}

function readTensor({ type, shape, from, elements }: TensorEntry, data: DataView): StoredTensor {
  return { type, shape, values: readValues(type, elements, from, data) }
}

// Element by element: tensors need not lie at multiples of their element size, and hosts may have another byte order.
function readValues(type: TensorType, elements: number, from: number, data: DataView): TensorValues {
  switch (type) {
    case 'F64':
      return new Float64Array(elements).map((_, i) => data.getFloat64(from + 8 * i, true))
    case 'F32':
      return new Float32Array(elements).map((_, i) => data.getFloat32(from + 4 * i, true))
    case 'F16':
      return new Float32Array(elements).map((_, i) => fromHalf(data.getUint16(from + 2 * i, true)))
    case 'BF16':
      return new Float32Array(elements).map((_, i) => fromUpperHalf(data.getUint16(from + 2 * i, true)))
    case 'I64':
      return new BigInt64Array(elements).map((_, i) => data.getBigInt64(from + 8 * i, true))
    case 'I32':
      return new Int32Array(elements).map((_, i) => data.getInt32(from + 4 * i, true))
    default:
      return type satisfies never
  }
}

/** The number of a binary16 (IEEE 754-2019, section 3.4): 1 bit of sign, 5 of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = (bits & 0x3ff) / 1024
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15))
}

const word = new DataView(new ArrayBuffer(4))

/** The number of a bfloat16: the upper half of a float32. */
function fromUpperHalf(bits: number): number {
  word.setUint32(0, bits * 0x10000)
  return word.getFloat32(0)
}

/**
 * The bytes of a file with these tensors, in their order; the same tensors give the same bytes.
 * @param metadata texts beside them.
 * @throws NaluError if two tensors have one name, or a shape holds another number of values than there are.
 */
export function writeSafetensors(
  tensors: Iterable<readonly [name: string, tensor: TensorToWrite]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const written = new Map<string, TensorToWrite>()
  const header: [string, object][] = Object.keys(metadata).length === 0 ? [] : [[metadataKey, metadata]]
  let size = 0
  for (const [name, tensor] of tensors) {
    checkTensor(name, tensor, written)
    written.set(name, tensor)
    const { shape, values } = tensor
    const dtype: TensorType = values instanceof Float32Array ? 'F32' : 'I32'
    header.push([name, { dtype, shape, data_offsets: [size, size + values.byteLength] }])
    size += values.byteLength
  }
  const text = encodeText(JSON.stringify(Object.fromEntries(header)))
  // Padded with spaces, so that tensors lie at multiples of 8 bytes.
  const headerBytes = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(lengthBytes + headerBytes + size)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(headerBytes), true)
  bytes.fill(' '.charCodeAt(0), lengthBytes, lengthBytes + headerBytes).set(text, lengthBytes)
  let at = lengthBytes + headerBytes
  for (const { values } of written.values()) {
    const isFloat = values instanceof Float32Array
    values.forEach((value: number, i: number) => {
      if (isFloat) view.setFloat32(at + 4 * i, value, true)
      else view.setInt32(at + 4 * i, value, true)
    })
    at += values.byteLength
  }
  return bytes
}

function checkTensor(name: string, { shape, values }: TensorToWrite, before: ReadonlyMap<string, unknown>): void {
  if (name === metadataKey || before.has(name)) {
    const reason = name === metadataKey ? 'which is where a file keeps its texts' : 'as one before it'
    throw invalid(`A tensor is named ${quote(name)}, ${reason}. Give every tensor a name of its own.`)
  }
  if (!(values instanceof Float32Array || values instanceof Int32Array)) {
    const kind = (values as object | undefined)?.constructor?.name ?? String(values)
    throw invalid(`Tensor ${quote(name)} is a ${kind}; expected a Float32Array or an Int32Array.`)
  }
  const isShape = shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)
  const elements = shape.reduce((count, extent) => count * extent, 1)
  if (isShape && elements === values.length) return
  throw invalid(
    `Tensor ${quote(name)} has ${values.length} values; its shape ${quote(shape)} holds ${isShape ? elements : 'no whole number of them'}. Give one size for each axis.`,
  )
}
