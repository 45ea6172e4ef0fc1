import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONFIGURATION_HASH_DIGITS, canonicalJson, configurationHash, sha256Hex } from './configuration.ts'

test('keys are sorted by their UTF-16 codes at every level', () => {
  expect(canonicalJson({ b: 1, a: { z: [1, { d: 2, c: 3 }], y: null } })).toBe(
    '{"a":{"y":null,"z":[1,{"c":3,"d":2}]},"b":1}',
  )
  // The order of the example in RFC 8785, section 3.2.3.
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))
  expect(text).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`)
})

test('numbers are written in their shortest form, as RFC 8785 appendix B has it', () => {
  expect(canonicalJson([-0, 1e21, 1e-7, Number('9007199254740993'), Number('333333333.33333329'), 5e-324])).toBe(
    '[0,1e+21,1e-7,9007199254740992,333333333.3333333,5e-324]',
  )
})

test('undefined keys are left out, so that an option not given and one left out agree', () => {
  expect(configurationHash({ a: 1, b: undefined })).toBe(configurationHash({ a: 1 }))
})

test.each<[unknown, string]>([
  [{ train: { rate: Number.NaN } }, 'the configuration.train.rate is NaN, which JSON cannot carry.'],
  [[1, Number.POSITIVE_INFINITY], 'the configuration[1] is Infinity, which JSON cannot carry.'],
  [{ f: () => 1 }, 'the configuration.f is a function.'],
  [{ w: new Float32Array(2) }, 'the configuration.w is a Float32Array.'],
  [{ when: new Date(0) }, 'the configuration.when is a Date.'],
  [{ n: 1n }, 'the configuration.n is a bigint.'],
  [[undefined], 'the configuration[0] is undefined.'],
])('%o is refused with its place and what is allowed', (value, message) => {
  expect(() => canonicalJson(value)).toThrow(message)
})

test('a circle is refused', () => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  expect(() => canonicalJson(circle)).toThrow('may not be circular')
})

test('canonical JSON reads back as the same value, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('the hash is the beginning of the SHA-256 of the canonical JSON', () => {
  const value = { module: 'nmu', steps: 5000, range: [1, 2], note: 'a·b' }
  const expected = createHash('sha256').update(canonicalJson(value)).digest('hex')
  expect(configurationHash(value)).toBe(expected.slice(0, CONFIGURATION_HASH_DIGITS))
  expect(sha256Hex(canonicalJson(value))).toBe(expected)
  expect(sha256Hex(new Uint8Array(0))).toBe(createHash('sha256').digest('hex'))
})
