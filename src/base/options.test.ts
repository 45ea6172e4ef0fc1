import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  checkOption,
  defineOptions,
  expectedValue,
  flagName,
  type Interval,
  keyName,
  type OptionSpec,
  parseOption,
  parseOptions,
  printOption,
  resolveOptions,
  type ValuesOf,
} from './options.ts'

const options = defineOptions({
  steps: { type: 'integer', default: 5000, minimum: 1, unit: 'steps', help: 'How long to train.' },
  learningRate: { type: 'number', default: 1e-3, above: 0, below: 1, help: 'Step size of the optimiser.' },
  trainRange: { type: 'range', default: [1, 2], help: 'Range of the inputs.' },
  module: { type: 'choice', choices: ['nau', 'nmu'], default: 'nmu', help: 'Arithmetic module.' },
  sparse: { type: 'boolean', default: false, help: 'Push weights to their snap values.' },
  columns: { type: 'list', of: 'text', help: 'Columns to read.' },
  hidden: { type: 'list', of: 'integer', minimum: 1, default: [2], help: 'Widths.' },
  testRanges: { type: 'list', of: 'range', default: [[2, 6]], help: 'Ranges of the test.' },
  operations: { type: 'list', of: 'text', choices: ['add', 'mul'], default: ['add'], help: 'Operations.' },
  target: { type: 'text', required: true, help: 'Column to predict.' },
})

test('the values have exactly the types that the declaration gives them', () => {
  expectTypeOf<ValuesOf<typeof options>>().toEqualTypeOf<{
    readonly steps: number
    readonly learningRate: number
    readonly trainRange: Interval
    readonly module: 'nau' | 'nmu'
    readonly sparse: boolean
    readonly columns: readonly string[] | undefined
    readonly hidden: readonly number[]
    readonly testRanges: readonly Interval[]
    readonly operations: readonly ('add' | 'mul')[]
    readonly target: string
  }>()
  // @ts-expect-error a choice that does not exist is a compile error
  expect(() => resolveOptions(options, { target: 'y', module: 'nauu' })).toThrow()
  // @ts-expect-error so is an option that does not exist
  expect(() => resolveOptions(options, { target: 'y', step: 5 })).toThrow()
})

test('what is not given takes its default, and undefined counts as not given', () => {
  expect(resolveOptions(options, { target: 'fare', steps: undefined, trainRange: [-2, 2] })).toEqual({
    steps: 5000,
    learningRate: 1e-3,
    trainRange: [-2, 2],
    module: 'nmu',
    sparse: false,
    columns: undefined,
    hidden: [2],
    testRanges: [[2, 6]],
    operations: ['add'],
    target: 'fare',
  })
})

test('flags and keys are two spellings of one name', () => {
  expect(flagName('learningRate')).toBe('learning-rate')
  expect(keyName('learning-rate')).toBe('learningRate')
  expect(keyName('learningRate')).toBe('learningRate')
})

test('text from a command line or a URL becomes values', () => {
  const values = parseOptions(options, {
    target: 'fare',
    'learning-rate': '5e-3',
    steps: '5_000_000',
    'train-range': '-6,-2',
    sparse: '',
    columns: 'km, minutes',
    testRanges: '-6,-2, 2,6',
  })
  expect(values.learningRate).toBe(0.005)
  expect(values.steps).toBe(5_000_000)
  expect(values.trainRange).toEqual([-6, -2])
  expect(values.sparse).toBe(true)
  expect(values.columns).toEqual(['km', 'minutes'])
  expect(values.testRanges).toEqual([
    [-6, -2],
    [2, 6],
  ])
})

