import { expect, test } from 'vitest'
import { readXml, type XmlElement } from '../../test/xml.ts'
import { minimalProductTask } from '../experiments/arithmetic-100.ts'
import type { Cell, Outcome } from '../experiments/experiment.ts'
import { singleModuleTask } from '../experiments/single-module.ts'
import { loadPlotting, type Plotting } from './plotting.ts'
import { protocolFigures } from './protocol-figures.ts'

const plotting = (await loadPlotting()) as Plotting

/** So many of ten seeds succeed. */
const outcomesOf = ({ id }: Cell, successes: number): Outcome[] =>
  Array.from({ length: 10 }, (_, seed) => ({
    cell: id,
    seed,
    steps: 1000,
    stopReason: 'steps',
    notFiniteAtStep: undefined,
    seconds: 1,
    measures:
      seed < successes
        ? { extrapolation: 0, solvedAt: 1000 * (seed + 1), sparsity: 0.001 * (seed + 1) }
        : { extrapolation: 1e9, solvedAt: Number.NaN, sparsity: 0.5 },
  }))

/** The element itself and all that it stands in. */
function* upwards(element: XmlElement): Generator<XmlElement> {
  for (let each: XmlElement | undefined = element; each !== undefined; each = each.parent) yield each
}

/** Dots of one kind, each of which says what it is. */
const marks = (elements: readonly XmlElement[], kind: 'ours' | 'published'): XmlElement[] =>
  elements.filter(({ children }) => children.some(({ name, text }) => name === 'title' && text.includes(`, ${kind}: `)))

test('each operation that was run has a figure: a panel a measure, ours filled, published hollow', () => {
  const { cells, report } = singleModuleTask
  const run = cells.filter(({ keys }) => keys?.['op'] === 'mul' && ['nmu', 'nalu'].includes(keys['module'] ?? ''))
  const { groups = [] } = report(run.flatMap((cell, i) => outcomesOf(cell, i % 11)))
  const figures = protocolFigures(plotting, singleModuleTask, groups)
  expect(figures.map(({ name }) => name)).toEqual(['single-module-mul.svg'])
  const svg = figures[0]?.svg ?? ''
  const elements = readXml(svg)
  const solved = run.filter((_, i) => i % 11 > 0)
  expect(marks(elements, 'ours')).toHaveLength(run.length + 2 * solved.length)
  const published = cells.filter(({ keys, published }) => keys?.['op'] === 'mul' && published !== undefined)
  expect(marks(elements, 'published')).toHaveLength(published.length)
  for (const { keys } of run) expect(svg).toContain(`U[${keys?.['range']}]`)
  expect(svg).not.toMatch(/NaN|undefined|<style/)
  // The same bytes each time.
  expect(protocolFigures(plotting, singleModuleTask, groups)[0]?.svg).toBe(svg)
})

test('a mark stands where its value is on the axis', () => {
  const { cells, report } = minimalProductTask
  const { groups = [] } = report(cells.flatMap((cell, i) => outcomesOf(cell, i)))
  const elements = readXml(protocolFigures(plotting, minimalProductTask, groups)[0]?.svg ?? '')
  const panel = elements.filter(({ name, parent }) => name === 'svg' && parent !== undefined)[0] as XmlElement
  const inside = elements.filter((element) => [...upwards(element)].includes(panel))
  const heightOf = ({ attributes }: XmlElement) =>
    Number(/translate\([^,]+,([\d.]+)\)/.exec(attributes['transform'] ?? '')?.[1])
  const tickAt = (text: string) =>
    heightOf(inside.find((each) => each.name === 'text' && each.text === text) as XmlElement)
  const [zero, all] = [tickAt('0 %'), tickAt('100 %')]
  marks(inside, 'ours').forEach((mark, successes) => {
    expect(heightOf(mark)).toBeCloseTo(zero + (successes / 10) * (all - zero), 1)
  })
})
