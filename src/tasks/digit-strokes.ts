// The strokes of the digits 0 to 9 as people write them: control points in a square, x to the right and y down.

/** Control points, x and y of one after another, in a square from 0 to 1. */
export type Points = readonly number[]

/** One movement of the pen. */
export interface Stroke {
  readonly points: Points
  /** Whether the pen goes smoothly through the points (a Catmull–Rom spline) or straight from one to the next. */
  readonly smooth: boolean
}

/** Points written as `x y, x y` in hundredths of the square. */
const pointsOf = (text: string): Points => text.split(/,? /).map((hundredths) => Number(hundredths) / 100)

const smooth = (text: string): Stroke => ({ points: pointsOf(text), smooth: true })
const straight = (text: string): Stroke => ({ points: pointsOf(text), smooth: false })

/** The ways of writing each digit, by digit; each way is its strokes. */
export const strokesOfDigits: readonly (readonly (readonly Stroke[])[])[] = [
  // 0: round, round with ends that cross, and narrow.
  [
    [smooth('52 2, 32 9, 20 30, 18 55, 26 82, 46 98, 66 92, 79 70, 82 45, 74 18, 57 4, 47 2')],
    [smooth('64 12, 48 2, 31 14, 22 38, 23 66, 35 92, 54 97, 70 80, 77 52, 72 22, 56 4, 42 14')],
    [smooth('50 1, 36 14, 30 40, 31 68, 40 93, 52 99, 64 86, 70 58, 67 26, 58 5, 48 2')],
  ],
  // 1: a bar, straight and a little bent, with an upstroke, and with an upstroke and a foot.
  [
    [straight('50 0, 50 100')],
    [straight('53 0, 48 50, 47 100')],
    [straight('32 24, 54 0, 54 100')],
    [straight('32 22, 52 0, 52 100'), straight('28 100, 76 100')],
  ],
  // 2: with a corner at its foot, with a loop there, and with a large head.
  [
    [smooth('20 26, 30 7, 52 0, 75 12, 76 35, 55 62, 20 97'), straight('20 97, 82 97')],
    [smooth('22 20, 36 4, 60 3, 74 20, 66 48, 46 76, 26 95, 17 88, 27 78, 48 87, 68 97, 88 90')],
    [smooth('24 30, 34 8, 58 2, 74 20, 72 46, 54 74, 24 94'), straight('24 94, 84 90')],
  ],
  // 3: two bows, and a flat top.
  [
    [smooth('22 12, 42 0, 68 7, 72 28, 58 43, 42 47'), smooth('42 47, 62 50, 78 68, 72 90, 48 100, 20 90')],
    [straight('22 3, 74 2, 44 40'), smooth('44 40, 66 42, 80 62, 72 88, 46 100, 20 92')],
  ],
  // 4: open above, closed above, with a round left side, and wide with a low bar.
  [
    [straight('30 2, 18 52, 82 52'), straight('68 10, 64 100')],
    [straight('84 66, 14 66, 62 0, 62 100')],
    [smooth('22 5, 20 35, 28 52, 50 53, 74 42'), straight('76 2, 72 50, 68 100')],
    [straight('26 6, 12 60, 88 58'), straight('70 24, 66 94')],
  ],
  // 5: with a bar set on later, in one go, and with a short neck.
  [
    [smooth('30 42, 54 35, 76 50, 78 76, 56 98, 20 92'), straight('34 2, 30 42'), straight('34 2, 80 2')],
    [smooth('82 3, 56 3, 38 8, 32 28, 38 42, 60 50, 70 70, 58 92, 36 99, 20 88')],
    [straight('86 5, 44 7, 34 36'), smooth('34 36, 56 42, 70 62, 60 86, 36 97, 16 92')],
  ],
  // 6: bent from its top on, with a straight neck, and with a wide ring.
  [
    [smooth('68 2, 42 20, 25 52, 26 84, 48 100, 72 88, 74 66, 55 54, 35 64, 26 80')],
    [smooth('44 0, 34 30, 27 62, 33 90, 54 99, 72 84, 68 66, 50 60, 30 72')],
    [smooth('50 2, 30 22, 20 54, 28 88, 52 98, 80 84, 84 60, 64 50, 46 64, 42 90')],
  ],
  // 7: plain, with a bar through it, with a hook at its left, and bent.
  [
    [straight('18 4, 80 4, 42 100')],
    [straight('18 4, 80 4, 42 100'), straight('32 50, 76 48')],
    [straight('20 20, 22 5, 80 5, 46 100')],
    [smooth('18 8, 40 6, 66 8, 78 10, 68 32, 54 62, 48 100')],
  ],
  // 8: in one go, as two rings, and with a small foot.
  [
    [smooth('74 14, 52 0, 28 14, 34 36, 62 58, 74 82, 50 100, 26 84, 38 58, 66 36, 74 16')],
    [
      smooth('52 46, 30 36, 28 12, 50 0, 72 12, 70 36, 50 46'),
      smooth('50 46, 25 60, 24 88, 50 100, 76 88, 75 60, 48 46'),
    ],
    [smooth('78 10, 54 2, 30 12, 30 34, 56 54, 64 78, 50 98, 34 86, 42 60, 68 38, 80 14')],
  ],
  // 9: with a straight stem, with a bent one, with a hook at its foot, and with an open ring.
  [
    [smooth('74 14, 50 0, 26 16, 26 40, 46 50, 68 36, 74 14'), straight('75 8, 70 50, 68 100')],
    [smooth('74 20, 56 2, 32 10, 24 32, 40 48, 62 40, 74 18, 74 40, 64 72, 44 100')],
    [smooth('74 20, 54 0, 30 12, 28 36, 46 48, 68 36, 74 14, 76 50, 70 85, 48 100, 24 90')],
    [smooth('72 6, 46 3, 24 18, 30 38, 54 36, 76 16'), straight('76 16, 66 50, 58 100')],
  ],
]
