import fc from 'fast-check'
import { toCardinal } from 'n2words/en-GB'
import { describe, expect, test } from 'vitest'
import {
  numberWordSteps,
  numberWords,
  numberWordTokens,
  numberWordVocabulary,
  splitNumberWords,
  wordsToNumber,
} from './number-words.ts'

const upTo = (last: number) => [...Array(last + 1).keys()]
const wordSet = (numbers: readonly number[]) => new Set(numbers.flatMap((n) => numberWords(n).split(' ')))

describe('a number in words', () => {
  test('is what n2words writes in British English, without its hyphens, from 0 to 1000', () => {
    expect(upTo(1000).map(numberWords)).toEqual(upTo(1000).map((n) => toCardinal(n).replaceAll('-', ' ')))
  })

  test('has 21,124 letters with all others from 1 on, the answer to problem 17 of Project Euler', () => {
    const letters = upTo(1000).slice(1).map(numberWords).join('').replaceAll(' ', '')
    expect(letters).toHaveLength(21_124)
  })

  test('is the example of Trask et al. 2018', () => {
    expect(numberWords(334)).toBe('three hundred and thirty four')
    expect(wordsToNumber('three hundred and thirty four')).toBe(334)
  })

  test.each([-1, 1001, 2.5, Number.NaN])('does not exist for %d', (n) => {
    expect(() => numberWords(n)).toThrow(`There are no words for ${n}. Give a whole number from 0 to 1000.`)
    expect(() => numberWordTokens([1, n])).toThrow(`There are no words for ${n}.`)
  })
})

describe('the vocabulary', () => {
  test('is the 31 words of the numbers from 0 to 1000, each once', () => {
    expect(numberWordVocabulary).toHaveLength(31)
    expect(new Set(numberWordVocabulary)).toEqual(wordSet(upTo(1000)))
  })

  test('ends with the only word that the numbers below 1000 do not need', () => {
    expect(new Set(numberWordVocabulary.slice(0, 30))).toEqual(wordSet(upTo(999)))
  })
})

describe('words as a number', () => {
  test('give back every number from 0 to 1000', () => {
    expect(upTo(1000).map((n) => wordsToNumber(numberWords(n)))).toEqual(upTo(1000))
  })

  test('that are not known are answered with a guess', () => {
    expect(() => wordsToNumber('fourty two')).toThrow(/^No number word "fourty"\. .*Did you mean forty\?$/)
    expect(() => wordsToNumber('three hundred und one')).toThrow('No number word "und".')
  })

  test.each([
    ['three hundred thirty four', 334, 'three hundred and thirty four'],
    ['three hundred and thirty-four', 334, 'three hundred and thirty four'],
    ['Twenty  one', 21, 'twenty one'],
    ['twenty and one', 21, 'twenty one'],
    [' one thousand', 1000, 'one thousand'],
  ])('"%s" are told how %d is written here', (text, value, written) => {
    expect(() => wordsToNumber(text)).toThrow(
      `"${text}" is not how ${value} is written here. Did you mean "${written}"?`,
    )
  })

  test.each([
    '',
    '-',
    'and',
    'hundred',
    'thousand',
    'five three',
    'one twenty',
    'twenty eleven',
    'twenty zero',
    'zero hundred',
    'one hundred and zero',
    'ten hundred',
    'one hundred hundred',
    'two thousand',
    'one thousand and one',
  ])('"%s" are no number of the grammar', (text) => {
    expect(() => wordsToNumber(text)).toThrow(
      `"${text}" is no number from 0 to 1000 in words. Give hundreds, "and", tens and a digit in this order, such as`,
    )
  })

  test('are refused wherever they are not exactly the words of a number', () => {
    const written = new Set(upTo(1000).map(numberWords))
    const some = fc.array(fc.constantFrom(...numberWordVocabulary), { maxLength: 6 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(some, (text) => {
        if (written.has(text)) expect(numberWords(wordsToNumber(text))).toBe(text)
        else expect(() => wordsToNumber(text)).toThrow(`"${text}" is`)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})

describe('tokens of numbers', () => {
  test('have as many steps as the longest number has words', () => {
    expect(numberWordSteps).toBe(Math.max(...upTo(1000).map((n) => numberWords(n).split(' ').length)))
  })

  test.each([
    ['after', false],
    ['before', true],
  ])('are the words of each number, with padding %s them', (_, leftPadding) => {
    const tokens = numberWordTokens(upTo(1000), { leftPadding })
    expect(tokens).toHaveLength(1001 * numberWordSteps)
    for (const n of upTo(1000)) {
      const row = [...tokens.slice(n * numberWordSteps, (n + 1) * numberWordSteps)]
      const words = row.flatMap((token) => (token === 0 ? [] : [numberWordVocabulary[token - 1]]))
      expect(words.join(' ')).toBe(numberWords(n))
      const padding = Array(numberWordSteps - words.length).fill(0)
      expect(leftPadding ? row.slice(0, padding.length) : row.slice(words.length)).toEqual(padding)
    }
  })

  test('are padded at the end where nothing else is said', () => {
    expect(numberWordTokens([7, 334])).toEqual(numberWordTokens([7, 334], { leftPadding: false }))
  })
})

describe('the split of the numbers from 0 to 999', () => {
  const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

  test('has the published sizes, every number once, 0 to 19 in training and every word there, for every seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { training, validation, test: held } = splitNumberWords(seed)
        expect([training.length, validation.length, held.length]).toEqual([169, 200, 631])
        expect([...training, ...validation, ...held].sort((a, b) => a - b)).toEqual(upTo(999))
        expect(training.slice(0, 20)).toEqual(upTo(19))
        expect(wordSet(training)).toEqual(wordSet(upTo(999)))
      }),
      { seed: 2, numRuns: 200 },
    )
  })

  test('has every word in training also where chance alone would miss some', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 30, max: 60 }), (seed, training) => {
        const split = splitNumberWords(seed, { training, validation: 10 })
        expect(split.training).toHaveLength(training)
        expect(wordSet(split.training)).toEqual(wordSet(upTo(999)))
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  test('trains on more numbers by adding to the fewer ones', () => {
    const trainedOf = (training: number) => splitNumberWords(4, { training, validation: 200 }).training
    expect(trainedOf(169)).toEqual(expect.arrayContaining([...trainedOf(40)]))
  })

  test('is the same for the same seed, and another for another', () => {
    expect(splitNumberWords(5)).toEqual(splitNumberWords(5))
    expect(splitNumberWords(5)).not.toEqual(splitNumberWords(6))
  })

  test('trains on each number from 20 on equally often', () => {
    const counts = new Float64Array(1000)
    const runs = 2000
    for (let seed = 0; seed < runs; seed += 1) {
      for (const n of splitNumberWords(seed).training) counts[n] = (counts[n] as number) + 1
    }
    const share = 149 / 980
    const deviation = Math.sqrt(runs * share * (1 - share))
    // Among 980 counts one is 4.5 deviations off for less than one set of seeds in a hundred.
    for (const count of counts.slice(20)) expect(Math.abs(count - runs * share)).toBeLessThan(4.5 * deviation)
  })

  test.each([
    { training: 29, validation: 200 },
    { training: 169.5, validation: 200 },
    { training: 169, validation: 0 },
    { training: 169, validation: 831 },
  ])('into $training for training and $validation for validation is refused', ({ training, validation }) => {
    expect(() => splitNumberWords(1, { training, validation })).toThrow(
      `${training} numbers for training and ${validation} for validation do not split 1000 numbers. Give whole numbers: ` +
        'at least 30 for training',
    )
  })
})
