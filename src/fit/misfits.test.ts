// Misfits: rows far off are found by laws that they would lead astray, and by a surface that knows no law.

import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import type { Law } from '../formula/law.ts'
import { Candidates } from '../search/candidates.ts'
import { type Prepared, prepare } from '../search/prepare.ts'
import { misfitsOfLaws, misfitsOfSurface } from './misfits.ts'

const rows = 120
// Two of 120 rows of the same size would tie in the order of rows.
const replaced = [5, 40, 77, 101]

/** y = 3 a / b with noise, ten times as large in some rows. */
function tableWith(places: readonly number[], noise = 0): Prepared {
  const random = randomStream(3, 'rows')
  const draw = () => Float64Array.from({ length: rows }, () => random.uniform(1, 5))
  const [a, b] = [draw(), draw()]
  const target = a.map((value, row) => {
    const truth = ((3 * value) / (b[row] as number)) * (1 + noise * random.normal())
    return places.includes(row) ? 10 * truth : truth
  })
  const column = (name: string, values: Float64Array) => ({ name, values, step: 0 })
  return prepare({ columns: [column('a', a), column('b', b)], target: column('y', target) })
}

const placesOf = (prepared: Prepared, found: readonly number[]) =>
  found.map((row) => prepared.rows[row] as number).sort((a, b) => a - b)

/** Of the ratio with a coefficient that is off by far, and of the columns' sum. */
function candidatesOf(prepared: Prepared) {
  const [a, b] = [prepared.places.indexOf(0), prepared.places.indexOf(1)]
  const product = (ofA: number, ofB: number) => [0, 1].map((j) => (j === a ? ofA : j === b ? ofB : 0))
  const ratio: Law = { coefficient: 7, exponents: product(1, -1), sums: [] }
  const terms = [product(1, 0), product(0, 1)].map((exponents) => ({ coefficient: 1, exponents }))
  const sum: Law = { coefficient: 1, exponents: [0, 0], sums: [{ power: 1, terms }] }
  const candidates = new Candidates(prepared)
  for (const law of [sum, ratio]) candidates.offer(law, { kind: 'closed form', name: 'product of powers' })
  return candidates.ranked('absolute')
}

test.each([0, 0.01])('the law that most rows fit names the others, with noise of %s', (noise) => {
  const prepared = tableWith(replaced, noise)
  const misfits = misfitsOfLaws(candidatesOf(prepared), prepared, prepared, noise === 0 ? 'absolute' : 'relative')
  expect(placesOf(prepared, misfits)).toEqual(replaced)
})

test('a surface without a law sees what is far off', () => {
  const prepared = tableWith(replaced, 0.01)
  expect(placesOf(prepared, misfitsOfSurface(prepared))).toEqual(replaced)
})

test('where all rows fit, neither names any', () => {
  const prepared = tableWith([], 0.01)
  expect(misfitsOfLaws(candidatesOf(prepared), prepared, prepared, 'relative')).toEqual([])
  expect(misfitsOfSurface(prepared)).toEqual([])
})

test('too few rows for a surface have no misfits', () => {
  const few = prepare({
    columns: [{ name: 'a', values: Float64Array.of(1, 2, 3, 4, 5, 6), step: 0 }],
    target: { name: 'y', values: Float64Array.of(2, 4, 6, 8, 100, 12), step: 0 },
  })
  expect(misfitsOfSurface(few)).toEqual([])
})
