// Outliers in a fit: each of ten known laws with replaced targets is found, with just these rows named.

import { expect, test } from 'vitest'
import { type KnownLaw, laws } from '../../bench/formulas/laws.ts'
import { tableOf } from '../../bench/formulas/tables.ts'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { lawOf } from '../formula/law-of.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { type FitResult, fitTable } from './fit.ts'

const ids = ['I.12.1', 'I.14.4', 'I.25.13', 'I.34.8', 'II.3.24', 'kepler', 'fahrenheit', 'fare', 'drag', 'wind-power']
const known = ids.map((id) => laws.find((law) => law.id === id) as KnownLaw)
const options = { target: 'target', seeds: 16, rounds: 1 } as const

function lawIsRight({ listed, pick, names }: FitResult, { formula }: KnownLaw): boolean {
  const truth = lawOf(parseFormula(formula.replaceAll(/\bpi\b/g, String(Math.PI))), names)
  const found = listed[pick]?.finished.law
  return truth !== undefined && found !== undefined && sameLaw(found, truth, equalLaws)
}

const ways = {
  'noise of the range of the target': (values: Float64Array, seed: number) => {
    const random = randomStream(seed, 'noise of the range')
    const [low, high] = [Math.min(...values), Math.max(...values)]
    return () => random.uniform(low, high)
  },
  'ten times as large': () => (value: number) => 10 * value,
} as const satisfies Record<string, (values: Float64Array, seed: number) => (value: number) => number>

test.each(
  known.flatMap((law, i) => (Object.keys(ways) as (keyof typeof ways)[]).map((how) => ({ law, how, seed: i }))),
)('$law.id with one of twenty targets replaced by $how', { timeout: 60_000 }, async ({ law, how, seed }) => {
  const { columns } = tableOf(law, { noise: 0, irrelevant: 0, seed })
  const truth = Float64Array.from(columns['target'] as Float64Array)
  const replace = ways[how](truth, seed)
  const replaced = randomOrder(truth.length, randomStream(seed, 'replaced rows')).slice(0, truth.length / 20)
  const target = Float64Array.from(truth)
  for (const row of replaced) target[row] = replace(truth[row] as number)
  const result = await fitTable({ ...columns, target }, options)
  if (!result.verdict.found) return expect(result.outliers).toEqual([])
  expect(lawIsRight(result, law)).toBe(true)
  expect(result.outliers).toEqual([...replaced].sort((a, b) => a - b))
})
