import { beforeAll, describe, expect, test } from 'vitest'
import { withAnother } from '../../test/fits.ts'
import { randomStream } from '../base/normal.ts'
import { evaluateFormula } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { fitThread } from '../search/threads.node.ts'
import { type Found, fit } from './found.ts'

/** Fares of rides: 2.5 + 1.8 km + 0.3 minutes, to the cent. */
function rides(count: number) {
  const random = randomStream(11, 'rides')
  return Array.from({ length: count }, () => {
    const km = Math.round(random.uniform(1, 30) * 10) / 10
    const minutes = Math.round(km * random.uniform(1, 4))
    return { km, minutes, fare: Number((2.5 + 1.8 * km + 0.3 * minutes).toFixed(2)) }
  })
}

/** The same with a wave on top, so that no law that needs no training ends the search at once. */
const wavyRides = (count: number) => rides(count).map((row) => ({ ...row, fare: row.fare + Math.sin(7 * row.km) }))

describe('a fit of a sum', () => {
  let found: Found
  beforeAll(async () => {
    found = await fit(rides(60), { target: 'fare', rounds: 1 })
  })

  test('is found, with its errors in the unit of the target', () => {
    expect(found.found).toBe(true)
    expect(found.trust.rules.map(({ passed }) => passed)).toEqual([true, true, true, true, true])
    expect(found.trust.lowEvidence).toBe(false)
    expect(found.trust.certified).toMatchObject({ rows: 12 })
    // Fares were exact in cents, so that nothing is left but the rounding of the constants.
    expect(found.trust.certified?.errorOutside).toBeLessThan(0.01)
  })

  test('has the constants as people write them', () => {
    for (const part of ['1.8·km', '0.3·minutes', '2.5']) expect(found.to('pretty')).toContain(part)
  })

  test('predicts what the law gives, far outside too, and NaN where an input is missing', () => {
    const values = found.predict([
      { km: 100, minutes: 200 },
      { km: null, minutes: 3 },
      { minutes: 1, km: 1000 },
    ])
    expect(values[0]).toBeCloseTo(2.5 + 180 + 60, 1)
    expect(values[1]).toBeNaN()
    expect(values[2]).toBeCloseTo(2.5 + 1800 + 0.3, 0)
  })

  test('predicts to the bit what its formula says, from columns as from records', () => {
    const table = rides(20)
    const formula = parseFormula(found.formula)
    const wanted = table.map((row) => evaluateFormula(formula, (name) => row[name as 'km']))
    expect([...found.predict(table)]).toEqual(wanted)
    const columns = { minutes: table.map(({ minutes }) => minutes), km: table.map(({ km }) => km) }
    expect([...found.predict(columns)]).toEqual(wanted)
  })

  test('says which column is absent, with a guess, and which holds text', () => {
    expect(() => found.predict([{ kms: 1, minutes: 2 }])).toThrow(
      'The formula needs column km; The table has kms, minutes. Did you mean kms?',
    )
    expect(() => found.predict([{ km: 'far', minutes: 2 }])).toThrow(
      'Column km of The table is text (first: "far", row 1); the formula needs numbers.',
    )
  })

  test('scores by R²: 1 on the rows of the law, and less where the target is another', () => {
    expect(found.score(rides(30))).toBeCloseTo(1, 6)
    expect(found.score(rides(30).map((row) => ({ ...row, fare: -row.fare })))).toBeLessThan(0)
  })

  test('lists candidates from short to long with one pick, which can be another', () => {
    const longer = withAnother(found, '2 * km')
    const picks = longer.candidates.flatMap(({ pick }, i) => (pick ? [i] : []))
    expect(picks).toHaveLength(1)
    expect(longer.candidates[picks[0] as number]?.formula).toBe(found.formula)
    const last = longer.candidates.length - 1
    const picked = longer.pick(last)
    expect(picked.formula).toBe('2 * km')
    expect([...picked.predict({ km: [3] })]).toEqual([6])
    expect(picked.found).toBe(false)
    expect(picked.trust.certified).toBeUndefined()
    expect(picked.candidates[last]?.pick).toBe(true)
    expect(picked.pick(picks[0] as number).found).toBe(true)
    expect(() => found.pick(99)).toThrow(/There is no formula 99 in the list; give a whole number from 0 to \d/)
  })

  test('is printed for programs', () => {
    expect(found.to('text')).toBe(`fare = ${found.formula}`)
    expect(found.to('python')).toMatch(/def fare\(km, minutes\)/)
    expect(found.to('excel')).toContain('A is "km", B is "minutes"')
    expect(() => found.to('cobol' as 'sql')).toThrow('cobol')
  })
})

test('what is printed as JavaScript runs and gives the predictions', async () => {
  const found = await fit(rides(30), { target: 'fare', rounds: 1, seeds: 16 })
  const { fare } = await import(`data:text/javascript,${encodeURIComponent(found.to('javascript'))}`)
  const rows = rides(10)
  expect(rows.map((row) => fare(row))).toEqual([...found.predict(rows)])
})

test('an option that is wrong or unknown is named', async () => {
  for (const threads of [0, 1.5, Number.NaN]) {
    await expect(fit(rides(10), { target: 'fare', threads })).rejects.toThrow(
      `Option threads: ${threads} is not a whole`,
    )
  }
  await expect(fit(rides(10), { target: 'fare', seeds: 0 })).rejects.toThrow('Option seeds: 0')
  const unknown = { target: 'fare', round: 2 } as unknown as { target: string }
  await expect(fit(rides(10), unknown)).rejects.toThrow('Did you mean rounds?')
})

test('the same formula comes of one thread, of two, and of no thread', async () => {
  const options = { target: 'fare', rounds: 1, seeds: 32 }
  const [here, one, two] = await Promise.all([
    fit(wavyRides(40), options),
    fit(wavyRides(40), { ...options, threads: 1, spawn: fitThread }),
    fit(wavyRides(40), { ...options, threads: 2, spawn: fitThread }),
  ])
  const comparable = ({ save }: Found) => JSON.stringify({ ...save(), seconds: 0, hash: '' })
  expect(comparable(one)).toBe(comparable(here))
  expect(comparable(two)).toBe(comparable(here))
})

test('the list goes from short to long, each better outside than all before it, but for the pick', async () => {
  const { candidates } = await fit(wavyRides(60), { target: 'fare', rounds: 1, seeds: 32 })
  expect(candidates.length).toBeGreaterThan(1)
  candidates.slice(1).forEach((candidate, i) => {
    const before = candidates.slice(0, i + 1)
    expect(candidate.complexity).toBeGreaterThanOrEqual(before[i]?.complexity ?? 0)
    const least = Math.min(...before.map(({ errorOutside }) => errorOutside))
    expect(candidate.pick || candidate.errorOutside < least).toBe(true)
  })
})

test('progress tells the best so far, and aborting keeps it', async () => {
  const controller = new AbortController()
  const said: (string | undefined)[] = []
  const found = await fit(wavyRides(40), {
    target: 'fare',
    signal: controller.signal,
    onProgress: ({ formula }) => {
      said.push(formula)
      controller.abort()
    },
  })
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('km')
  expect(found.search.ended).toBe('stopped')
  expect(found.candidates.length).toBeGreaterThan(0)
})
