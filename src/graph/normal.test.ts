import { expect, test } from 'vitest'
import { normalCdf } from '../../test/statistics.ts'
import { axis } from './axis.ts'
import { slot } from './build.ts'
import { interpret } from './interpret.ts'
import { distanceOfTail, shareBelow } from './normal.ts'

// Tables of the normal distribution: 1.959964 leaves 2.5 %, 3.090232 leaves 0.1 %.
test('the share below a number is that of tables, and rounded to float32', () => {
  expect(shareBelow(-1.959963984540054)).toBeCloseTo(0.025, 8)
  expect(shareBelow(3.090232306167813)).toBeCloseTo(0.999, 7)
  expect(shareBelow(0)).toBe(0.5)
  expect([shareBelow(-9), shareBelow(9)]).toEqual([0, 1])
  expect(Math.fround(shareBelow(-5))).toBe(shareBelow(-5))
})

test('the distance of a tail is where that share lies beyond, within one part in a million', () => {
  const distances = [1e-9, 0.01, 0.3, 1, 1.4, 1.5, 2, 3, 4, 5, 6]
  const p = slot('p', [axis('p', distances.length)])
  // The share beyond is the one below the number on the other side; from its series it has digits enough up to 6.
  const values = interpret(distanceOfTail(p), { p: distances.map((z) => normalCdf(-z)) }).data
  distances.forEach((z, i) => expect(Math.abs((values[i] as number) - z)).toBeLessThan(1e-6 * Math.max(1, z)))
})
