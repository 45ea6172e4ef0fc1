import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newFolder } from '../../test/command-line.ts'
import { configurationHash } from '../base/configuration.ts'
import { readText, writeText } from '../base/files.node.ts'
import { openStore } from './store.node.ts'
import { type OutcomeValue, outcomeOf, type ResultStore, type StoredResult } from './store.ts'
import { describeImport, exportResults, importResults } from './tables.ts'

const configurations = [{ module: 'nac' }, { module: 'nalu' }]
const [nac = '', nalu = ''] = configurations.map((each) => configurationHash(each))
const cells = new Map([
  [nalu, 'nalu multiply'],
  [nac, 'nac add'],
])
const result = (hash: string, seed: number, outcome: StoredResult['outcome']): StoredResult => ({
  hash,
  seed,
  outcome,
  seconds: 1.25,
  version: '0.1.0',
  machine: 'a processor, Node 24',
  at: '2026-11-30T12:00:00.000Z',
})
const results = [
  result(nac, 1, outcomeOf({ testLoss: 0.1, solved: true })),
  result(nac, 0, outcomeOf({ testLoss: Number.NaN, stopReason: 'not finite' })),
  result(nalu, 0, outcomeOf({ testLoss: 1e-300, solvedAtStep: null })),
]
const table = `cell,configuration,seed,seconds,at,version,machine,testLoss,solvedAtStep,testLossReason,stopReason,solved
nalu multiply,${nalu},0,1.25,2026-11-30T12:00:00.000Z,0.1.0,"a processor, Node 24",1e-300,null,,,
nac add,${nac},0,1.25,2026-11-30T12:00:00.000Z,0.1.0,"a processor, Node 24",null,,not a number,not finite,
nac add,${nac},1,1.25,2026-11-30T12:00:00.000Z,0.1.0,"a processor, Node 24",0.1,,,,true
`

let folder: string
let store: ResultStore
beforeEach(async () => {
  folder = newFolder()
  store = await openStore(join(folder, 'results.db'))
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

test('a table has one line a seed, cell by cell, with a column for each name', () => {
  expect(exportResults(results, cells)).toBe(table)
  expect(exportResults(results, new Map([[nac, 'nac']])).split('\n')).toHaveLength(4)
})

test('a table that was exported to a file fills another store with the same results', async () => {
  await writeText(join(folder, 'results.csv'), exportResults(results, cells))
  const imported = await importResults(store, await readText(join(folder, 'results.csv')), 'a.csv', configurations)
  expect(imported).toEqual({ added: 3, present: 0, differing: 0, leftOut: 0 })
  expect(exportResults(await store.all(), cells)).toBe(table)
  const ordered = results.toSorted((a, b) => (a.hash === b.hash ? a.seed - b.seed : a.hash < b.hash ? -1 : 1))
  expect(await store.all()).toEqual(ordered)
  expect(await store.configurations()).toEqual(new Map(configurations.map((each) => [configurationHash(each), each])))
})

test('results of configurations that were not named are left out and counted', async () => {
  const imported = await importResults(store, table, 'a.csv', [configurations[1]])
  expect(imported).toEqual({ added: 1, present: 0, differing: 0, leftOut: 2 })
  expect(await store.all()).toEqual([results[2]])
  expect(describeImport(imported, 'a.csv')).toBe('1 result imported from a.csv; 2 of other configurations left out.')
})

test('results that are in the store stay as they are', async () => {
  for (const each of configurations) await store.putConfiguration(each)
  const other = result(nac, 0, { testLoss: 5 })
  await store.putAll([other, result(nac, 1, { solved: true, testLoss: 0.1 })])
  const imported = await importResults(store, table, 'a.csv', configurations)
  expect(imported).toEqual({ added: 1, present: 1, differing: 1, leftOut: 0 })
  expect(await store.get({ hash: nac, seed: 0 })).toEqual(other)
  expect(describeImport(imported, 'a.csv')).toBe(
    '1 result imported from a.csv; 1 there already; 1 with another outcome than the one in the store, which was kept.',
  )
})

test('whatever an outcome holds comes back from a table the same, in one line', async () => {
  const key = fc.string().map((text) => `x${text.replace(/[\p{C}\s",;]/gu, '')}`)
  const value: fc.Arbitrary<OutcomeValue> = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '5', '-0', '1e999', 'null', 'true', '"a"', ' a', 'a\r\nb', '=1+1', 'NaN', true, false, null),
  )
  await store.putConfiguration(configurations[0])
  let seed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.dictionary(key, value), { minLength: 1, maxLength: 9 }), async (outcomes) => {
      const given = outcomes.map((outcome, i) => result(nac, seed + i, { ...outcome }))
      seed += given.length
      const text = exportResults(given, cells)
      expect(text.split('\n')).toHaveLength(given.length + 2)
      await importResults(store, text, 'a.csv', configurations)
      for (const each of given) expect(await store.get(each)).toEqual(each)
    }),
    { numRuns: 25, seed: 1 },
  )
})

describe('a table is refused, and nothing is imported, if', () => {
  test.each([
    ['it is another table', 'a,b\n1,2\n', 'a.csv is no table of results: it has no column cell, configuration, seed'],
    ['it was cut off', table.slice(0, -3), 'The last line of a.csv was cut off.'],
    ['a line was cut off', table.slice(0, -30), 'Line 4 of a.csv opens a quotation mark that is never closed.'],
    ['a seed is wrong', table.replace(',1,1.25', ',1.5,1.25'), 'Line 4 of a.csv: Seed 1.5 is not a whole number'],
    ['a seed is missing', table.replace(',1,1.25', ',,1.25'), 'Line 4 of a.csv: Seed NaN is not'],
    ['a date is wrong', table.replace('2026-11-30T', '30.11.2026 '), 'Line 2 of a.csv: The date of the result'],
    ['a hash is wrong', table.replace(nalu, 'nalu'), 'Line 2 of a.csv: The hash of a result is "nalu"'],
    ['a column is there twice', table.replace('solvedAtStep', 'solved'), 'a.csv has two columns "solved".'],
  ])('%s', async (_, text, message) => {
    await expect(importResults(store, text, 'a.csv', configurations)).rejects.toThrow(message)
    expect(await store.all()).toEqual([])
  })

  test('the name of a cell has two lines', () => {
    expect(() => exportResults(results, new Map([[nac, 'a\nb']]))).toThrow('A cell is called "a\\nb"')
  })
})
