// Random orders from a stream: of whole numbers, and of values that take turns so that all come equally often.

import { type RandomStream, randomStream } from './normal.ts'

/** The values in a new list, every order equally likely (Fisher–Yates). Takes a draw for each value but one. */
export function shuffled<T>(values: readonly T[], stream: RandomStream): T[] {
  const order = [...values]
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = stream.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as T, order[i] as T]
  }
  return order
}

/** The whole numbers from 0 to count − 1 in such an order. */
export const randomOrder = (count: number, stream: RandomStream): number[] => shuffled([...Array(count).keys()], stream)

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
