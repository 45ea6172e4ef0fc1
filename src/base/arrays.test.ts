import { expect, test } from 'vitest'
import { arrayType, decodeArray, encodeArray, type NumberArray } from './arrays.ts'

test('float32 one and minus two are written as little-endian IEEE 754', () => {
  // 1 is 0x3f800000, −2 is 0xc0000000.
  const data = Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).toString('base64')
  expect(encodeArray(new Float32Array([1, -2]))).toEqual({ type: 'float32', shape: [2], data })
})

const samples: NumberArray[] = [
  new Float32Array([0, -0, 1e-45, Number.NaN, Number.NEGATIVE_INFINITY, 1 / 3]),
  new Float64Array([0, -0, 5e-324, Number.NaN, Number.MAX_VALUE, 1 / 3]),
  new Int8Array([-128, 127, 0, 1, 2, 3]),
  new Uint8Array([0, 255, 1, 2, 3, 4]),
  new Int16Array([-32768, 32767, 0, 1, 2, 3]),
  new Uint16Array([65535, 0, 1, 2, 3, 4]),
  new Int32Array([-(2 ** 31), 2 ** 31 - 1, 0, 1, 2, 3]),
  new Uint32Array([2 ** 32 - 1, 0, 1, 2, 3, 4]),
]

test.each(samples.map((values) => [arrayType(values), values] as const))(
  'an array of %s comes back from JSON bit for bit',
  (type, values) => {
    const { shape, values: back } = decodeArray(JSON.parse(JSON.stringify(encodeArray(values, [2, 3]))), type)
    expect(shape).toEqual([2, 3])
    expect(back.constructor).toBe(values.constructor)
    expect(new Uint8Array(back.buffer)).toEqual(new Uint8Array(values.buffer))
  },
)

test('a view into a larger buffer is written alone', () => {
  const memory = new Float32Array([9, 1, 2, 9])
  expect([...decodeArray(encodeArray(memory.subarray(1, 3)), 'float32').values]).toEqual([1, 2])
})

test('a scalar has an empty shape, and an empty array is an array', () => {
  expect(decodeArray(encodeArray(new Float64Array([7]), []), 'float64')).toEqual({
    shape: [],
    values: new Float64Array([7]),
  })
  expect(decodeArray(encodeArray(new Int32Array(0), [0, 3])).values).toHaveLength(0)
})

const right = encodeArray(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3])

test.each<[string, unknown, string]>([
  ['an unknown type', { ...right, type: 'float23' }, 'No array type "float23". Array types: float32, float64, int8'],
  ['no type', {}, 'No array type "undefined"'],
  ['nothing at all', null, 'No array type "undefined"'],
  ['a shape that is no list', { ...right, shape: 6 }, "The array's shape is 6; a list of whole numbers is expected."],
  [
    'a broken extent',
    { ...right, shape: [2, 1.5] },
    "The array's shape is [2,1.5]; a list of whole numbers is expected.",
  ],
  ['the wrong shape', { ...right, shape: [2, 2] }, 'The array has 24 bytes; float32 of shape [2, 2] needs 16.'],
  ['data that was cut off', { ...right, data: right.data.slice(0, -4) }, 'The array has 21 bytes'],
  ['damaged data', { ...right, data: `!${right.data.slice(1)}` }, 'the character "!" at position 0'],
  ['data that is no text', { ...right, data: [1, 2] }, "The array's data is of type object; base64 text is expected."],
])('%s is refused', (_, encoded, message) => {
  expect(() => decodeArray(encoded)).toThrow(message)
})

test('another type than the expected one is refused', () => {
  expect(() => decodeArray(right, 'float64')).toThrow('The array is of float32; float64 is expected.')
})

test('a shape that does not fit the values is refused', () => {
  expect(() => encodeArray(new Float32Array(5), [2, 3])).toThrow('Shape [2, 3] holds 6 elements; the array has 5.')
})
