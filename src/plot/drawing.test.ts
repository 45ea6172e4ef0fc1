import { expect, test } from 'vitest'
import { cleanText, draw } from './drawing.ts'
import type { Figure, Point, Series } from './figure.ts'

const figure = (series: readonly Series[], more: Partial<Figure> = {}): Figure => ({
  title: 'title',
  xLabel: 'x',
  yLabel: 'y',
  xScale: 'linear',
  yScale: 'linear',
  series,
  ...more,
})

const line = (name: string, points: readonly Point[], more: Partial<Series> = {}): Series => ({ name, points, ...more })
const ramp: readonly Point[] = [
  [0, 0],
  [1, 10],
  [2, 20],
]

test('a line breaks at points that are not finite, and the caption counts them', () => {
  const holes: Point[] = [
    [0, 0],
    [1, 1],
    [2, Number.NaN],
    [3, Number.POSITIVE_INFINITY],
    [4, 4],
    [5, 5],
  ]
  const { lines, caption } = draw(figure([line('NALU', holes)], { caption: 'Ten seeds.' }))
  expect(lines[0]?.runs).toHaveLength(2)
  expect(caption).toBe('Ten seeds. 2 points not finite (NALU).')
})

test('points that are apart are not joined, and each has a bar for its interval', () => {
  const interval = [
    [0, 0, 4],
    [2, 10, 20],
  ] as const
  const { lines } = draw(figure([line('NALU', ramp, { apart: true, interval })], { xDomain: [-1, 3] }))
  expect(lines[0]?.runs.map((run) => run.length)).toEqual([1, 1, 1])
  const sides = lines[0]?.areas.map((area) => [...new Set(area.map(({ x }) => x))])
  // Each bar is narrow and around its point: at 1 / 4 and 3 / 4 of the axis.
  expect(sides).toHaveLength(2)
  for (const [i, [left, right]] of (sides as [number, number][]).entries()) {
    expect((left + right) / 2).toBeCloseTo([0.25, 0.75][i] as number, 12)
    expect(right - left).toBeLessThan(0.01)
  }
  const heights = lines[0]?.areas.map((area) => new Set(area.map(({ y }) => y)).size)
  expect(heights).toEqual([2, 2])
})

test('the caption names the series with most missing points', () => {
  const nothing = (count: number): Point[] => Array.from({ length: count }, (_, x) => [x, Number.NaN])
  const series = [1, 2, 3, 4, 2].map((count, index) => line('abcde'[index] ?? '', nothing(count)))
  expect(draw(figure(series)).caption).toBe('12 points not finite (d 4, c 3, b 2, 2 more).')
})

test('a log axis drops what is not above zero and says so', () => {
  const { caption, y } = draw(
    figure(
      [
        line('loss', [
          [0, 0],
          [1, 0.1],
          [2, 10],
        ]),
      ],
      { yScale: 'log' },
    ),
  )
  expect(caption).toBe('1 point not above zero, where a log axis begins (loss).')
  expect(y.from).toBeGreaterThan(0)
})

test('points outside given axes are counted, and lines are cut at the frame', () => {
  const { caption, lines } = draw(figure([line('a', ramp)], { yDomain: [0, 15] }))
  expect(caption).toBe('1 point outside the axes (a).')
  expect(lines[0]?.end?.place).toEqual({ x: 0.75, y: 1 })
})

test('empty series do not crash and are named', () => {
  expect(draw(figure([line('nothing', []), line('a', ramp)])).caption).toBe('no points: nothing.')
  expect(draw(figure([])).lines).toEqual([])
})

test('the axis contains the training range even if no point does', () => {
  const { x, bands } = draw(figure([line('a', ramp)], { bands: [{ from: -5, to: 5, label: 'training range' }] }))
  expect([x.from, x.to]).toEqual([-5, 5])
  expect(bands).toEqual([{ from: 0, to: 1, label: 'training range' }])
})

test('a band may reach to the frame, and one outside of given axes is not drawn', () => {
  const bands = [
    { from: 1, to: Number.POSITIVE_INFINITY, label: 'test' },
    { from: 7, to: 9, label: 'far' },
  ]
  expect(draw(figure([line('a', ramp)], { bands, xDomain: [0, 2] })).bands).toEqual([
    { from: 0.5, to: 1, label: 'test' },
  ])
})

test('a symlog axis does not swallow the training range', () => {
  const far: Point[] = Array.from({ length: 21 }, (_, index) => [(index - 10) * 1000, 1])
  const { bands } = draw(figure([line('a', far)], { xScale: 'symlog', bands: [{ from: -5, to: 5, label: 'in' }] }))
  expect((bands[0]?.to ?? 0) - (bands[0]?.from ?? 0)).toBeGreaterThan(0.15)
})

test('emphasised lines are drawn last, references before them; without any emphasis all have it', () => {
  const series = [line('best', ramp, { emphasis: true }), line('truth', ramp, { reference: true }), line('other', ramp)]
  expect(draw(figure(series)).lines.map(({ name, role }) => `${name} ${role}`)).toEqual([
    'other plain',
    'truth reference',
    'best emphasis',
  ])
  expect(draw(figure([line('a', ramp), line('b', ramp)])).lines.map(({ role }) => role)).toEqual([
    'emphasis',
    'emphasis',
  ])
  const many = Array.from({ length: 9 }, (_, index) => line(`${index}`, ramp))
  expect(new Set(draw(figure(many)).lines.map(({ role }) => role))).toEqual(new Set(['plain']))
})

test('an interval that reaches below zero ends at the bottom of a log axis', () => {
  const series = line(
    'a',
    [
      [0, 1],
      [1, 10],
    ],
    {
      interval: [
        [0, -1, 2],
        [1, 5, 20],
      ],
    },
  )
  const { lines } = draw(figure([series], { yScale: 'log' }))
  expect(lines[0]?.areas).toHaveLength(1)
  expect(Math.min(...(lines[0]?.areas[0] ?? []).map(({ y }) => y))).toBe(0)
})

test.each<[Partial<Figure>, RegExp]>([
  [{ xDomain: [2, 1] }, /xDomain is \[2, 1\]; expected two finite numbers, the smaller one first/],
  [{ yScale: 'log', yDomain: [0, 1] }, /yDomain is \[0, 1\]; expected two finite numbers above zero/],
  [{ yScale: 'symlog', yLinearBelow: 0 }, /yLinearBelow is 0; expected a number above zero/],
  [{ bands: [{ from: Number.NaN, to: 1, label: 'in' }] }, /Band "in" reaches from NaN to 1; expected two numbers/],
])('what cannot be drawn is refused: %j', (more, message) => {
  expect(() => draw(figure([line('a', ramp)], more))).toThrow(message)
})

test('text is freed of what terminals and XML stumble over', () => {
  expect(cleanText('a\u001b[31m\nb\u202ec\ud800')).toBe('a [31m b c\ufffd')
})
