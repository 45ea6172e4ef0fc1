// Where the terms of a law come from: the product units of the trained net, their exponents and their weights in the sum.

import { formatCount, formatNumber } from '../base/numbers.ts'
import type { Law, Product, SumPower } from '../formula/law.ts'
import { formulaOf } from '../formula/law-formula.ts'
import { writeLaw } from '../formula/law-writing.ts'
import { printFormula } from '../graph/formula-print.ts'
import type { Origin } from '../search/candidates.ts'
import type { PowerShape } from '../search/shapes.ts'
import type { SlotValues } from '../train/model.ts'
import type { WhyPart } from './facts.ts'
import { whyOfModules } from './why-modules.ts'

interface Names {
  /** Of the columns of the law. */
  readonly names: readonly string[]
  /** Of the columns of the weights. */
  readonly order: readonly string[]
  readonly target: string
}

/** The origin of a law, and of each of its products where a training led to it. The law is of the table's columns. */
export function whyOf(origin: Origin, law: Law, names: Names): WhyPart[] {
  const whole = printFormula(writeLaw(law, names.names), 'pretty', { digits: 4 })
  if (origin.kind === 'closed form') {
    return [{ part: whole, text: `found as ${origin.name}, by least squares; no training led to it` }]
  }
  if (origin.kind === 'modules') return whyOfModules(origin, whole, names.order)
  const { shape, reachedBy, climbed, trained } = origin
  const search = `${targetText(names.target, shape.k)} was searched as ${formText(shape)}`
  const reached = `${formatCount(reachedBy)} of the ${formatCount(climbed)} starts that were refined led to it`
  if (trained === undefined) {
    return [
      {
        part: whole,
        text: `${search}; ${reached}, none of them trained: exponents went step by step to whole numbers`,
      },
    ]
  }
  const head = {
    part: whole,
    text: `${search}; ${reached}, and the best of those was trained to a loss of ${formatNumber(trained.loss)}`,
  }
  return [head, ...termsOf(law, shape, trained.values, names)]
}

/** What was trained: the target itself, or a power of it. */
function targetText(target: string, k: number): string {
  const size = Math.abs(k)
  const power = size === 1 ? target : size === 2 ? `${target}²` : `√${target}`
  return k < 0 ? `1/${power}` : power
}

function formText({ over, under }: PowerShape): string {
  const products = (count: number) => (count === 1 ? 'one product of powers' : `a sum of ${count} products of powers`)
  if (under === 0) return products(over)
  return `${products(over)} over 1 and ${under === 1 ? 'one more product' : `${under} more products`}`
}

function termsOf(law: Law, shape: PowerShape, weights: SlotValues, names: Names): WhyPart[] {
  const units = { over: unitsOf('over', weights, names), under: unitsOf('under', weights, names) }
  const sides = sidesOf(law, shape, units.under)
  return [
    ...sides.over.map((exponents) => termWhy(exponents, units.over, 'above', names)),
    ...sides.under.map((exponents) => termWhy(exponents, units.under, 'below', names)),
  ].map((part) => (shape.under === 0 ? { ...part, text: part.text.replace(' above the line', '') } : part))
}

/** A trained product. */
interface Unit {
  /** Counted from 1. */
  readonly number: number
  /** In the order of the law's columns. */
  readonly exponents: readonly number[]
  readonly weight: number
}

function unitsOf(side: 'over' | 'under', weights: SlotValues, { names, order }: Names): Unit[] {
  const [all, sum] = [weights[`${side} products.W`], weights[`${side}.W`]]
  if (all === undefined || sum === undefined) return []
  return Array.from(sum, (weight, unit) => {
    const row = all.subarray(unit * order.length, (unit + 1) * order.length)
    const exponents = names.map((name) => row[order.indexOf(name)] as number)
    return { number: unit + 1, exponents, weight }
  })
}

/**
 * The exponents of the products whose quotient is the power of the target that was trained. What the law has before its
 * sums belongs to the products above; those below are divided by one of them, which is the 1 of the net.
 */
function sidesOf(law: Law, { k, under }: PowerShape, below: readonly Unit[]) {
  const sumWith = (power: number) => law.sums.find((sum) => Math.abs(sum.power - power) < 1e-9)
  const outer = law.exponents.map((exponent) => exponent * k)
  const none = outer.map(() => 0)
  const exponentsOf = (sum: SumPower | undefined) => sum?.terms.map(({ exponents }: Product) => exponents) ?? [none]
  const above = exponentsOf(sumWith(1 / k)).map((exponents) => plus(exponents, outer))
  if (under === 0) return { over: above, under: [] }
  const terms = exponentsOf(sumWith(-1 / k))
  const divided = terms.map((one) => ({
    one,
    rest: terms.filter((term) => term !== one).map((term) => minus(term, one)),
  }))
  const misfit = ({ rest }: (typeof divided)[number]) =>
    rest.reduce((sum, exponents) => sum + distance(nearest(exponents, below)?.exponents ?? none, exponents), 0)
  const best = divided.reduce((a, b) => (misfit(b) < misfit(a) ? b : a))
  return { over: above.map((exponents) => minus(exponents, best.one)), under: best.rest }
}

const plus = (a: readonly number[], b: readonly number[]) => a.map((value, j) => value + (b[j] as number))
const minus = (a: readonly number[], b: readonly number[]) => a.map((value, j) => value - (b[j] as number))
const distance = (a: readonly number[], b: readonly number[]) => Math.max(...minus(a, b).map(Math.abs))

const nearest = (exponents: readonly number[], units: readonly Unit[]): Unit | undefined =>
  units.reduce<Unit | undefined>(
    (best, unit) =>
      best === undefined || distance(unit.exponents, exponents) < distance(best.exponents, exponents) ? unit : best,
    undefined,
  )

// Exponents that training left farther from where they ended than this were not found by it.
const near = 0.5

function termWhy(
  exponents: readonly number[],
  units: readonly Unit[],
  side: 'above' | 'below',
  { names }: Names,
): WhyPart {
  const product = { coefficient: 1, exponents, sums: [] }
  const part = printFormula(formulaOf(product, names), 'pretty', { digits: 4 })
  const unit = nearest(exponents, units)
  if (unit === undefined) return { part, text: 'comes from no product unit' }
  const line = side === 'above' ? ' above the line' : ' below the line'
  const trained = exponentsText(unit, exponents, names)
  const weight = `weight ${formatNumber(unit.weight)} in the sum of scaled columns`
  if (distance(unit.exponents, exponents) > near) {
    return {
      part,
      text: `product unit ${unit.number}${line} came nearest, with ${trained}; exponents then went step by step to these`,
    }
  }
  return { part, text: `comes from product unit ${unit.number}${line}, with ${trained}, and ${weight}` }
}

/** The exponents of columns that stand in the product or have a clear one in the unit. */
function exponentsText(unit: Unit, exponents: readonly number[], names: readonly string[]): string {
  const shown = names.flatMap((name, j) => {
    const own = unit.exponents[j] as number
    return exponents[j] !== 0 || Math.abs(own) > near ? [`${formatNumber(own)} of ${name}`] : []
  })
  if (shown.length === 0) return 'exponents near 0'
  return `the exponent${shown.length === 1 ? '' : 's'} ${shown.join(', ')}`
}
