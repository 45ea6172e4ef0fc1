import { expect, test } from 'vitest'
import { LISTED_CHOICES, suggest, unknownName } from './did-you-mean.ts'

const modules = ['nac', 'nau', 'nmu', 'npu', 'nalu', 'inalu', 'realnpu']

test.each([
  ['nauu', 'nau'],
  ['NMU', 'nmu'],
  ['num', 'nmu'],
  ['nlau', 'nalu'],
  ['inaul', 'inalu'],
  ['real-npu', 'realnpu'],
  ['real', 'realnpu'],
])('%s is taken for %s', (name, meant) => {
  expect(suggest(name, modules)).toBe(meant)
})

test.each([['transformer'], [''], ['xyz'], ['q']])('nothing is near "%s"', (name) => {
  expect(suggest(name, modules)).toBeUndefined()
})

test('a beginning that fits several names suggests none of them', () => {
  expect(suggest('learning', ['learning-rate', 'learning-schedule'])).toBeUndefined()
})

test('one letter suggests the only choice that has it as its first word', () => {
  expect(suggest('P', ['P (Pa)', 'V (m^3)', 'planet'])).toBe('P (Pa)')
  expect(suggest('p', ['planet', 'mass'])).toBeUndefined()
})

test('of two equally near choices the first wins', () => {
  expect(suggest('nxu', ['nau', 'nmu'])).toBe('nau')
})

test('the error names the value, the choices and the guess', () => {
  const error = unknownName('module', 'nauu', ['nau', 'nmu'])
  expect(error.kind).toBe('usage')
  expect(error.message).toBe('No module "nauu". Modules: nau, nmu. Did you mean nau?')
})

test('the error says where it looked, and guesses nothing if nothing is near', () => {
  expect(unknownName('column', 'price', ['km', 'fare'], { where: 'rides.csv' }).message).toBe(
    'No column "price" in rides.csv. Columns: km, fare.',
  )
})

test('the error can be told a plural', () => {
  expect(unknownName('entry', 'x', [], { plural: 'entries' }).message).toBe('No entry "x". There are no entries.')
})

test('a long list of choices is cut and counted', () => {
  const columns = Array.from({ length: LISTED_CHOICES + 2 }, (_, i) => `column${i}`)
  expect(unknownName('column', 'zzz', columns).message).toContain(`column${LISTED_CHOICES - 1} and 2 more.`)
})
