// What can be tested of the peers without Python: tables as text lose no digit, and the page counts what it says.

import { expect, test } from 'vitest'
import { numberColumns } from '../../../src/data/columns.ts'
import { readCsv } from '../../../src/data/csv.ts'
import { laws } from '../laws.ts'
import type { Result } from '../results.ts'
import { tableOf } from '../tables.ts'
import { csvOf, peerCandidate } from './peer.ts'
import { peersReport } from './report.ts'

test.each(['kepler', 'manning', 'II.6.15a'])('the table of %s comes back from its text bit for bit', (id) => {
  const law = laws.find((each) => each.id === id)
  const { columns, target } = tableOf(law as (typeof laws)[number], { noise: 0.01, irrelevant: 2, seed: 0 })
  const names = Object.keys(columns)
  expect(numberColumns(readCsv(csvOf({ columns, target })), names).columns).toEqual(Object.values(columns))
})

test('what a peer gives is the law if it is right on the doubled box, whatever it looks like', () => {
  const { isRecovered } = peerCandidate({ name: 'nobody', script: 'nothing.py', packages: [] })
  const law = { id: 'product', formula: 'a * b', ranges: { a: [1, 5], b: [1, 5] } } as const
  expect(isRecovered('((a + a) * (b / 2))', law, 0)).toBe(true)
  expect(isRecovered('a * b + 0.01', law, 0)).toBe(false)
  expect(isRecovered('a * b + 0.01', law, 0.01)).toBe(true)
})

test('the page counts formulas that are right outside, nearly right, and not stood by', () => {
  const right: Result = {
    kind: 'law',
    id: 'kepler',
    noise: 0,
    irrelevant: 0,
    seed: 0,
    time: 30,
    found: true,
    picked: true,
    listed: true,
    errorOnDoubledBox: 1e-8,
    formula: '365.25 * a^1.5',
    complexity: 5,
    seconds: 2,
    reason: '',
  }
  const near = { ...right, id: 'fare', errorOnDoubledBox: 1e-4, complexity: 9, seconds: 4 }
  const doubted = { ...right, id: 'drag', found: false, complexity: 11, seconds: 6 }
  const elsewhere = [
    { ...right, noise: 0.001 },
    { ...right, irrelevant: 2 },
    { ...right, seed: 1 },
    { ...right, time: 10 },
  ]
  const page = peersReport([{ name: 'one', results: [right, near, doubted, doubted, ...elsewhere] }], 30, 'a machine')
  expect(page).toContain('| one | 0 % | 4 | 25 % (5–70) | 50 % (15–85) | 10 | 5 s |\n')
  expect(page.match(/^\| one/gm)).toHaveLength(1)
})
