// What people call the operations of arithmetic, and how modules are grouped by those that they compute.

import type { ArithmeticModule, Operation } from './module.ts'

export interface OperationWords {
  /** For lists. */
  readonly sign: string
  /** What it makes of two inputs a and b, as people write it. */
  readonly text: string
  /** The same as a formula to learn; undefined where no formula says it. */
  readonly formula?: string
}

export const operationWords: Readonly<Record<Operation, OperationWords>> = {
  add: { sign: '+', text: 'a + b', formula: 'a + b' },
  subtract: { sign: '−', text: 'a − b', formula: 'a - b' },
  multiply: { sign: '×', text: 'a · b', formula: 'a * b' },
  divide: { sign: '÷', text: 'a / b', formula: 'a / b' },
  square: { sign: 'x²', text: 'a²', formula: 'a^2' },
  root: { sign: '√', text: '√a', formula: 'sqrt(a)' },
  identity: { sign: 'x', text: 'a' },
  greater: { sign: '>', text: '1 if a > b, otherwise 0', formula: '(sign(a - b) + 1) / 2' },
  equal: { sign: '=', text: '1 if a = b, otherwise 0' },
}

/** The signs of what a module computes, for lists: `+ − × ÷`. */
export const signsOf = (computes: readonly Operation[]): string =>
  computes.map((operation) => operationWords[operation].sign).join(' ')

/** A formula to try a module with: the first of its operations that is one, or a sum. */
export const formulaFor = ({ computes }: ArithmeticModule): string =>
  computes.map((operation) => operationWords[operation].formula).find((formula) => formula !== undefined) ?? 'a + b'

/** Kinds of arithmetic, in the order in which lists show them. */
const groupTitles = [
  'Sums',
  'Products',
  'Products and quotients',
  'Sums and products',
  'Comparisons',
  'Baselines',
] as const

export type GroupTitle = (typeof groupTitles)[number]

function groupOf({ computes }: ArithmeticModule): GroupTitle {
  const has = (...operations: readonly Operation[]) => operations.some((each) => computes.includes(each))
  const hasProducts = has('multiply', 'divide', 'square', 'root')
  if (has('greater', 'equal')) return 'Comparisons'
  if (has('add', 'subtract') && hasProducts) return 'Sums and products'
  if (hasProducts) return has('divide') ? 'Products and quotients' : 'Products'
  return computes.length > 0 ? 'Sums' : 'Baselines'
}

export interface ModuleGroup {
  readonly title: GroupTitle
  /** In the order given. */
  readonly modules: readonly ArithmeticModule[]
}

/** Modules by what they declare to compute; those that compute nothing exactly are baselines. No group is empty. */
export function groupModules(modules: readonly ArithmeticModule[]): ModuleGroup[] {
  return groupTitles
    .map((title) => ({ title, modules: modules.filter((module) => groupOf(module) === title) }))
    .filter((group) => group.modules.length > 0)
}
