// Random orders from a stream: of whole numbers, and of values that take turns so that all come equally often.

import { type RandomStream, randomStream } from './normal.ts'

/** The whole numbers from 0 to count − 1 in an order in which each is equally likely (Fisher & Yates). */
export function randomOrder(count: number, stream: RandomStream): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i -= 1) {
    const j = stream.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}

/**
 * An endless sequence in which every run of `values.length` places, counted from 0, has each value once, in an order that
 * only the seed, the name and the number of the run decide. Gives the values at `count` places from `first` on.
 */
export function balancedSequence<T>(
  values: readonly T[],
  { first, count, seed, name }: { first: number; count: number; seed: number; name: string },
): T[] {
  const { length } = values
  let run = -1
  let order: readonly number[] = []
  return Array.from({ length: count }, (_, i) => {
    const place = first + i
    if (Math.floor(place / length) !== run) {
      run = Math.floor(place / length)
      order = randomOrder(length, randomStream(seed, name, { step: run, index: 0 }))
    }
    return values[order[place % length] as number] as T
  })
}
