// Nets that tables are fitted with: sums of products of powers, and quotients of two such sums.

import { invalid } from '../base/errors.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { constant, divide } from '../graph/build.ts'
import { at } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { applyModule } from '../modules/apply.ts'
import { linear } from '../modules/linear.ts'
import { realNaiveNpu } from '../modules/real-npu.ts'
import { forward, type Layer, layerOf } from '../train/model.ts'
import type { TableNet } from '../train/table-step.ts'

/**
 * `y = Σ_k c_k · Π_j x_j ^ w_kj`: a layer of `products` products of real powers (Heim et al. 2020, without a gate), then a
 * linear layer whose constant is held at 0, since a product without columns is one. The slots to start from:
 * `over products.W` `[products, columns]` (exponents) and `over.W` `[1, products]` (coefficients).
 * @throws NaluError if a number is not whole and at least 1.
 */
export function powerSumNet(columns: number, products: number): TableNet {
  const input = columnsAxis(columns)
  const { layers, predict } = heldSum('over', input, atLeastOne(products, 'products of a sum'), 0)
  return { input, layers, predict }
}

/**
 * `y = (Σ_k c_k · Π_j x_j ^ w_kj) / (1 + Σ_l d_l · Π_j x_j ^ v_lj)` with `over` products above and `under` terms below,
 * the 1 among them: it is held, since any quotient of sums can be divided by one of its own terms. Slots: `over products.W`
 * and `under products.W` (exponents, as those of `powerSumNet`), `over.W` and `under.W` (coefficients).
 * @throws NaluError if a number is not whole, `columns` or `over` below 1, or `under` below 2.
 */
export function ratioNet(columns: number, over: number, under: number): TableNet {
  const input = columnsAxis(columns)
  const above = heldSum('over', input, atLeastOne(over, 'terms over a fraction line'), 0)
  if (!Number.isInteger(under) || under < 2) {
    throw invalid(
      `${under} terms under a fraction line; expected at least 2, the first of which is 1. Use powerSumNet.`,
    )
  }
  const below = heldSum('under', input, under - 1, 1)
  const ratio = (x: Node) => ({ over: above.predict(x), under: below.predict(x) })
  const predict = (x: Node): Node => {
    const sides = ratio(x)
    return divide(sides.over, sides.under)
  }
  return { input, layers: [...above.layers, ...below.layers], predict, ratio }
}

/** A sum of products whose constant is held. */
function heldSum(name: string, input: Axis, products: number, held: number) {
  const terms = axis(`products ${name}`, products)
  const output = axis(name, 1)
  const powers = layerOf(realNaiveNpu, `${name} products`, input, terms)
  const sum = layerOf(linear, name, terms, output)
  const { b: _, ...coefficients } = sum.parameters
  // A parameter that is no longer among those of its layer is not trained.
  const layers: readonly Layer[] = [powers, { ...sum, parameters: coefficients }]
  const predict = (x: Node): Node => {
    const values = forward({ input, output: terms, layers: [powers] }, x)
    const parameters = { ...coefficients, b: constant(held) }
    return at(applyModule(linear, { x: values, input: terms, output, parameters }), output, 0)
  }
  return { layers, predict }
}

const columnsAxis = (columns: number): Axis => axis('in', atLeastOne(columns, 'columns'))

function atLeastOne(value: number, what: string): number {
  if (Number.isInteger(value) && value >= 1) return value
  throw invalid(`A net with ${value} ${what}; expected a whole number of at least 1.`)
}
