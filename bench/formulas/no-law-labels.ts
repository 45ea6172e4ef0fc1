// Targets that columns do not explain: labels by luck, hashes, codes that are looked up, walks.

import type { RandomStream } from '../../src/base/normal.ts'
import { mix } from '../../src/base/random.ts'
import { coin, even, exponential, type Kind, order, type Shape, whole } from './no-law-shape.ts'

const byLuck = (name: string, describe: string, draw: (stream: RandomStream) => number): Shape => ({
  name,
  describe: `${describe}, whatever the columns`,
  draws: [],
  begin: (stream) => () => draw(stream),
})

/** Labels that have nothing to do with any column, from ten distributions. */
const luck: Kind = {
  kind: 'luck',
  shapes: [
    byLuck('normal', 'normal draws around 10', (stream) => stream.normal(10, 2)),
    byLuck('normal-around-0', 'normal draws around 0', (stream) => stream.normal()),
    byLuck('even', 'even draws from 1 to 5', (stream) => stream.uniform(1, 5)),
    byLuck('exponential', 'exponential draws', exponential),
    byLuck('log-normal', 'log-normal draws', (stream) => Math.exp(stream.normal(0, 1.5))),
    byLuck('double-exponential', "Laplace's draws", (stream) => coin(stream) * exponential(stream)),
    byLuck('heavy-tails', "Cauchy's draws, cut at 100", (stream) => {
      const value = stream.normal() / stream.normal()
      return Math.max(-100, Math.min(100, value))
    }),
    byLuck('two-labels', '0 or 1', (stream) => stream.integer(2)),
    byLuck('six-labels', 'throws of a die', (stream) => 1 + stream.integer(6)),
    byLuck('rare-label', '0, and 1 in every fifth row or so', (stream) => Number(stream.uniform() < 0.2)),
  ],
}

/** Labels whose frequencies fall as those of words do: few common ones and many rare ones. */
const zipf: Kind = {
  kind: 'zipf',
  shapes: [0.8, 1, 1.5].map((power) => {
    const shares = Array.from({ length: 50 }, (_, i) => (i + 1) ** -power)
    const total = shares.reduce((sum, share) => sum + share, 0)
    return byLuck(`power-${power}`, `one of 50 labels, the n-th as often as 1 / n^${power}`, (stream) => {
      let left = stream.uniform(0, total)
      const place = shares.findIndex((share) => {
        left -= share
        return left < 0
      })
      return place < 0 ? shares.length : place + 1
    })
  }),
}

/** A number in [0, 1) that the values decide, without any visible order. */
const hashOf = (values: readonly number[], salt: number): number =>
  (values.reduce((hash, value) => mix(hash + Math.round(value * 1000)), salt) >>> 0) / 2 ** 32

const hash: Kind = {
  kind: 'hash',
  shapes: [
    ...[1, 2, 3].map((count) => ({
      name: `of-${count}`,
      describe: `a hash of ${count} column${count === 1 ? '' : 's'}, from 0 to 100`,
      draws: Array.from({ length: count }, () => even(1, 5)),
      begin: (stream: RandomStream) => {
        const salt = stream.integer(2 ** 31)
        return (...values: number[]) => 100 * hashOf(values, salt)
      },
    })),
    {
      name: 'times-column',
      describe: 'a column with the sign of a hash of another',
      draws: [even(1, 5), whole(1, 1000)],
      begin: (stream) => {
        const salt = stream.integer(2 ** 31)
        return (a, key) => (hashOf([key as number], salt) < 0.5 ? -1 : 1) * (a as number)
      },
    },
  ],
}

/** Codes as they stand for names: the value of each is drawn by luck. At least 8, so that no curve goes through all. */
const lookup: Kind = {
  kind: 'lookup',
  shapes: [
    ...[8, 12, 25].map((codes) => ({
      name: `${codes}-codes`,
      describe: `a value by luck for each of ${codes} codes`,
      draws: [whole(1, codes)],
      begin: (stream: RandomStream) => {
        const values = Array.from({ length: codes }, () => stream.uniform(1, 20))
        return (code: number) => values[code - 1] as number
      },
    })),
    {
      name: 'two-codes',
      describe: 'a value by luck for each pair of two codes, 6 by 6',
      draws: [whole(1, 6), whole(1, 6)],
      begin: (stream) => {
        const values = Array.from({ length: 36 }, () => stream.uniform(-5, 5))
        return (first, second) => values[6 * (first as number) + (second as number) - 7] as number
      },
    },
    {
      name: 'price-by-code',
      describe: 'an amount times a price by luck for each of 10 codes, negative for some',
      draws: [even(1, 20), whole(1, 10)],
      begin: (stream) => {
        const prices = Array.from({ length: 10 }, () => stream.uniform(-4, 8))
        return (amount, code) => (amount as number) * (prices[(code as number) - 1] as number)
      },
    },
  ],
}

/** What came before decides, not the columns. One column counts the rows. */
const walk: Kind = {
  kind: 'walk',
  shapes: [
    {
      name: 'normal',
      describe: 'a random walk with normal steps',
      draws: [order],
      begin: (stream) => {
        let at = 0
        return () => {
          at += stream.normal()
          return at
        }
      },
    },
    {
      name: 'plus-minus',
      describe: 'a random walk with steps of 1 up or down',
      draws: [order],
      begin: (stream) => {
        let at = 0
        return () => {
          at += coin(stream)
          return at
        }
      },
    },
    {
      name: 'price',
      describe: 'a price that moves by 15 % or so a row',
      draws: [order],
      begin: (stream) => {
        let at = 100
        return () => {
          at *= Math.exp(stream.normal(0, 0.15))
          return at
        }
      },
    },
    {
      name: 'pulled-back',
      describe: 'a walk that is pulled back to its mean',
      draws: [order],
      begin: (stream) => {
        let at = 0
        return () => {
          at = 0.9 * at + stream.normal()
          return 5 + at
        }
      },
    },
  ],
}

export const labels: readonly Kind[] = [luck, zipf, hash, lookup, walk]
