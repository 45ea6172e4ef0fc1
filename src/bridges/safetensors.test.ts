import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NaluError } from '../base/errors.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'

/** A file by hand: the length of the header, the header, the data. */
function fileOf(header: unknown, data: readonly number[] = [], length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header)
  const head = Buffer.from(text, 'utf8')
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(length ?? BigInt(head.length))
  return Uint8Array.from([...size, ...head, ...data])
}

const tensor = (dtype: string, shape: readonly number[], from: number, to: number) => ({
  dtype,
  shape,
  data_offsets: [from, to],
})

const bytesOf = (values: { readonly buffer: ArrayBuffer }) => [...new Uint8Array(values.buffer)]

describe('every element type is read', () => {
  // Bits from IEEE 754: sign, exponent and fraction by hand.
  test.each<[string, readonly number[], ArrayLike<number | bigint>]>([
    ['F32', [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0], Float32Array.of(1, -2.5)],
    ['F64', [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f], Float64Array.of(1, 0.1)],
    ['F16', [0x00, 0x3c, 0x00, 0xc0], Float32Array.of(1, -2)],
    ['BF16', [0x80, 0x3f, 0x49, 0x40], Float32Array.of(1, 3.140625)],
    ['I32', [255, 255, 255, 255, 0, 0, 0, 128], Int32Array.of(-1, -(2 ** 31))],
    ['I64', [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128], BigInt64Array.of(1n, -(2n ** 63n))],
  ])('%s', (dtype, data, values) => {
    const file = readSafetensors(fileOf({ a: tensor(dtype, [2], 0, data.length) }, data))
    expect(file.tensors.get('a')).toEqual({ type: dtype, shape: [2], values })
  })

  test('F16 as the engine reads it, all of its 65,536 numbers', () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, i) => i)
    const file = readSafetensors(fileOf({ a: tensor('F16', [256, 256], 0, 131_072) }, bytesOf(bits)))
    const Halves = (globalThis as unknown as { readonly Float16Array: new (buffer: ArrayBuffer) => ArrayLike<number> })
      .Float16Array
    expect(file.tensors.get('a')?.values).toEqual(Float32Array.from(new Halves(bits.buffer)))
  })
})

