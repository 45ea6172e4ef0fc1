// Targets in pieces: steps, laws that change at a border, remainders, laws that differ from row to row.

import type { RandomStream } from '../../src/base/normal.ts'
import { coin, even, type Kind, whole } from './no-law-shape.ts'

/** A border with at least 30 % of [low, high] at each side. */
const border = (stream: RandomStream, low: number, high: number): number =>
  low + (high - low) * stream.uniform(0.3, 0.7)

const step: Kind = {
  kind: 'step',
  shapes: [
    {
      name: 'one',
      describe: '2 below a border and 5 above it',
      draws: [even(1, 9)],
      begin: (stream) => {
        const at = border(stream, 1, 9)
        return (x) => ((x as number) < at ? 2 : 5)
      },
    },
    {
      name: 'stairs',
      describe: 'four stairs of unequal heights',
      draws: [even(0, 8)],
      begin: () => (x) => [1, 9, 4, 6][Math.min(3, Math.floor((x as number) / 2))] as number,
    },
    {
      name: 'exclusive-or',
      describe: 'whether just one of two columns is above its border',
      draws: [even(1, 5), even(1, 5)],
      begin: (stream) => {
        const [first, second] = [border(stream, 1, 5), border(stream, 1, 5)]
        return (a, b) => 1 + Number((a as number) > first !== (b as number) > second)
      },
    },
    {
      name: 'tree',
      describe: 'a decision tree of depth 2 over three columns',
      draws: [even(0, 1), even(0, 1), even(0, 1)],
      begin: () => (a, b, c) => {
        if ((a as number) < 0.5) return (b as number) < 0.4 ? 3 : 8
        return (c as number) < 0.6 ? 7 : 1
      },
    },
    {
      name: 'inside',
      describe: '6 within a band of a column and 1 outside of it',
      draws: [even(1, 10)],
      begin: () => (x) => ((x as number) > 4 && (x as number) < 7 ? 6 : 1),
    },
  ],
}

/** Two laws with a border between them, where the target jumps or turns sharply. */
const piecewise: Kind = {
  kind: 'piecewise',
  shapes: [
    {
      name: 'jump',
      describe: 'a proportion whose factor jumps from 2 to 8 at a border',
      draws: [even(1, 9)],
      begin: (stream) => {
        const at = border(stream, 1, 9)
        return (x) => ((x as number) < at ? 2 : 8) * (x as number)
      },
    },
    {
      name: 'tent',
      describe: 'a rise and a fall with a sharp top',
      draws: [even(0, 10)],
      noises: [0, 0.01],
      begin: (stream) => {
        const at = border(stream, 0, 10)
        return (x) => 6 - 2.4 * Math.abs((x as number) - at)
      },
    },
    {
      name: 'product-or-quotient',
      describe: 'a product below a border of a third column, a quotient above it',
      draws: [even(1, 5), even(1, 5), even(0, 1)],
      begin: (stream) => {
        const at = border(stream, 0, 1)
        return (a, b, c) => ((c as number) < at ? (a as number) * (b as number) : (a as number) / (b as number))
      },
    },
    {
      name: 'tariff',
      describe: 'a tariff in three steps, with a fee that jumps at each',
      draws: [even(0, 300)],
      begin: () => (x) => {
        if ((x as number) < 90) return 20
        return (x as number) < 200 ? 60 + 0.1 * (x as number) : 15 + 0.6 * (x as number)
      },
    },
    {
      name: 'largest',
      describe: 'the largest of three columns, minus five times the smallest',
      draws: [even(1, 9), even(1, 9), even(1, 9)],
      begin:
        () =>
        (...x) =>
          Math.max(...x) - 5 * Math.min(...x),
    },
    {
      name: 'sign-turns',
      describe: 'a square below a border, minus a root above it',
      draws: [even(1, 10)],
      begin: (stream) => {
        const at = border(stream, 1, 10)
        return (x) => ((x as number) < at ? (x as number) ** 2 / 5 : -4 * Math.sqrt(x as number))
      },
    },
    {
      name: 'zigzag',
      describe: 'straight lines up and down with three turns',
      draws: [even(0, 12)],
      begin: () => (x) => 1 + Math.abs((((x as number) + 3) % 6) - 3),
    },
  ],
}

/** Remainders and digits, over at least three rounds. */
const modulo: Kind = {
  kind: 'modulo',
  shapes: [
    {
      name: 'remainder-7',
      describe: 'a whole number up to 100 modulo 7',
      draws: [whole(0, 100)],
      begin: () => (x) => (x as number) % 7,
    },
    {
      name: 'saw',
      describe: 'what a column has after its whole part, over 5 rounds',
      draws: [even(1, 6)],
      begin: () => (x) => 4 * ((x as number) % 1),
    },
    {
      name: 'of-sum',
      describe: 'the sum of two whole numbers modulo 10',
      draws: [whole(0, 30), whole(0, 30)],
      begin: () => (a, b) => ((a as number) + (b as number)) % 10,
    },
    {
      name: 'of-product',
      describe: 'the product of two whole numbers modulo 11',
      draws: [whole(1, 40), whole(1, 40)],
      begin: () => (a, b) => ((a as number) * (b as number)) % 11,
    },
    {
      name: 'digits',
      describe: 'the sum of the digits of a number up to 9,999',
      draws: [whole(1, 9999)],
      begin: () => (x) => [...String(x)].reduce((total, digit) => total + Number(digit), 0),
    },
    {
      name: 'parity',
      describe: 'plus a column where a whole number is even, minus it where it is odd',
      draws: [even(1, 5), whole(1, 50)],
      begin: () => (a, n) => ((n as number) % 2 === 0 ? 1 : -1) * (a as number),
    },
  ],
}

/** Rows of several laws without a column that tells which. Their mean over the laws is no law either. */
const mixture: Kind = {
  kind: 'mixture',
  shapes: [
    {
      name: 'either-sign',
      describe: 'a product with a random sign',
      draws: [even(1, 5), even(1, 5)],
      begin: (stream) => (a, b) => coin(stream) * (a as number) * (b as number),
    },
    {
      name: 'stripes',
      describe: 'a product with a sign that turns at every whole number of a column',
      draws: [even(1, 13), even(1, 5)],
      begin: () => (a, b) => (Math.floor(a as number) % 2 === 0 ? 1 : -1) * (a as number) * (b as number),
    },
    {
      name: 'choice-of-column',
      describe: 'a random one of three columns, with a random sign',
      draws: [even(1, 9), even(1, 9), even(1, 9)],
      begin:
        (stream) =>
        (...x) =>
          coin(stream) * (x[stream.integer(3)] as number),
    },
    {
      name: 'two-clouds',
      describe: 'two clouds of normal draws at 2 and at 9, whatever the columns',
      draws: [],
      begin: (stream) => () => stream.normal(coin(stream) < 0 ? 2 : 9, 0.5),
    },
    {
      name: 'law-or-luck',
      describe: 'a wave of a column in half of the rows, a random number in the others',
      draws: [even(0, 25)],
      begin: (stream) => (x) => (coin(stream) < 0 ? 5 * Math.sin(x as number) : stream.uniform(-8, 8)),
    },
  ],
}

export const pieces: readonly Kind[] = [step, piecewise, modulo, mixture]
