import { describe, expect, test } from 'vitest'
import * as decode from './decode.ts'

const place: decode.Place = { source: 'a.json', path: '', remedy: 'Mend it.' }
const inside = decode.within(place, 'x')

describe.each<[string, decode.Decoder<unknown>, readonly unknown[], readonly unknown[]]>([
  ['text', decode.text, ['', 'a'], [1, null]],
  ['text that is not empty', decode.filledText, ['a'], ['', 1]],
  ['true or false', decode.truth, [true, false], [0, 'true']],
  ['a number', decode.finite, [0, -1.5], ['1', null]],
  ['a whole number of at least 1', decode.whole(1), [1, 2 ** 53 - 1], [0, 1.5, 2 ** 53]],
  ['one of a, b', decode.choice(['a', 'b']), ['a'], ['c', 1]],
  ['two numbers, the lower first', decode.interval, [[0, 1]], [[1, 0], [1, 1], [0], [0, '1'], 3]],
  ['an object', decode.plainObject, [{}], [[], null, 'a']],
  ['a list', decode.listOf(decode.text), [[], ['a']], [{}, 'a']],
])('%s', (expected, decoder, right, wrong) => {
  test('is read as it is', () => {
    for (const value of right) expect(decoder(value, inside)).toEqual(value)
  })

  test('and anything else is an error with its place, its value and what to do', () => {
    for (const value of wrong) {
      const message = `x in a.json is ${JSON.stringify(value)}; expected ${expected}. Mend it.`
      expect(() => decoder(value, inside)).toThrow(message)
    }
  })
})

test('a number that is not finite is read with its reason', () => {
  expect(decode.anyNumber({ value: 1.5 }, inside)).toBe(1.5)
  expect(decode.anyNumber({ value: null, reason: 'infinite' }, inside)).toBe(Infinity)
  expect(decode.anyNumber({ value: null, reason: 'not a number' }, inside)).toBeNaN()
  expect(() => decode.anyNumber({ value: null, reason: 'lost' }, inside)).toThrow(
    'x.reason in a.json is "lost"; expected one of not a number, infinite, minus infinite. Mend it.',
  )
  expect(() => decode.anyNumber({}, inside)).toThrow('x.value in a.json is missing; expected a number. Mend it.')
  expect(() => decode.anyNumber(1, inside)).toThrow('x in a.json is 1; expected an object. Mend it.')
})

test('fields are read by name; others are passed over, and those of a prototype are none', () => {
  const read = decode.fields({ a: decode.finite, b: decode.optional(decode.text) })
  expect(read({ a: 1, c: 3 }, place)).toEqual({ a: 1, b: undefined })
  expect(read({ a: 1, b: null }, place)).toEqual({ a: 1, b: undefined })
  expect(() => read({ b: 'x' }, place)).toThrow('a in a.json is missing; expected a number. Mend it.')
  expect(() => decode.fields({ toString: decode.text })({}, place)).toThrow('toString in a.json is missing')
})

test('a message names the way to the value', () => {
  const read = decode.fields({ layers: decode.listOf(decode.recordOf(decode.finite)) })
  expect(() => read({ layers: [{}, { 'learning rate': 'fast' }] }, place)).toThrow(
    'layers[1]["learning rate"] in a.json is "fast"; expected a number. Mend it.',
  )
  expect(() => decode.listOf(decode.text)([1], place)).toThrow('[0] in a.json is 1; expected text.')
  expect(() => decode.listOf(decode.text)(1, place)).toThrow('a.json is 1; expected a list.')
})

test('a long value is cut where a message quotes it', () => {
  expect(decode.quote('a'.repeat(100))).toBe(`"${'a'.repeat(59)}…`)
})
