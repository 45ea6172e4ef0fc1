import { describe, expect, test } from 'vitest'
import type { Law } from '../formula/law.ts'
import type { Origin } from '../search/candidates.ts'
import { whyOf } from './why.ts'

const names = { names: ['km', 'mass'], order: ['mass', 'km'], target: 'y' }
const law = (changes: Partial<Law>): Law => ({ coefficient: 1, exponents: [0, 0], sums: [], ...changes })
const one = (km: number, mass: number, coefficient = 1) => ({ coefficient, exponents: [km, mass] })

const trained = (k: number, over: number, under: number, values: Record<string, number[]>): Origin => ({
  kind: 'shape',
  shape: { k, over, under },
  reachedBy: 5,
  climbed: 18,
  trained: {
    loss: 1e-4,
    values: Object.fromEntries(Object.entries(values).map(([name, each]) => [name, Float32Array.from(each)])),
  },
})

const texts = (origin: Origin, of: Law) => whyOf(origin, of, names).map(({ part, text }) => `${part}: ${text}`)

describe('where the terms of a law come from', () => {
  test('is the unit whose exponents are nearest, with the columns in the order of the weights', () => {
    const origin = trained(1, 2, 0, { 'over products.W': [0.01, 0.02, 1.01, 1.98], 'over.W': [0.3, 0.7] })
    const said = texts(origin, law({ sums: [{ power: 1, terms: [one(2, 1, 3), one(0, 0, 5)] }] }))
    expect(said).toHaveLength(3)
    expect(said[0]).toContain('y was searched as a sum of 2 products of powers; 5 of the 18 starts')
    expect(said[1]).toBe(
      'km²·mass: comes from product unit 2, with the exponents 1.98 of km, 1.01 of mass, and weight 0.7 in the sum of scaled columns',
    )
    expect(said[2]).toBe(
      '1: comes from product unit 1, with exponents near 0, and weight 0.3 in the sum of scaled columns',
    )
  })

  test('holds for the power of the target that was trained', () => {
    // y = √(km² + mass²), trained as y².
    const origin = trained(2, 2, 0, { 'over products.W': [0, 2.1, 1.9, 0], 'over.W': [1, 1] })
    const said = texts(origin, law({ sums: [{ power: 0.5, terms: [one(2, 0), one(0, 2)] }] }))
    expect(said[0]).toContain('y² was searched as a sum of 2 products')
    expect(said[1]).toMatch(/^km²: comes from product unit 1, with the exponent 2\.1 of km/)
    expect(said[2]).toMatch(/^mass²: comes from product unit 2, with the exponent 1\.9 of mass/)
  })

  test('counts what stands before a sum as part of each term', () => {
    // y = km·(km + mass) = km² + km·mass.
    const origin = trained(1, 2, 0, { 'over products.W': [0, 2, 1, 1], 'over.W': [1, 1] })
    const said = texts(origin, law({ exponents: [1, 0], sums: [{ power: 1, terms: [one(1, 0), one(0, 1)] }] }))
    expect(said.slice(1).map((text) => text.split(':')[0])).toEqual(['km²', 'km·mass'])
  })

  test('names the side of the line, where the 1 of a quotient is no unit', () => {
    // y = km / (1 + mass), and the same law after the quotient was divided by mass.
    const origin = trained(1, 1, 1, {
      'over products.W': [0, 1],
      'over.W': [1],
      'under products.W': [1, 0],
      'under.W': [1],
    })
    const plain = law({ exponents: [1, 0], sums: [{ power: -1, terms: [one(0, 0), one(0, 1)] }] })
    const divided = law({ exponents: [1, -1], sums: [{ power: -1, terms: [one(0, -1), one(0, 0)] }] })
    for (const each of [plain, divided]) {
      const said = texts(origin, each)
      expect(said[1]).toMatch(/^km: comes from product unit 1 above the line, with the exponent 1 of km/)
      expect(said[2]).toMatch(/^mass: comes from product unit 1 below the line, with the exponent 1 of mass/)
    }
  })

  test('says so where training left the exponents elsewhere', () => {
    const origin = trained(1, 1, 0, { 'over products.W': [0.2, 1.2], 'over.W': [1] })
    expect(texts(origin, law({ exponents: [2, 0] }))[1]).toBe(
      'km²: product unit 1 came nearest, with the exponent 1.2 of km; exponents then went step by step to these',
    )
  })

  test('is one sentence where no training led to the law', () => {
    const untrained: Origin = {
      kind: 'shape',
      shape: { k: -1, over: 1, under: 0 },
      reachedBy: 1,
      climbed: 9,
      trained: undefined,
    }
    expect(texts(untrained, law({ exponents: [1, 0] }))).toEqual([
      'km: 1/y was searched as one product of powers; 1 of the 9 starts that were refined led to it, none of them trained: exponents went step by step to whole numbers',
    ])
    expect(texts({ kind: 'closed form', name: 'sum of columns' }, law({ exponents: [1, 0] }))).toEqual([
      'km: found as sum of columns, by least squares; no training led to it',
    ])
  })
})
