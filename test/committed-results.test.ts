// The tables in docs/experiments belong to the experiments as they are: a change of equations, options or scoring makes the
// results of before stale, and they are run again or removed.

import { expect, test } from 'vitest'
import { configurationHash } from '../src/base/configuration.ts'
import { findFusedSupport } from '../src/compile/features.ts'
import { readCsv } from '../src/data/csv.ts'
import { cellConfiguration } from '../src/experiments/configuration.ts'
import { experiments } from '../src/experiments/index.ts'
import { filesUnder, read } from './sources.ts'

const tables = filesUnder('docs/experiments', '.csv')
const idOf = (path: string): string => path.replace(/^.*\//, '').replace(/\.csv$/, '')

test('there are tables, and each belongs to an experiment', () => {
  expect(tables.length).toBeGreaterThan(0)
  expect(tables.map(idOf).filter((id) => !experiments.some((experiment) => experiment.id === id))).toEqual([])
})

// Configurations say whether products and sums are rounded once, as they were where the tables come from.
test.skipIf(!findFusedSupport()).each(tables)(
  '%s holds results of its experiment’s configurations alone, each seed once',
  (path) => {
    const { names, rows } = readCsv(read(path), path)
    const column = (name: string) => rows.map((row) => row[names.indexOf(name)] as string)
    const [cells, configurations, seeds] = [column('cell'), column('configuration'), column('seed')]
    const known = new Set(
      experiments.find(({ id }) => id === idOf(path))?.cells.map((cell) => configurationHash(cellConfiguration(cell))),
    )
    const stale = cells.filter((_, i) => !known.has(configurations[i] as string))
    expect([...new Set(stale)]).toEqual([])
    expect(new Set(configurations.map((configuration, i) => `${configuration} ${seeds[i]}`)).size).toBe(rows.length)
  },
)
