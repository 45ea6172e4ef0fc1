import { describe, expect, test } from 'vitest'
import { checkResult, decodeResult, outcomeNumber, outcomeOf, type StoredResult, sameOutcome } from './store.ts'

const result: StoredResult = {
  hash: '0123456789abcdef',
  seed: 3,
  outcome: { testLoss: 0.5, solved: true, stopReason: 'steps', solvedAtStep: null },
  seconds: 1.5,
  version: '0.1.0',
  machine: 'a processor, Node 24',
  at: '2026-11-30T12:00:00.000Z',
}

test('numbers that are not finite are null in an outcome, with the reason beside them, and come back', () => {
  const numbers = { a: 1.5, b: Number.NaN, c: Number.POSITIVE_INFINITY, d: Number.NEGATIVE_INFINITY }
  const outcome = outcomeOf({ ...numbers, text: 'x', none: null, left: undefined })
  expect(outcome).toEqual({
    ...{ a: 1.5, b: null, bReason: 'not a number', c: null, cReason: 'infinite', d: null, dReason: 'minus infinite' },
    ...{ text: 'x', none: null },
  })
  const back = Object.fromEntries(Object.keys(numbers).map((name) => [name, outcomeNumber(outcome, name)]))
  expect(back).toEqual(numbers)
  for (const name of ['text', 'none', 'left']) expect(outcomeNumber(outcome, name)).toBeUndefined()
})

test('two outcomes are the same whatever the order of their names', () => {
  expect(sameOutcome({ a: 1, b: null }, { b: null, a: 1 })).toBe(true)
  expect(sameOutcome({ a: 1 }, { a: 2 })).toBe(false)
})

describe('a result is refused with its name, the value and what was expected:', () => {
  const of = 'of the result of configuration 0123456789abcdef, seed 3,'
  test.each<[Partial<StoredResult>, string]>([
    [{ hash: 'nac' }, 'The hash of a result is "nac"; expected 16 hexadecimal digits, as putConfiguration gives.'],
    [{ seed: 1.5 }, 'Seed 1.5 is not a whole number between 0 and 9007199254740991.'],
    [{ seconds: Number.NaN }, `The seconds ${of} are NaN; expected a number that is not negative.`],
    [{ machine: 'a\nb' }, `The machine ${of} is "a\\nb"; expected one line of text without spaces around it.`],
    [{ version: '' }, `The version ${of} is ""; expected one line of text without spaces around it.`],
    [{ at: '2026-11-30' }, `The date ${of} is "2026-11-30"; expected one such as 2026-11-30T12:00:00.000Z.`],
    [{ outcome: { loss: Number.NaN } }, `loss ${of} is NaN, which JSON cannot carry. Make the outcome with outcomeOf.`],
    [
      { outcome: { seed: 1 } },
      `The outcome ${of} has the name seed, which every result has beside its outcome. Rename it.`,
    ],
    [
      { outcome: { 'a,b': 1 } },
      `A name in the outcome ${of} is "a,b"; expected one that can head a column of a table.`,
    ],
    [{ outcome: { list: [1] } as never }, `list ${of} is [1]; expected a number, text, true, false or null.`],
  ])('%j', (change, message) => {
    expect(() => checkResult({ ...result, ...change })).toThrow(
      expect.objectContaining({ name: 'NaluError', kind: 'usage', message }),
    )
  })

  test('a right one is not', () => {
    expect(() => checkResult(result)).not.toThrow()
  })
})

test('a record that was changed by hand is refused with its key', () => {
  const place = { source: 'results.db', path: 'a result', remedy: 'Give another.' }
  const record = { ...result, outcome: JSON.stringify(result.outcome) }
  expect(decodeResult(record, place)).toEqual(result)
  const key = 'the result of configuration 0123456789abcdef, seed 3'
  expect(() => decodeResult({ ...record, outcome: '{"a": [1]}' }, place)).toThrow(
    `${key}.a in results.db is [1]; expected a number. Give another.`,
  )
  expect(() => decodeResult({ ...record, outcome: '{"a": 1' }, place)).toThrow(
    `${key} in results.db is not JSON: "{\\"a\\": 1". Give another.`,
  )
})