describe('the format', () => {
  test('scalars, tensors without elements, texts, spaces and names of every kind are read', () => {
    const header = {
      __metadata__: { format: 'pt', ключ: '"quoted": {"a": 1, "a": 2}' },
      'a "b" \\ {': tensor('F32', [], 4, 8),
      __proto__x: tensor('F32', [2, 0, 3], 4, 4),
      constructor: tensor('F32', [1, 1], 0, 4),
    }
    const { tensors, metadata } = readSafetensors(
      fileOf(`${JSON.stringify(header, null, 3)}   `, [0, 0, 0, 64, 0, 0, 64, 64]),
    )
    expect(metadata).toEqual(header.__metadata__)
    expect([...tensors.keys()]).toEqual(['a "b" \\ {', '__proto__x', 'constructor'])
    expect([...tensors.values()].map(({ shape, values }) => [shape, ...values])).toEqual([
      [[], 3],
      [[2, 0, 3]],
      [[1, 1], 2],
    ])
  })

  test('a file may stand anywhere in a larger buffer', () => {
    const file = fileOf({ a: tensor('F32', [1], 0, 4) }, [0, 0, 128, 63])
    const around = new Uint8Array(file.length + 5)
    around.set(file, 3)
    expect(readSafetensors(around.subarray(3, 3 + file.length)).tensors.get('a')?.values).toEqual(Float32Array.of(1))
  })

  test('a file is written with padding, and what is written is read back', () => {
    const written = writeSafetensors(
      [
        ['w', { shape: [1, 2], values: Float32Array.of(1, -0) }],
        ['step', { shape: [], values: Int32Array.of(-7) }],
      ],
      { by: 'ünïcode' },
    )
    // By hand: the header as JSON, with spaces up to a multiple of 8 bytes.
    const json =
      '{"__metadata__":{"by":"ünïcode"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"step":{"dtype":"I32","shape":[],"data_offsets":[8,12]}}'
    const size = Math.ceil(Buffer.byteLength(json) / 8) * 8
    const padded = Buffer.concat([Buffer.from(json), Buffer.alloc(size - Buffer.byteLength(json), ' ')])
    const data = [0, 0, 128, 63, 0, 0, 0, 128, 249, 255, 255, 255]
    expect(written).toEqual(Uint8Array.from([size, 0, 0, 0, 0, 0, 0, 0, ...padded, ...data]))
    const { tensors, metadata } = readSafetensors(written)
    expect(metadata).toEqual({ by: 'ünïcode' })
    expect(tensors.get('w')).toEqual({ type: 'F32', shape: [1, 2], values: Float32Array.of(1, -0) })
    expect(tensors.get('step')).toEqual({ type: 'I32', shape: [], values: Int32Array.of(-7) })
  })

  test('any arrays are read back as they were', () => {
    const array = fc.oneof(fc.float32Array({ maxLength: 20 }), fc.int32Array({ maxLength: 20 }))
    const arrays = fc.uniqueArray(fc.tuple(fc.string(), array), { selector: ([name]) => name, maxLength: 6 })
    const property = fc.property(arrays, (given) => {
      const tensors = given.map(([name, values]) => [name, { shape: [values.length], values }] as const)
      const { tensors: found } = readSafetensors(writeSafetensors(tensors))
      expect(new Map([...found].map(([name, { values }]) => [name, values]))).toEqual(new Map(given))
    })
    fc.assert(property, { numRuns: 200, seed: 1 })
  })

  test.each<[string, Parameters<typeof writeSafetensors>[0], string]>([
    [
      'two of one name',
      [0, 1].map(() => ['a', { shape: [], values: Float32Array.of(1) }]),
      'named "a", as one before it',
    ],
    [
      'the name of the texts',
      [['__metadata__', { shape: [], values: Float32Array.of(1) }]],
      'where a file keeps its texts',
    ],
    [
      'another shape',
      [['a', { shape: [2, 2], values: new Float32Array(3) }]],
      '"a" has 3 values; its shape [2,2] holds 4',
    ],
    ['half an element', [['a', { shape: [0.5, 2], values: new Float32Array(1) }]], 'holds no whole number of them'],
  ])('tensors with %s are not written', (_, tensors, message) => {
    expect(() => writeSafetensors(tensors)).toThrow(message)
  })
})

