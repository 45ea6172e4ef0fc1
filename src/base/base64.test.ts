import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('"%s" is "%s", as RFC 4648 has it', (plain, base64) => {
  const bytes = new TextEncoder().encode(plain)
  expect(encodeBase64(bytes)).toBe(base64)
  expect(decodeBase64(base64)).toEqual(bytes)
})

test('any bytes become the same text as in Node and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      const text = encodeBase64(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect(Buffer.from(decodeBase64(text))).toEqual(Buffer.from(bytes))
    }),
    { seed: 1, numRuns: 100 },
  )
})

test.each([
  ['Zg=', 'has 3 characters, which is no multiple of 4'],
  ['Z m8', 'the character " " at position 1'],
  ['Zg-_', 'the character "-" at position 2'],
  ['Z===', 'the character "=" at position 1'],
  ['Zg==Zg==', 'the character "=" at position 2'],
  ['Zh==', 'ends in "Zh==", whose unused bits are not zero'],
  ['Zm9=', 'ends in "Zm9=", whose unused bits are not zero'],
])('the damaged text "%s" is refused: %s', (text, message) => {
  expect(() => decodeBase64(text)).toThrow(message)
})
