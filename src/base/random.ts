// Counter-based randomness: a draw is a function of (seed, stream, step, index) and of nothing else.

import { invalid } from './errors.ts'

// Constants of a 32-bit mixing function found by search for low avalanche bias:
// C. Wellons, "Prospecting for Hash Functions" (hash-prospector), the three-round `triple32`.
export const MIX_1 = 0xed5ad4bb | 0
export const MIX_2 = 0xac4c1b51 | 0
export const MIX_3 = 0x31848bab | 0

// Two different starts give two independent 32-bit keys: fractional bits of sqrt(2) and sqrt(3).
export const KEY_START_0 = 0x6a09e667 | 0
export const KEY_START_1 = 0xbb67ae85 | 0

/** A bijection of 32-bit integers in which every input bit changes every output bit with a chance near one half. */
export function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 17), MIX_1)
  h = Math.imul(h ^ (h >>> 11), MIX_2)
  h = Math.imul(h ^ (h >>> 15), MIX_3)
  return h ^ (h >>> 14)
}

/** The two words that one (seed, stream, step) shares over all its indices. */
export interface Key {
  readonly k0: number
  readonly k1: number
}

/** Low and high 32 bits of a seed, which may be any whole number up to 2^53 − 1. */
export function splitSeed(seed: number): { low: number; high: number } {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw invalid(`Seed ${seed} is not a whole number between 0 and ${Number.MAX_SAFE_INTEGER}.`)
  }
  return { low: seed | 0, high: Math.floor(seed / 2 ** 32) | 0 }
}

export function randomKey(seed: number, stream: number, step: number): Key {
  const { low, high } = splitSeed(seed)
  const chain = (start: number) => mix(mix(mix(mix(start ^ low) + high) + stream) + step)
  return { k0: chain(KEY_START_0), k1: chain(KEY_START_1) }
}

/** 32 random bits at a position. The second key enters between the rounds, so that streams do not overlap. */
export function randomBits({ k0, k1 }: Key, index: number): number {
  let h = (index + k0) | 0
  h = Math.imul(h ^ (h >>> 17), MIX_1) ^ k1
  h = Math.imul(h ^ (h >>> 11), MIX_2)
  return Math.imul(h ^ (h >>> 15), MIX_3)
}

/** A float32 in [0, 1), a multiple of 2^-24, from the high bits. */
export function uniformFromBits(bits: number): number {
  return (bits >>> 8) * 2 ** -24
}

/** 32-bit number of a named stream, so that two uses of one seed never share draws (FNV-1a, then mixed). */
export function streamNumber(name: string): number {
  let h = 0x811c9dc5 | 0
  for (let i = 0; i < name.length; i += 1) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return mix(h)
}
