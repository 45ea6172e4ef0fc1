import { expect, test } from 'vitest'
import { evaluateFormula } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { linear } from './linear.ts'
import type { ArithmeticModule, Operation } from './module.ts'
import { formulaFor, groupModules, operationWords, signsOf } from './operations.ts'

const computing = (...computes: Operation[]): ArithmeticModule => ({
  ...linear,
  id: computes.join('-') || 'none',
  computes,
})

test.each<[Operation, number]>([
  ['add', 9],
  ['subtract', 5],
  ['multiply', 14],
  ['divide', 3.5],
  ['square', 49],
  ['root', Math.sqrt(7)],
  ['greater', 1],
])('the formula of "%s" makes %d of 7 and 2', (operation, wanted) => {
  const formula = parseFormula(operationWords[operation].formula ?? '')
  expect(evaluateFormula(formula, (name) => (name === 'a' ? 7 : 2))).toBe(wanted)
})

test('of two numbers the smaller is not greater', () => {
  const formula = parseFormula(operationWords.greater.formula ?? '')
  expect(evaluateFormula(formula, (name) => (name === 'a' ? 2 : 7))).toBe(0)
})

test('a module is tried with the first of its operations that is a formula, or with a sum', () => {
  expect(formulaFor(computing('identity', 'multiply', 'add'))).toBe('a * b')
  expect(formulaFor(computing('equal'))).toBe('a + b')
})

test('signs stand in the order declared', () => {
  expect(signsOf(['divide', 'add', 'square'])).toBe('÷ + x²')
})

test.each<[string, Operation[]]>([
  ['Sums', ['add']],
  ['Sums', ['subtract', 'identity']],
  ['Sums', ['identity']],
  ['Products', ['multiply', 'identity']],
  ['Products', ['square']],
  ['Products and quotients', ['multiply', 'divide', 'root']],
  ['Products and quotients', ['divide']],
  ['Sums and products', ['add', 'multiply']],
  ['Sums and products', ['add', 'subtract', 'multiply', 'divide']],
  ['Comparisons', ['greater', 'equal', 'add']],
  ['Baselines', []],
])('in "%s" are modules that compute %j', (title, computes) => {
  expect(groupModules([computing(...computes)]).map((group) => group.title)).toEqual([title])
})

test('every module is in one group, in the order given, and no group is empty', () => {
  const modules = [computing(), computing('multiply'), computing('add'), computing('add', 'identity')]
  expect(groupModules(modules).map(({ title, modules: members }) => [title, members.map(({ id }) => id)])).toEqual([
    ['Sums', ['add', 'add-identity']],
    ['Products', ['multiply']],
    ['Baselines', ['none']],
  ])
})
