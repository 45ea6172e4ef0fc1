// How a law is written: as a formula of the columns' names, the shortest that it has.

import type { Formula } from '../graph/formula.ts'
import type { Law } from './law.ts'
import { complexityOfFormula, writeLaw } from './law-writing.ts'
import { tidyLaw } from './tidy-law.ts'

export { complexityOfFormula, tidyLaw }

/**
 * A law as a formula of few nodes: products over products, roots as `sqrt`, squares of differences, numbers first and
 * columns in their order.
 * @param names of the columns, in the order of the law's exponents.
 */
export const formulaOf = (law: Law, names: readonly string[]): Formula => writeLaw(tidyLaw(law), names)
