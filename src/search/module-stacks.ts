// Which stacks of arithmetic modules a table is fitted with: by what the modules declare to compute.

import { invalid } from '../base/errors.ts'
import { modules as registry } from '../modules/index.ts'
import type { ArithmeticModule, Operation } from '../modules/module.ts'

/** Layers from the columns to the target; a linear layer behind them gives the target its scale. */
export interface ModuleStack {
  readonly modules: readonly ArithmeticModule[]
  /** How many values each layer gives; the last gives one. */
  readonly sizes: readonly number[]
}

const sums: readonly Operation[] = ['add', 'subtract']
const products: readonly Operation[] = ['multiply', 'divide', 'square', 'root']

const computesOf = ({ computes }: ArithmeticModule, operations: readonly Operation[]): boolean =>
  computes.some((operation) => operations.includes(operation))
const isSum = (module: ArithmeticModule): boolean => computesOf(module, sums)
const isProduct = (module: ArithmeticModule): boolean => computesOf(module, products)

const hiddenSizes = [2, 3] as const

/**
 * Each module alone, and two in a row with two and three hidden units wherever one computes sums and the other products.
 * A module that does both is also stacked on itself.
 * @throws NaluError if there is no module, or one that computes neither sums nor products.
 */
export function stacksOf(modules: readonly ArithmeticModule[]): ModuleStack[] {
  if (modules.length === 0) {
    throw invalid('A fit with an empty list of modules; expected at least one, such as nmu and nau. Or leave it out.')
  }
  const useless = modules.find((module) => !isSum(module) && !isProduct(module))
  if (useless !== undefined) {
    const does = useless.computes.length === 0 ? 'nothing exactly' : useless.computes.join(' and ')
    throw invalid(
      `Module ${useless.id} computes ${does}; a formula is made of modules that add, subtract, multiply, divide, square ` +
        'or take roots. See nalu list.',
    )
  }
  const each = [...new Set(modules)]
  return [...each.map(alone), ...pairsOf(each).flatMap((pair) => hiddenSizes.map((size) => twoLayers(pair, size)))]
}

const alone = (module: ArithmeticModule): ModuleStack => ({ modules: [module], sizes: [1] })
const twoLayers = (modules: readonly ArithmeticModule[], hidden: number): ModuleStack => ({
  modules,
  sizes: [hidden, 1],
})

function pairsOf(modules: readonly ArithmeticModule[]): (readonly ArithmeticModule[])[] {
  return modules.flatMap((first) =>
    modules
      .filter((second) => (isProduct(first) && isSum(second)) || (isSum(first) && isProduct(second)))
      .map((second) => [first, second]),
  )
}

const mixtures = registry.filter((module) => isSum(module) && isProduct(module))
// A round trains a third of them, so that it takes a second longer and not three.
const roundsForAll = 3

/** Some of the registry's mixtures of a sum and a product, each alone and twice; all of them in three rounds. */
export const gatedStacksOf = (round: number): ModuleStack[] =>
  mixtures
    .filter((_, place) => place % roundsForAll === round % roundsForAll)
    .flatMap((module) => [alone(module), twoLayers([module, module], hiddenSizes[0])])

/** A stack's name in streams of random numbers and in reports. */
export const stackName = ({ modules, sizes }: ModuleStack): string =>
  modules.map(({ id }, layer) => `${id} ${sizes[layer]}`).join(', ')

/** True if other threads know all modules of the stack by their ids. */
export const isRegistered = ({ modules }: ModuleStack): boolean => modules.every((module) => registry.includes(module))

/** True if the first layer is defined for columns with such least values. */
export const takesColumns = ({ modules }: ModuleStack, lows: readonly number[]): boolean =>
  modules[0]?.domain !== 'positive' || lows.every((low) => low > 0)
