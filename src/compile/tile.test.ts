import { describe, expect, it } from 'vitest'
import { type Axis, axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { compileProgram } from './compile.ts'
import type { Instruction } from './loops.ts'

/** Loads and multiply-adds of the loop that holds most of them, for the contraction of a program. */
function innermost(node: Node, inputs: readonly g.Operand[], rows: Axis): { loads: number; products: number } {
  const result = g.slot('result', node.axes)
  const slots = inputs as readonly ReturnType<typeof g.slot>[]
  const states = [...slots.map((slot) => ({ slot })), { slot: result, next: node }]
  const { loops } = compileProgram({ states, traces: {}, rows })
  const bodies = [...loops.prepare, ...loops.step].flatMap(({ routines }) =>
    routines.flatMap(({ body }) => deepest(body)),
  )
  const counts = bodies.map((body) => ({
    loads: body.filter(({ op }) => op === 'load').length,
    products: body.filter((each) => each.op === 'compute' && each.operation === 'multiplyAdd').length,
  }))
  return counts.toSorted((a, b) => b.products - a.products)[0] as { loads: number; products: number }
}

function deepest(body: readonly Instruction[]): (readonly Instruction[])[] {
  const inner = body.flatMap((each) => (each.op === 'loop' ? deepest(each.body) : []))
  return [body, ...inner]
}

describe('a tile', () => {
  const rows = axis('rows', 32)

  it('shares what each position of a matrix product loads: rows across lanes', () => {
    const [out, inner] = [axis('out', 64), axis('inner', 100)]
    const [w, x] = [g.slot('w', [out, inner]), g.slot('x', [inner, rows])]
    const { loads, products } = innermost(f.contract(w, x, inner), [w, x], rows)
    expect(loads / products).toBeLessThanOrEqual(0.75)
  })

  it('shares it among two outer axes where the rows are summed', () => {
    const [out, inner] = [axis('out', 64), axis('inner', 99)]
    const [d, x] = [g.slot('d', [out, rows]), g.slot('x', [inner, rows])]
    const { loads, products } = innermost(f.contract(d, x, rows), [d, x], rows)
    expect(loads / products).toBeLessThanOrEqual(0.75)
  })

  it('counts what neighbouring windows share', () => {
    const [length, output, within] = [axis('length', 32), axis('output', 28), axis('within', 5)]
    const [x, w] = [g.slot('x', [length, rows]), g.slot('w', [within])]
    const { loads, products } = innermost(f.contract(f.windows(x, length, output, within), w, within), [x, w], rows)
    expect(loads / products).toBeLessThanOrEqual(0.5)
  })
})
