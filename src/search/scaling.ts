// Laws and tables between the units of a table and those of a search.

import { type Law, rescaleLaw } from '../formula/law.ts'
import type { Prepared } from './prepare.ts'

/** The law in the units and the order of the table's columns. */
export function lawOfTable(law: Law, prepared: Prepared): Law {
  const { scales, targetScale } = prepared
  return withPlaces(rescaleLaw(law, scales, targetScale), prepared)
}

/** Only the order of the columns is the table's. */
function withPlaces(law: Law, { places }: Prepared): Law {
  const exponentsOf = (exponents: readonly number[]) => {
    const own = new Array<number>(exponents.length).fill(0)
    places.forEach((place, i) => {
      own[place] = exponents[i] as number
    })
    return own
  }
  return {
    coefficient: law.coefficient,
    exponents: exponentsOf(law.exponents),
    sums: law.sums.map(({ terms, power }) => ({
      power,
      terms: terms.map((term) => ({ ...term, exponents: exponentsOf(term.exponents) })),
    })),
  }
}

/** The same table in its own units, with the rows in the order of a search. */
export function unscaled(prepared: Prepared): Prepared {
  const { columns, target, scales, targetScale, places, steps, targetStep } = prepared
  const order = [...places.keys()].sort((a, b) => (places[a] as number) - (places[b] as number))
  return {
    ...prepared,
    columns: order.map((i) => (columns[i] as Float64Array).map((value) => value * (scales[i] as number))),
    target: target.map((value) => value * targetScale),
    steps: order.map((i) => (steps[i] as number) * (scales[i] as number)),
    targetStep: targetStep * targetScale,
    scales: order.map(() => 1),
    targetScale: 1,
    places: order.map((_, j) => j),
  }
}

/** A law of the table's columns as one of scaled columns in the order of a search. */
export function scaledLaw(law: Law, { places, scales, targetScale }: Prepared): Law {
  const inOrder = (exponents: readonly number[]) => places.map((place) => exponents[place] as number)
  const moved: Law = {
    coefficient: law.coefficient,
    exponents: inOrder(law.exponents),
    sums: law.sums.map(({ terms, power }) => ({
      power,
      terms: terms.map((term) => ({ ...term, exponents: inOrder(term.exponents) })),
    })),
  }
  return rescaleLaw(
    moved,
    scales.map((scale) => 1 / scale),
    1 / targetScale,
  )
}
