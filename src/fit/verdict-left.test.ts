// Rule 5 of a verdict: what is left follows nothing, is to one side at no end, and is alike inside and outside.

import { describe, expect, test } from 'vitest'
import type { Ranges } from '../../test/law-tables.ts'
import { questionOf, tableOf, wide, withTarget } from '../../test/verdict-questions.ts'
import { randomStream } from '../base/normal.ts'
import type { FitProblem } from '../search/prepare.ts'
import { judge } from './verdict.ts'

describe('what is left of the target', () => {
  test('the outermost rows are so much nearer to the law than the inner ones that they do not test it', () => {
    // Far from its top the law is nearly 0, and so is its noise.
    const [law, ranges]: [string, Ranges] = ['10 / (1 + a^4)', { a: [-4, 4] }]
    const [exact, noisy] = [0, 0.05].map((noise) => tableOf(law, ranges, { noise })) as [FitProblem, FitProblem]
    const { prepared } = questionOf(exact, ['a'])
    const outside = new Set(Array.from(prepared.split.certify, (place) => prepared.rows[place]))
    const quiet = withTarget(noisy, (value, row) => {
      const own = exact.target.values[row] as number
      return outside.has(row) ? own + (value - own) / 3 : value
    })
    const verdict = judge(questionOf(quiet, [law]))
    expect(verdict.failed).toEqual(['nothing left'])
    expect(verdict.structure.where).toBe('how far out a row lies')
    // Rows that are alike inside and outside are no such case.
    expect(judge(questionOf(noisy, [law])).failed).not.toContain('nothing left')
  })

  test('the outermost rows have less noise, and no rule fails where they spread more than the inner ones', () => {
    const [exact, noisy] = [0, 0.05].map((noise) => tableOf('2 * a * b', wide, { noise })) as [FitProblem, FitProblem]
    const { prepared } = questionOf(exact, ['a'])
    const outside = new Set(Array.from(prepared.split.certify, (place) => prepared.rows[place]))
    const quiet = withTarget(noisy, (value, row) => {
      const own = exact.target.values[row] as number
      return outside.has(row) ? own + (value - own) / 3 : value
    })
    expect(judge(questionOf(quiet, ['2 * a * b'])).failed).toEqual([])
  })

  test.each([1, 2, 3, 4, 5])(
    'the law stops to hold near an end, by no more than the noise of a row: table %i',
    (seed) => {
      const table = tableOf('a * b', wide, { rows: 300, noise: 0, seed })
      const a = table.columns[0]?.values as Float64Array
      const random = randomStream(seed, 'noise of shares')
      const capped = withTarget(table, (value, row) => {
        const noise = 1 + 0.04 * random.normal()
        return value * Math.min(1, 8.2 / (a[row] as number)) * noise
      })
      const free = withTarget(table, (value) => value * (1 + 0.04 * random.normal()))
      const of = (problem: FitProblem) => judge({ ...questionOf(problem, ['a * b']), kind: 'relative' })
      expect(of(capped).failed).toContain('nothing left')
      expect(of(capped).structure.where).toBe('the upper end of a')
      expect(of(free).failed).toEqual([])
    },
  )

  test('the residuals follow a text', () => {
    const table = tableOf('2 * a * b + b^2')
    const texts = Array.from({ length: 120 }, (_, row) => ['Oslo', 'Rome', 'Lima'][(row * 7) % 3] as string)
    const shifted = withTarget(table, (value, row) => value + (texts[row] === 'Rome' ? 5 : -2.5))
    const question = questionOf(shifted, ['2 * a * b + b^2'])
    const ofRows = Array.from(question.prepared.rows, (row) => texts[row] as string)
    const verdict = judge({ ...question, groups: [{ name: 'city', texts: ofRows }] })
    expect(verdict.failed).toEqual(['nothing left'])
    expect(verdict.structure.where).toBe('city')
    // Where nobody gave the text nothing is seen.
    expect(judge(question).failed).toEqual([])
  })

  test('the residuals rise along a column for one text and fall for another', () => {
    const table = tableOf('2 * a * b', { ...wide, c: [1, 9] })
    const c = table.columns[2]?.values as Float64Array
    const texts = Array.from({ length: 120 }, (_, row) => (row % 2 === 0 ? 'M1' : 'M2'))
    const turned = withTarget(table, (value, row) => value + (row % 2 === 0 ? 0.8 : -0.8) * ((c[row] as number) - 5))
    const question = questionOf(turned, ['2 * a * b'])
    const ofRows = Array.from(question.prepared.rows, (row) => texts[row] as string)
    expect(judge(question).failed).toEqual([])
    const verdict = judge({ ...question, groups: [{ name: 'machine', texts: ofRows }] })
    expect(verdict.failed).toEqual(['nothing left'])
    expect(verdict.structure.where).toBe('c by machine')
  })

  test('the residuals follow a column that the law does not have', () => {
    const table = tableOf('2 * a * b + b^2', { ...wide, c: [0, 6.28] })
    const c = table.columns[2]?.values as Float64Array
    const waved = withTarget(table, (value, row) => value + 4 * Math.sin(c[row] as number))
    const verdict = judge(questionOf(waved, ['2 * a * b + b^2']))
    expect(verdict.failed).toEqual(['nothing left'])
    expect(verdict.structure.where).toBe('c')
  })
})
