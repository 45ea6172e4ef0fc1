import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../test/sources.ts'
import { readTable } from '../data/read-table.node.ts'
import { fitPlanets, lawText } from './demo-planets.ts'
import { planets } from './planets.ts'

test('the built-in planets are those of the example, to the last digit', async () => {
  const { columns } = await readTable(join(root, 'examples/planets.csv'))
  expect(planets().columns).toEqual(columns)
})

test('of the planets the exponent 3/2 is found, and the year of 365.25 days within 0.1 %, without the mass', async () => {
  const found = await fitPlanets(new AbortController().signal)
  expect(found.found).toBe(true)
  const [year = 0, eight = 0] = found.predict({ distance: [1, 4] })
  expect(Math.abs(year / 365.25 - 1)).toBeLessThan(1e-3)
  expect(eight / year).toBeCloseTo(8, 12)
  expect(found.formula).not.toContain('mass')
  expect(found.trust.lowEvidence).toBe(true)
  expect(lawText(found)).toMatch(
    /^That is Kepler’s third law, with a year that is 0\.0\d % off 365\.25 days\. Not in it: mass\./,
  )
  expect(lawText(found.pick(found.candidates.findIndex(({ pick }) => !pick)))).toBeUndefined()
})
