// Numbers in English words, as tokens and in the parts of a published protocol: "three hundred and thirty four" is 334.

import { unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { randomStream } from '../base/normal.ts'
import { shuffled } from '../base/shuffle.ts'

const belowTwenty = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
]
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

/** The largest number that has words. */
const largest = 1000

/**
 * The 31 words of the numbers from 0 to 1000: 20 below twenty, 8 tens, "hundred", "and", "thousand". Token k is word
 * k − 1. "thousand" is the last, so that the numbers from 0 to 999 need the first 30 alone.
 */
export const numberWordVocabulary: readonly string[] = [...belowTwenty, ...tens, 'hundred', 'and', 'thousand']

function wordsOf(n: number): string[] {
  if (n < 20) return [belowTwenty[n] as string]
  if (n < 100) return [tens[Math.floor(n / 10) - 2] as string, ...(n % 10 === 0 ? [] : wordsOf(n % 10))]
  if (n === largest) return ['one', 'thousand']
  return [...wordsOf(Math.floor(n / 100)), 'hundred', ...(n % 100 === 0 ? [] : ['and', ...wordsOf(n % 100)])]
}

/** The most words that a number has, 5: 999 has all that there are, a digit, "hundred", "and", tens, a digit. */
export const numberWordSteps: number = wordsOf(999).length

function checkedNumber(n: number): number {
  if (Number.isInteger(n) && n >= 0 && n <= largest) return n
  throw invalid(`There are no words for ${n}. Give a whole number from 0 to ${largest}.`)
}

/**
 * A number from 0 to 1000 in words, one space between two of them, by this grammar:
 * ```text
 * number   = "zero" | rest | digit "hundred" | digit "hundred" "and" rest | "one" "thousand"
 * rest     = digit | teen | tens | tens digit
 * digit    = "one" | … | "nine"
 * teen     = "ten" | … | "nineteen"
 * tens     = "twenty" | … | "ninety"
 * ```
 * That is British English without hyphens. The task is that of Trask et al. 2018, section 4.3.
 * @throws NaluError if `n` is not a whole number from 0 to 1000.
 */
export function numberWords(n: number): string {
  return wordsOf(checkedNumber(n)).join(' ')
}

/** What words add up to: right for words of the grammar, and a guess for others, with or without "and". */
function looseValue(words: readonly string[]): number {
  let value = 0
  for (const word of words) {
    if (word === 'hundred') value *= 100
    else if (word === 'thousand') value *= 1000
    else if (tens.includes(word)) value += 10 * (tens.indexOf(word) + 2)
    else if (word !== 'and') value += belowTwenty.indexOf(word)
  }
  return value
}

/**
 * The number that words stand for: the inverse of `numberWords`, which takes nothing that the grammar does not write.
 * @throws NaluError if a word is none of the vocabulary, or if the words are no number of the grammar.
 */
export function wordsToNumber(text: string): number {
  const words = text.toLowerCase().match(/[^\s-]+/g) ?? []
  for (const word of words) {
    if (!numberWordVocabulary.includes(word)) throw unknownName('number word', word, numberWordVocabulary)
  }
  const value = looseValue(words)
  const written = value <= largest ? wordsOf(value) : []
  if (written.join(' ') === text) return value
  // The same but for "and", hyphens, spaces or capitals.
  const withoutAnd = (all: readonly string[]) => all.filter((word) => word !== 'and').join(' ')
  if (withoutAnd(written) === withoutAnd(words) && words.length > 0) {
    throw invalid(`"${text}" is not how ${value} is written here. Did you mean "${written.join(' ')}"?`)
  }
  throw invalid(
    `"${text}" is no number from 0 to ${largest} in words. Give hundreds, "and", tens and a digit in this order, ` +
      'such as "three hundred and thirty four".',
  )
}

