// The laws of the benchmark of formulas: each can be read, uses its variables, and is finite where it is drawn.

import { expect, test } from 'vitest'
import { randomStream } from '../../src/base/normal.ts'
import { evaluateFormula, variablesOf } from '../../src/graph/formula.ts'
import { parseFormula } from '../../src/graph/formula-parse.ts'
import { laws } from './laws.ts'

test('there are at least 60 laws, and no two have one name', () => {
  expect(laws.length).toBeGreaterThanOrEqual(60)
  expect(new Set(laws.map(({ id }) => id)).size).toBe(laws.length)
})

test.each(laws.map((law) => [law.id, law] as const))(
  '%s is finite on all of its ranges',
  (_, { id, formula, ranges }) => {
    const parsed = parseFormula(formula.replaceAll(/\bpi\b/g, String(Math.PI)))
    expect(variablesOf(parsed).toSorted()).toEqual(Object.keys(ranges).toSorted())
    const stream = randomStream(1, `law ${id}`)
    for (let row = 0; row < 1000; row += 1) {
      const at = Object.fromEntries(
        Object.entries(ranges).map(([name, [low, high]]) => [name, stream.uniform(low, high)]),
      )
      expect(Number.isFinite(evaluateFormula(parsed, (name) => at[name] as number))).toBe(true)
    }
  },
)