describe('a file that is damaged is refused with what is wrong', () => {
  const one = [0, 0, 128, 63]
  const float = tensor('F32', [1], 0, 4)

  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'weights has 0 bytes; a safetensors file begins with 8'],
    ['five bytes', new Uint8Array(5), 'weights has 5 bytes'],
    ['a header longer than the file', fileOf({}, [], 3n), 'said to have 3 bytes; only 2 follow in the file'],
    ['a header of 2^64 − 1 bytes', fileOf({}, [], 2n ** 64n - 1n), 'said to have 18446744073709551615 bytes'],
    ['no header', fileOf('', []), 'does not begin with "{"'],
    ['a list as header', fileOf('[]'), 'does not begin with "{"'],
    ['a space before the header', fileOf(' {}'), 'does not begin with "{"'],
    ['JSON that is cut off', fileOf('{"a": {"dtype'), 'is not JSON'],
    ['brackets without end', fileOf(`{"a": ${'['.repeat(1e6)}`), 'has brackets nested more than 3 deep'],
    ['texts without end', fileOf('{"a'), 'is not JSON'],
    ['a text that ends in a backslash', fileOf('{"a\\'), 'is not JSON'],
    [
      'a header of eleven million bytes',
      fileOf(`{${' '.repeat(11e6)}}`),
      'said to have 11000002 bytes; headers have 10,000,000 at most',
    ],
    [
      'a key twice',
      fileOf(
        '{"a": {"dtype":"F32","shape":[1],"data_offsets":[0,4]}, "\\u0061" : {"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        one,
      ),
      'has the key "a" twice',
    ],
    [
      'a field twice',
      fileOf('{"a": {"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', one),
      'has the key "shape" twice',
    ],
    ['texts that are none', fileOf({ __metadata__: { a: 1 } }), '__metadata__.a in weights is 1; expected text'],
    ['a tensor that is none', fileOf({ a: 3 }), 'a in weights is 3; expected an object'],
    [
      'no shape',
      fileOf({ a: { dtype: 'F32', data_offsets: [0, 4] } }, one),
      'a.shape in weights is missing; expected a list',
    ],
    [
      'a negative size',
      fileOf({ a: tensor('F32', [-1], 0, 4) }, one),
      'a.shape[0] in weights is -1; expected a whole number',
    ],
    ['half a size', fileOf({ a: tensor('F32', [0.5], 0, 2) }, [0, 0]), 'a.shape[0] in weights is 0.5'],
    ['one offset', fileOf({ a: { ...float, data_offsets: [4] } }, one), 'has the data_offsets [4]'],
    ['offsets backwards', fileOf({ a: tensor('F32', [1], 4, 0) }, one), 'has the data_offsets [4,0]'],
    [
      'an offset beyond the end',
      fileOf({ a: tensor('F32', [2], 0, 8) }, one),
      'ends at byte 8 of the data, which has 4',
    ],
    ['an unsafe offset', fileOf({ a: tensor('F32', [1], 0, 2 ** 60) }, one), 'a.data_offsets[1] in weights is'],
    [
      'too few bytes for the shape',
      fileOf({ a: tensor('F32', [2], 0, 4) }, one),
      'has 4 bytes; F32 of the shape [2] needs 8',
    ],
    ['another element size', fileOf({ a: tensor('F64', [1], 0, 4) }, one), 'has 4 bytes; F64 of the shape [1] needs 8'],
    [
      'a shape of more than all memory',
      fileOf({ a: tensor('F32', [1e15, 1e15, 1e15], 0, 4) }, one),
      'has 4 bytes; F32',
    ],
    [
      'an overlap',
      fileOf({ a: float, b: tensor('F16', [1], 2, 4) }, one),
      '"b" in weights begins at byte 2 of the data and overlaps another, which ends at 4',
    ],
    ['one place for two', fileOf({ a: float, b: float }, one), 'overlaps another'],
    ['a gap', fileOf({ a: tensor('F32', [1], 2, 6) }, [0, 0, ...one]), '2 bytes before it belong to no tensor'],
    ['bytes behind the last', fileOf({ a: float }, [...one, 0]), 'weights has 1 bytes behind its last tensor'],
    [
      'an element type that is not read',
      fileOf({ a: tensor('F8_E4M3', [4], 0, 4) }, one),
      'has elements of "F8_E4M3"; F64, F32, F16, BF16, I64, I32 are read',
    ],
    [
      'an element type of every object',
      fileOf({ a: tensor('toString', [4], 0, 4) }, one),
      'has elements of "toString"',
    ],
  ])('%s', (_, bytes, message) => {
    const read = () => readSafetensors(bytes, 'weights')
    expect(read).toThrow(NaluError)
    expect(read).toThrow(message)
  })

  test('a header that is not UTF-8', () => {
    const bytes = fileOf('{"a": 1}')
    bytes[10] = 0xff
    expect(() => readSafetensors(bytes)).toThrow('The header of The safetensors file is not text in UTF-8')
  })

  test('any byte changed and any end cut off: it is read, or refused with words', () => {
    const file = writeSafetensors(
      [
        ['layers.0.W', { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }],
        ['layers.0.b', { shape: [2], values: Float32Array.of(5, 6) }],
      ],
      { 'nalu.format': '1' },
    )
    const place = fc.nat(file.length - 1)
    const property = fc.property(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 3 }), place, (changes, cut) => {
      const damaged = file.slice(0, cut % 2 === 0 ? file.length : cut)
      for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte
      try {
        readSafetensors(damaged)
      } catch (error) {
        expect(error).toBeInstanceOf(NaluError)
      }
    })
    fc.assert(property, { numRuns: 2000, seed: 1 })
  })
})
