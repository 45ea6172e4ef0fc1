import { expect, test } from 'vitest'
import { withoutLeadingDashes } from './program.ts'
import { shellWord } from './terminal.ts'

test.each([
  ['-6,-2,2,6', ' -6,-2,2,6'],
  ['-1', ' -1'],
  ['-.5', ' -.5'],
  ['-a + b', ' -a + b'],
  ['-(a + b)', ' -(a + b)'],
  ['-2 * a', ' -2 * a'],
])('%s is a value, not an option', (typed, taken) => {
  expect(withoutLeadingDashes([typed])).toEqual([taken])
})

test.each(['--seeds', '--test=-6,-2', '-h', '-V', '-', '--', 'a - b', '--no-color', '--train=1,2'])(
  '%s stays as it is',
  (typed) => {
    expect(withoutLeadingDashes([typed])).toEqual([typed])
  },
)

test.each([
  ['learn', 'learn'],
  ['a + b', '"a + b"'],
  ['a^2', '"a^2"'],
  ['it’s', '"it’s"'],
  ["a'b$", `'a'\\''b$'`],
  ['`fare amount` + 1', "'`fare amount` + 1'"],
  ['-6,-2', '-6,-2'],
  ['', '""'],
])('%s is typed into a shell as %s', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
