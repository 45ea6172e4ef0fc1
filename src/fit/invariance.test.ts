// What must not change a fit: names, the order of columns and rows, and the units of columns and target.

import { expect, test } from 'vitest'
import { type KnownLaw, laws } from '../../bench/formulas/laws.ts'
import { tableOf } from '../../bench/formulas/tables.ts'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { type Law, rescaleLaw } from '../formula/law.ts'
import { sameLaw } from '../formula/same-law.ts'
import { runHere } from '../search/run-here.ts'
import { lawOfTable } from '../search/scaling.ts'
import type { RunTasks } from '../search/search-jobs.ts'
import type { Listed } from './attempt.ts'
import { type FitResult, fitTable } from './fit.ts'

type Columns = Readonly<Record<string, Float64Array>>

/** The same table written differently, and how a law of it is one of the first table. */
interface Written {
  readonly columns: Columns
  /** In the order of the first table's inputs. */
  readonly inputs: readonly string[]
  readonly scales: readonly number[]
  readonly targetScale: number
}

const target = 'target'
const known = ['I.12.1', 'I.14.4', 'I.25.13', 'kepler', 'fahrenheit', 'II.3.24'].map(
  (id) => laws.find((law) => law.id === id) as KnownLaw,
)
const tables = known.flatMap((law, i) =>
  [0, 0.001].map((noise) => {
    const { columns } = tableOf(law, { noise, irrelevant: i % 2, seed: 1 })
    return { id: law.id, noise, columns, inputs: Object.keys(columns).filter((name) => name !== target) }
  }),
)

// Sums of three products and more take long, and change as little.
const fewShapes: RunTasks = (rows, tasks, onResult, signal) => runHere(rows, tasks.slice(0, 3), onResult, signal)
const fitOf = (columns: Columns) => fitTable(columns, { target, seeds: 8, rounds: 1, time: 60, run: fewShapes })

const scaledBy = (
  columns: Columns,
  inputs: readonly string[],
  scales: readonly number[],
  ofTarget: number,
): Written => ({
  columns: Object.fromEntries(
    Object.entries(columns).map(([name, values]) => {
      const scale = name === target ? ofTarget : (scales[inputs.indexOf(name)] as number)
      return [name, values.map((value) => value * scale)]
    }),
  ),
  inputs,
  scales,
  targetScale: ofTarget,
})

const ways: Readonly<Record<string, (columns: Columns, inputs: readonly string[]) => Written>> = {
  'other names': (columns, inputs) => {
    const renamed = inputs.map((_, j) => `z${inputs.length - j}`)
    const own = Object.fromEntries(inputs.map((name, j) => [renamed[j] as string, columns[name] as Float64Array]))
    return {
      columns: { ...own, [target]: columns[target] as Float64Array },
      inputs: renamed,
      scales: inputs.map(() => 1),
      targetScale: 1,
    }
  },
  'another order of columns and rows': (columns, inputs) => {
    const rows = randomOrder((columns[target] as Float64Array).length, randomStream(2, 'rows'))
    const names = Object.keys(columns).reverse()
    const own = names.map((name) => {
      const values = columns[name] as Float64Array
      return [name, Float64Array.from(rows, (row) => values[row] as number)] as const
    })
    return { columns: Object.fromEntries(own), inputs, scales: inputs.map(() => 1), targetScale: 1 }
  },
  'a million times as large': (columns, inputs) =>
    scaledBy(
      columns,
      inputs,
      inputs.map(() => 1e6),
      1e6,
    ),
  'columns of 1e-30 and 1e30': (columns, inputs) =>
    scaledBy(
      columns,
      inputs,
      inputs.map((_, j) => (j % 2 === 0 ? 1e30 : 1e-30)),
      1e-30,
    ),
}

const alike = { exponents: 1e-9, coefficients: 1e-9 } as const

const finishedLaw = ({ listed, pick }: FitResult): Law => (listed[pick] as Listed).finished.law

/** As the search found it, before constants were held at rationals and rounded, which depends on units. */
const searchedLaw = ({ listed, pick, prepared }: FitResult): Law =>
  lawOfTable((listed[pick] as Listed).candidate.law, prepared)

/** In the inputs and the units of the first table. */
function lawBefore(law: Law, result: FitResult, { inputs, scales, targetScale }: Written): Law {
  const inOrder = (exponents: readonly number[]) =>
    inputs.map((name) => exponents[result.names.indexOf(name)] as number)
  const moved = {
    coefficient: law.coefficient,
    exponents: inOrder(law.exponents),
    sums: law.sums.map(({ terms, power }) => ({
      power,
      terms: terms.map((term) => ({ ...term, exponents: inOrder(term.exponents) })),
    })),
  }
  const inverse = scales.map((scale) => 1 / scale)
  return rescaleLaw(moved, inverse, 1 / targetScale)
}

test.each(tables)('$id with noise of $noise gives the same law however it is written', async (table) => {
  const { columns, inputs, noise } = table
  const before = await fitOf(columns)
  expect(before.names).toEqual(inputs)
  for (const [way, write] of Object.entries(ways)) {
    const written = write(columns, inputs)
    const after = await fitOf(written.columns)
    const verdictOf = ({ verdict }: FitResult) => [way, verdict.found, verdict.failed]
    expect.soft(verdictOf(after)).toEqual(verdictOf(before))
    const searched = lawBefore(searchedLaw(after), after, written)
    expect.soft(sameLaw(searchedLaw(before), searched, alike), way).toBe(true)
    const hasOtherUnits = written.targetScale !== 1
    const finished = lawBefore(finishedLaw(after), after, written)
    const tolerance = hasOtherUnits ? { ...alike, coefficients: Math.max(noise, alike.coefficients) } : alike
    expect.soft(sameLaw(finishedLaw(before), finished, tolerance), way).toBe(true)
  }
})
