// A random order of a list, from a stream of draws.

import type { RandomStream } from './normal.ts'

/** The values in a new list, every order equally likely (Fisher–Yates). Takes a draw for each value but one. */
export function shuffled<T>(values: readonly T[], stream: RandomStream): T[] {
  const order = [...values]
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = stream.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as T, order[i] as T]
  }
  return order
}
