// What counts as success on the single-module task: the error of weights that are all off by ε, in closed form.

import { invalid } from '../../base/errors.ts'
import type { Interval } from '../../base/options.ts'
import type { SingleModuleOperation } from './single-module.ts'

/**
 * The benchmark's ε: its set-up file of experiments says 1e-5, its generator of thresholds 1e-4. Say which one is used.
 */
export const singleModuleEpsilons = { setup: 1e-5, generator: 1e-4 } as const

export interface ThresholdOptions {
  readonly epsilon: number
  /** Two of them are operands; the others should not matter. Default: 2. */
  readonly inputs?: number
}

/**
 * Mean squared error below which a seed counts as solved when tested on `ranges`, of which each input takes one in
 * proportion to its width. In expectation over x, what export/single_layer_task/benchmark/generate_exp_thresholds.r of
 * nalm-benchmark draws a million samples for:
 * - sum and difference: (ε Σ|x_i|)² over all inputs;
 * - product: ((1 − (1 − ε)² P) x_1 x_2)² with P = Π (1 − ε |x_i|) over the inputs that should not matter;
 * - quotient: ((1 − (1 − ε)/(1 + ε) P) x_1 / x_2)².
 * @throws NaluError for a quotient on a range that touches zero, where the error has no mean.
 */
export function singleModuleThreshold(
  operation: SingleModuleOperation,
  ranges: readonly Interval[],
  { epsilon, inputs = 2 }: ThresholdOptions,
): number {
  const { mean, square, inverseSquare } = moments(ranges)
  const variance = square - mean * mean
  switch (operation) {
    case 'add':
    case 'subtract':
      return epsilon * epsilon * (inputs * variance + (inputs * mean) ** 2)
    case 'multiply':
      return relativeSquare((1 - epsilon) ** 2) * square * square
    case 'divide': {
      if (inverseSquare === undefined) {
        const text = ranges.map((range) => range.join(',')).join(' and ')
        throw invalid(`A quotient has no threshold on ${text}: inputs near 0 make its error infinite. Leave out 0.`)
      }
      return relativeSquare((1 - epsilon) / (1 + epsilon)) * square * inverseSquare
    }
    default:
      return operation satisfies never
  }

  /** E (1 − factor · P)², arranged so that nothing cancels: E P = m^k, and P varies by ε² Var|x| for each input. */
  function relativeSquare(factor: number): number {
    const others = inputs - 2
    const kept = 1 - epsilon * mean
    const expected = kept ** others
    const varied = Math.expm1(others * Math.log1p(epsilon ** 2 * (variance / kept ** 2)))
    return (1 - factor * expected) ** 2 + (factor * expected) ** 2 * varied
  }
}

/** Of |x| for x drawn evenly from the ranges: its mean, and the means of x² and 1/x² (undefined where it is infinite). */
function moments(ranges: readonly Interval[]): { mean: number; square: number; inverseSquare: number | undefined } {
  let width = 0
  let mean = 0
  let square = 0
  let inverseSquare: number | undefined = 0
  for (const [low, high] of ranges) {
    width += high - low
    // ∫|x|, ∫x² and ∫1/x².
    mean += (high * Math.abs(high) - low * Math.abs(low)) / 2
    square += (high ** 3 - low ** 3) / 3
    inverseSquare = low * high > 0 && inverseSquare !== undefined ? inverseSquare + 1 / low - 1 / high : undefined
  }
  return {
    mean: mean / width,
    square: square / width,
    inverseSquare: inverseSquare === undefined ? undefined : inverseSquare / width,
  }
}
