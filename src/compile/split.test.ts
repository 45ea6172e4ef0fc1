import { describe, expect, it } from 'vitest'
import { type Axis, axis } from '../graph/axis.ts'
import { add, exp, log, multiply, sigmoid, slot, sum, tanh } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'
import { plan } from './plan.ts'

const rows = axis('rows', 128)
const x = slot('x', [rows])

/** The operations of each loop over the rows. */
const loops = (roots: readonly Node[], row: Axis = rows) =>
  plan(roots, new Set(), row).phases.flatMap(({ nests }) =>
    nests.map(({ members, attached }) => [...members, ...attached].map(({ op }) => op)),
  )

describe('loops over the rows', () => {
  it('are cut between costly functions that wait for each other', () => {
    expect(loops([log(add(exp(sigmoid(x)), 1))])).toEqual([['sigmoid'], ['exp', 'add'], ['log']])
  })

  it('stay whole where they are short', () => {
    expect(loops([add(multiply(x, x), 1)])).toEqual([['multiply', 'add']])
  })

  it('stay whole where little waits for each other', () => {
    const factors = Array.from({ length: 16 }, (_, i) => multiply(add(x, i), add(x, i + 0.5)))
    const halve = (terms: readonly Node[]): Node =>
      terms.length === 1
        ? (terms[0] as Node)
        : add(halve(terms.slice(0, terms.length / 2)), halve(terms.slice(terms.length / 2)))
    expect(loops([halve(factors)])).toHaveLength(1)
  })

  it('take the sums over the same axis first, in one loop', () => {
    const inputs = axis('in', 10)
    const data = slot('data', [inputs, rows])
    const [v, w] = [slot('v', [inputs]), slot('w', [inputs])]
    const [first] = loops([multiply(tanh(sum(multiply(v, data), inputs)), sum(multiply(w, data), inputs))])
    expect(first).toEqual(['sum', 'sum'])
  })

  it('leave sums over the rows to the last of them', () => {
    const y = log(add(exp(sigmoid(x)), 1))
    expect(loops([y, sum(multiply(y, y), rows)]).at(-1)).toEqual(['log', 'sum'])
  })

  it('without rows are left alone', () => {
    expect(plan([log(add(exp(sigmoid(x)), 1))], new Set(), undefined).phases[0]?.nests).toHaveLength(1)
  })
})