/** How the tokens of numbers are laid out. */
export interface NumberWordTokenOptions {
  /** Puts the padding before the words, so that the last step is always a word. Default false: after them. */
  readonly leftPadding?: boolean
}

/**
 * Numbers as tokens `[numbers, numberWordSteps]`, one number after another: 0 is padding, k is word k − 1 of
 * `numberWordVocabulary`. A network takes them as `tokens(numberWordSteps, numberWordVocabulary.length + 1)`.
 * @throws NaluError if one of them is not a whole number from 0 to 1000.
 */
export function numberWordTokens(
  numbers: readonly number[],
  { leftPadding = false }: NumberWordTokenOptions = {},
): Int32Array {
  const tokens = new Int32Array(numbers.length * numberWordSteps)
  numbers.forEach((n, row) => {
    const words = wordsOf(checkedNumber(n))
    const start = leftPadding ? numberWordSteps - words.length : 0
    words.forEach((word, step) => {
      tokens[row * numberWordSteps + start + step] = numberWordVocabulary.indexOf(word) + 1
    })
  })
  return tokens
}

/** Numbers from 0 to 999 in three parts, each in ascending order. */
export interface NumberWordSplit {
  readonly training: readonly number[]
  readonly validation: readonly number[]
  readonly test: readonly number[]
}

/** How many numbers are trained on and validated on; the rest is the test. */
export interface NumberWordSizes {
  readonly training: number
  readonly validation: number
}

/** Trask et al. 2018, section 4.3; 631 are left for the test. */
const publishedSizes: NumberWordSizes = { training: 169, validation: 200 }

/** The numbers of the protocol: 0 to 999. */
const splitCount = 1000
/** Every training has the numbers below this. */
const alwaysTrained = 20
/** Enough whatever the order: the numbers below twenty have 20 words, and each of the other 10 may need a number. */
const fewestTrained = 30

/**
 * The numbers from 0 to 999 in 169 for training, 200 for validation and 631 for the test, as in Trask et al. 2018,
 * section 4.3: 0 to 19 and random others are trained on, and every word is among them. The paper says "from 0 to
 * 1000", and its three sizes make 1000; with 1000 itself there would be one number more.
 *
 * The seed draws one order of the numbers from 20 on, and training takes the first. Where a word would be missing, the
 * first number that has it comes before the others; nothing else moves.
 * @throws NaluError if training has fewer than 30 numbers, or if a part is left empty.
 */
export function splitNumberWords(seed: number, sizes: NumberWordSizes = publishedSizes): NumberWordSplit {
  checkSizes(sizes)
  const all = [...Array(splitCount).keys()]
  const training = new Set(all.slice(0, alwaysTrained))
  const order = shuffled(all.slice(alwaysTrained), randomStream(seed, 'number words'))
  const words = new Set([...training].flatMap(wordsOf))
  const train = (n: number) => {
    training.add(n)
    for (const word of wordsOf(n)) words.add(word)
  }
  for (const word of new Set(all.flatMap(wordsOf))) {
    if (!words.has(word)) train(order.find((n) => wordsOf(n).includes(word)) as number)
  }
  for (const n of order) {
    if (training.size < sizes.training) train(n)
  }
  const rest = order.filter((n) => !training.has(n))
  const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)
  return {
    training: ascending([...training]),
    validation: ascending(rest.slice(0, sizes.validation)),
    test: ascending(rest.slice(sizes.validation)),
  }
}

function checkSizes({ training, validation }: NumberWordSizes): void {
  const areWhole = Number.isInteger(training) && Number.isInteger(validation)
  if (areWhole && training >= fewestTrained && validation >= 1 && training + validation < splitCount) return
  throw invalid(
    `${training} numbers for training and ${validation} for validation do not split ${splitCount} numbers. Give whole ` +
      `numbers: at least ${fewestTrained} for training, so that every word is there, at least 1 for validation, and ` +
      'fewer than all together, so that some are left for the test.',
  )
}
