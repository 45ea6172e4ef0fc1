// Products of columns, row after row: what least squares are made of.

import { Matrix } from 'ml-matrix'

/** Products of all pairs of columns: where most of a fit's time goes, so two by two, which halves the loads. */
export function gram(columns: readonly Float64Array[]): Matrix {
  const count = columns.length
  const products = Matrix.zeros(count, count)
  const put = (i: number, j: number, product: number) => {
    products.set(i, j, product)
    products.set(j, i, product)
  }
  for (let i = 0; i < count; i += 2) {
    // The last of an odd number goes in pairs with itself.
    const next = Math.min(i + 1, count - 1)
    const [a, b] = [columns[i] as Float64Array, columns[next] as Float64Array]
    for (let j = 0; j <= i; j += 2) {
      const after = Math.min(j + 1, count - 1)
      const [c, d] = [columns[j] as Float64Array, columns[after] as Float64Array]
      let ac = 0
      let ad = 0
      let bc = 0
      let bd = 0
      for (let row = 0; row < a.length; row += 1) {
        const p = a[row] as number
        const q = b[row] as number
        const r = c[row] as number
        const s = d[row] as number
        ac += p * r
        ad += p * s
        bc += q * r
        bd += q * s
      }
      put(i, j, ac)
      put(i, after, ad)
      put(next, j, bc)
      put(next, after, bd)
    }
  }
  return products
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}

export function multiplied(a: Float64Array, b: Float64Array): Float64Array {
  const products = new Float64Array(a.length)
  for (let row = 0; row < products.length; row += 1) products[row] = (a[row] as number) * (b[row] as number)
  return products
}

/**
 * Products of one column with four, written into `to`. Four sums side by side take little longer than one, in which each
 * addition waits for the one before.
 */
export function dotsOfFour(
  own: Float64Array,
  first: Float64Array,
  second: Float64Array,
  third: Float64Array,
  fourth: Float64Array,
  to: Float64Array,
): Float64Array {
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let row = 0; row < own.length; row += 1) {
    const value = own[row] as number
    a += value * (first[row] as number)
    b += value * (second[row] as number)
    c += value * (third[row] as number)
    d += value * (fourth[row] as number)
  }
  to[0] = a
  to[1] = b
  to[2] = c
  to[3] = d
  return to
}
