import { expect, test } from 'vitest'
import { commandText, withOption, withoutOption } from './command-text.ts'

const typed = ['fit', 'my rides.csv', '--target=fare', '--out', 'a.json', '--why']

test('an option is set in place of an earlier value, or after all others', () => {
  expect(withOption(typed, '--out', 'b.json')).toEqual(typed.with(4, 'b.json'))
  expect(withOption(typed, '--target', 'tip')).toEqual(['fit', 'my rides.csv', '--target', 'tip', ...typed.slice(3)])
  expect(withOption(typed, '--seeds', '8')).toEqual([...typed, '--seeds', '8'])
})

test('an option is left out with its value', () => {
  expect(withoutOption(typed, '--out')).toEqual(['fit', 'my rides.csv', '--target=fare', '--why'])
  expect(withoutOption(typed, '--target')).toEqual(typed.toSpliced(2, 1))
  expect(withoutOption(typed, '--seeds')).toEqual(typed)
})

test('words with spaces are quoted', () => {
  expect(commandText(typed.slice(0, 2))).toMatch(/^nalu fit ['"]my rides\.csv['"]$/)
})
