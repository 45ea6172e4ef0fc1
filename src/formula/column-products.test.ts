import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { dot, dotsOfFour, gram, multiplied } from './column-products.ts'

function columnsOf(count: number, rows: number): Float64Array[] {
  const random = randomStream(1, `${count} columns of ${rows} rows`)
  return Array.from({ length: count }, () => Float64Array.from({ length: rows }, () => random.uniform(-2, 2)))
}

describe('gram', () => {
  it.each([
    [1, 5],
    [2, 5],
    [5, 31],
    [8, 1],
    [3, 0],
  ])('of %i columns of %i rows is their matrix times its transpose, to the bit', (count, rows) => {
    const columns = columnsOf(count, rows)
    const design = Matrix.zeros(count, rows)
    columns.forEach((column, i) => {
      column.forEach((value, row) => {
        design.set(i, row, value)
      })
    })
    expect(gram(columns).to2DArray()).toEqual(design.mmul(design.transpose()).to2DArray())
  })

  it('has the same products on both sides of its diagonal', () => {
    const products = gram(columnsOf(7, 20))
    expect(products.to2DArray()).toEqual(products.transpose().to2DArray())
  })
})

describe('multiplied', () => {
  it('is the product at each row', () => {
    expect([...multiplied(Float64Array.of(1, 2, -3), Float64Array.of(4, 0.5, 6))]).toEqual([4, 1, -18])
  })
})

describe('dot', () => {
  it('sums products, row after row', () => {
    expect(dot(Float64Array.of(1, 2, 3), Float64Array.of(4, -5, 6))).toBe(12)
    expect(dot(new Float64Array(0), new Float64Array(0))).toBe(0)
  })
})

describe('dotsOfFour', () => {
  it('gives what dot gives for each, to the bit', () => {
    const [own, a, b, c, d] = columnsOf(5, 37) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
    const products = dotsOfFour(own, a, b, c, d, new Float64Array(4))
    expect([...products]).toEqual([a, b, c, d].map((other) => dot(own, other)))
  })
})
