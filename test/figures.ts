// Random figures for property tests: any scale, any numbers, names with awkward characters.

import fc from 'fast-check'
import type { Figure, ScaleKind } from '../src/plot/figure.ts'

const numbers = fc.oneof(fc.double(), fc.double({ min: -100, max: 100 }), fc.constantFrom(0, 1, Number.NaN, -5e-324))
const names = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom('\u0000', '\u001b[31m', 'a\nb', '\ufffe', '\ud800', ']]>'),
)
const scale = fc.constantFrom<ScaleKind>('linear', 'log', 'symlog')
const ordered = fc.double({ noNaN: true })

const series = fc.record(
  {
    name: names,
    points: fc.array(fc.tuple(numbers, numbers), { maxLength: 12 }),
    emphasis: fc.boolean(),
    reference: fc.boolean(),
    interval: fc.array(fc.tuple(numbers, numbers, numbers), { maxLength: 5 }),
  },
  { requiredKeys: ['name', 'points'] },
)

/** Any figure that must be drawn without complaint. */
export const anyFigure: fc.Arbitrary<Figure> = fc.record(
  {
    title: names,
    subtitle: names,
    xLabel: names,
    yLabel: names,
    xScale: scale,
    yScale: scale,
    series: fc.array(series, { maxLength: 18 }),
    bands: fc.array(fc.record({ from: ordered, to: ordered, label: names }), { maxLength: 3 }),
    caption: names,
  },
  { requiredKeys: ['title', 'xLabel', 'yLabel', 'xScale', 'yScale', 'series'] },
)
