import { expect, test } from 'vitest'
import { type DocumentKind, openDocument, printDocument } from './document.ts'

const kind: DocumentKind = { schema: 'nalu.sample', version: 2, title: 'a sample', remedy: 'Make it again.' }
const document = { schema: 'nalu.sample', version: 2, list: [1, 'a"\\{[', { b: null }] }
const text = printDocument(document)
const open = (given: unknown) => openDocument(given, kind, 'a.json')

test('what is printed begins with the schema and the version, and is read back', () => {
  expect(text).toMatch(/^\{\n {2}"schema": "nalu\.sample",\n {2}"version": 2,\n[\s\S]*\n\}\n$/)
  expect(open(text).object).toEqual(document)
  expect(open(`\uFEFF${text}`).object).toEqual(document)
  expect(open(document).object).toEqual(document)
  expect(open({ ...document, version: 1 }).object['version']).toBe(1)
})

test.each([
  ['', 'a.json is empty; expected a sample (schema nalu.sample). Make it again.'],
  [' \n', 'a.json is empty; expected a sample (schema nalu.sample). Make it again.'],
  [
    '{"schema": "nalu.sample", "list": [1, 2',
    'a.json stops in the middle, after 39 characters: it was cut off; expected a sample (schema nalu.sample). Make it again.',
  ],
  [
    'a,b\n1,2\n',
    'a.json is not JSON; it begins with "a,b\\n1,2"; expected a sample (schema nalu.sample). Make it again.',
  ],
  ['{}', 'a.json is not a sample: it has no schema. Expected the schema nalu.sample.'],
  ['[1]', 'a.json is not a sample: it has no schema. Expected the schema nalu.sample.'],
  ['null', 'a.json is not a sample: it has no schema. Expected the schema nalu.sample.'],
  [
    '{"schema": "nalu.other", "version": 1}',
    'a.json is not a sample: its schema is "nalu.other". Expected the schema nalu.sample.',
  ],
  [
    '{"schema": "nalu.sample", "version": 3}',
    'a.json has version 3 of nalu.sample; this nalu reads version 1 to 2. ' +
      'It was made by a newer version of nalu: update with npm install nalu@latest.',
  ],
  [
    '{"schema": "nalu.sample", "version": "2"}',
    'The version of a.json is "2"; this nalu reads version 1 to 2 of nalu.sample. Make it again.',
  ],
  [
    '{"schema": "nalu.sample"}',
    'The version of a.json is missing; this nalu reads version 1 to 2 of nalu.sample. Make it again.',
  ],
])('%j is an error', (given, message) => {
  expect(() => open(given)).toThrow(expect.objectContaining({ name: 'NaluError', kind: 'usage', message }))
})

test('a document cut off at any character is said to be cut off', () => {
  const whole = text.trim()
  for (let length = 1; length < whole.length; length += 1) {
    expect(() => open(whole.slice(0, length))).toThrow(`stops in the middle, after ${length} characters`)
  }
})

test.each(['{"a": [1, 2}', '{"a": 1,}', text.replace('"list"', 'list"')])(
  'what is damaged in the middle was not cut off, and the engine says where: %j',
  (damaged) => {
    const message = /^a\.json is not JSON \(.+\); expected a sample \(schema nalu\.sample\)\. Make it again\.$/
    expect(() => open(damaged)).toThrow(message)
  },
)