describe('messages name the option, the value and what was expected', () => {
  test.each<[Record<string, string>, string]>([
    [{ steps: 'many' }, 'Option --steps: cannot read "many"; expected a whole number of at least 1 (steps).'],
    [{ steps: '1.5' }, 'Option --steps: 1.5 is not a whole number; expected a whole number of at least 1 (steps).'],
    [{ steps: '0' }, 'Option --steps: 0 is too small; expected a whole number of at least 1 (steps).'],
    [{ steps: '' }, 'Option --steps: cannot read ""; expected a whole number of at least 1 (steps).'],
    [{ 'learning-rate': '1' }, 'Option --learning-rate: 1 is too large; expected a number above 0 and below 1.'],
    [{ 'learning-rate': '0' }, 'Option --learning-rate: 0 is too small; expected a number above 0 and below 1.'],
    [
      { 'learning-rate': '1e999' },
      'Option --learning-rate: Infinity is not finite; expected a number above 0 and below 1.',
    ],
    [{ 'train-range': '2' }, 'Option --train-range: cannot read "2"; expected a range low,high, such as 1,2.'],
    [{ 'train-range': '2,1' }, 'Option --train-range: 2 is not below 1; expected a range low,high, such as 1,2.'],
    [
      { 'train-range': '0,10,20' },
      'Option --train-range: cannot read "0,10,20"; expected a range low,high, such as 1,2.',
    ],
    [
      { 'test-ranges': '-6,-2,2' },
      'Option --test-ranges: cannot read "-6,-2,2"; expected ranges low,high, such as 1,2 or -6,-2,2,6.',
    ],
    [
      { 'test-ranges': '1,2,4,3' },
      'Option --test-ranges: 4 is not below 3; expected ranges low,high, such as 1,2 or -6,-2,2,6.',
    ],
    [{ module: 'nauu' }, 'Option --module: "nauu" is not a choice; expected one of nau, nmu. Did you mean nau?'],
    [{ module: 'lstm' }, 'Option --module: "lstm" is not a choice; expected one of nau, nmu.'],
    [{ sparse: 'maybe' }, 'Option --sparse: cannot read "maybe"; expected true or false.'],
    [
      { operations: 'add,mull' },
      'Option --operations: "mull" is not a choice; expected a list, separated by commas, each item one of add, mul. Did you mean mul?',
    ],
    [
      { hidden: '2,0' },
      'Option --hidden: 0 is too small; expected a list, separated by commas, each item a whole number of at least 1.',
    ],
    [
      { 'learning-rat': '1' },
      'No option "learning-rat". Options: steps, learning-rate, train-range, module, sparse, columns, hidden, ' +
        'test-ranges, operations, target. Did you mean learning-rate?',
    ],
  ])('%o', (texts, message) => {
    expect(() => parseOptions(options, { target: 'y', ...texts })).toThrow(
      expect.objectContaining({ message, kind: 'usage' }),
    )
  })

  test('a required option that is missing', () => {
    expect(() => parseOptions(options, {})).toThrow('Option --target is missing; give text.')
  })

  test.each<[Record<string, unknown>, string]>([
    [{ steps: '10' }, 'Option steps: "10" is not a number; expected a whole number of at least 1 (steps).'],
    [{ learningRate: Number.NaN }, 'Option learningRate: NaN is not finite; expected a number above 0 and below 1.'],
    [{ trainRange: [1] }, 'Option trainRange: [1] is not a range; expected a range low,high, such as 1,2.'],
    [{ sparse: 1 }, 'Option sparse: 1 is neither true nor false; expected true or false.'],
    [{ columns: 'km' }, 'Option columns: "km" is not a list; expected a list, separated by commas, each item text.'],
    [{ toString: 1 }, 'No option "toString".'],
    [{ learningrate: 1 }, 'Did you mean learningRate?'],
  ])('from the library %o', (given, message) => {
    expect(() => resolveOptions(options, { target: 'y', ...given } as never)).toThrow(message)
  })
})

test('declarations that contradict themselves are refused', () => {
  expect(() => defineOptions({ 'learning-rate': { type: 'number', help: '' } })).toThrow('is not camelCase')
  expect(() => defineOptions({ steps: { type: 'integer', default: 0, minimum: 1, help: '' } })).toThrow(
    'Default of steps: 0 is too small, expected a whole number of at least 1.',
  )
  expect(() => defineOptions({ a: { type: 'text', default: '', required: true, help: '' } })).toThrow('one only')
})

test('expected values are put into words', () => {
  const help = ''
  expect(expectedValue({ type: 'number', help })).toBe('a number')
  expect(expectedValue({ type: 'range', minimum: 0, help })).toBe('a range low,high, such as 1,2, of at least 0')
  expect(expectedValue({ type: 'list', of: 'range', below: 9, help })).toBe(
    'ranges low,high, such as 1,2 or -6,-2,2,6, below 9',
  )
  expect(expectedValue({ type: 'number', maximum: 3, unit: 's', help })).toBe('a number of at most 3 (s)')
})

test('a list whose items contain commas has no text, and says so', () => {
  const columns: OptionSpec = { type: 'list', of: 'text', help: '' }
  expect(printOption(columns, ['km', 'minutes'])).toBe('km,minutes')
  expect(() => printOption(columns, ['price, net'])).toThrow(
    '["price, net"] cannot be written as a list, separated by commas, each item text. Put it into a configuration file.',
  )
  expect(() => printOption({ type: 'integer', help: '' }, 1.5)).toThrow(
    'Cannot print an option: 1.5 is not a whole number',
  )
})

test('every value that is checked can be printed and read back', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
  const interval = fc.tuple(finite, finite).filter(([low, high]) => low < high)
  const cases: [OptionSpec, fc.Arbitrary<unknown>][] = [
    [{ type: 'integer', help: '' }, fc.maxSafeInteger()],
    [{ type: 'number', help: '' }, finite],
    [{ type: 'range', help: '' }, interval],
    [{ type: 'boolean', help: '' }, fc.boolean()],
    [{ type: 'text', help: '' }, fc.string()],
    [{ type: 'list', of: 'number', help: '' }, fc.array(finite)],
    [{ type: 'list', of: 'range', help: '' }, fc.array(interval)],
  ]
  for (const [spec, values] of cases) {
    fc.assert(
      fc.property(values, (value) => {
        expect(checkOption('x', spec, value)).toBe(value)
        // Minus zero is printed as 0, which is the same number.
        expect(parseOption('x', spec, printOption(spec, value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { seed: 1, numRuns: 200 },
    )
  }
})
