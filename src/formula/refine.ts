// Refining: all weights of a trained model are fitted in float64, held by nothing; then multiples of whole numbers are put on them.

import type { Axis } from '../graph/axis.ts'
import { leastSquares } from './least-squares.ts'
import type { FittedWeights } from './polish.ts'
import type { Values } from './snap.ts'
import { nearest } from './snap.ts'
import { bindFit, slotsOf, trainedArrays, type WeightFit } from './weight-fit.ts'

export interface RefineOptions {
  readonly iterations: number
  /** Relative error (root mean squares) below which the fit ends, and whole weights are taken. */
  readonly goal: number
  /** Weights that are put on their nearest values beforehand and stay there, such as `layer2.W`. Default: none. */
  readonly held?: readonly string[]
}

/**
 * Fits every weight on rows of the training range. Weights that share their output are then scaled until the largest is
 * ±1 and put on whole values, as long as the error stays as small: sums that are multiplied or divided are known only
 * up to a factor.
 * @param x `[in, rows]`, as many rows as the fit has.
 * @param target `[rows]`.
 * @returns undefined if the trained weights or their error are not finite.
 */
export function refine(
  fit: WeightFit,
  parameters: Values,
  x: ArrayLike<number>,
  target: ArrayLike<number>,
  { iterations, goal, held = [] }: RefineOptions,
): FittedWeights | undefined {
  const { rows } = fit
  const starts = trainedArrays(fit, parameters)
  if (starts.some((array) => !array.every(Number.isFinite))) return undefined
  const { gates, predict, slopes } = bindFit(fit, parameters, x)
  const isOpen = fit.fitted.map(({ name }) => !held.includes(name))
  const heldStarts = putOnSnap(fit, starts)
  const lengths = starts.flatMap(({ length }, i) => (isOpen[i] ? [length] : []))
  const arraysWith = (values: Float64Array): Float64Array[] => {
    const open = split(values, lengths)
    return heldStarts.map((array, i) => (isOpen[i] ? (open.shift() as Float64Array) : array))
  }
  const meanSquare = Array.from(target).reduce((sum, value) => sum + value * value, 0) / rows.size
  const found = leastSquares(
    {
      predict: (values) => predict(arraysWith(values)),
      slopes: (values) => slopes(arraysWith(values)).flatMap((all, i) => (isOpen[i] ? columnsOf(all, rows.size) : [])),
      target,
    },
    starts.flatMap((array, i) => (isOpen[i] ? Array.from(array) : [])),
    // Digits below the goal cost a step or two, and tell a law from what comes near it.
    { iterations, goal: (1e-3 * goal) ** 2 * meanSquare },
  )
  if (found === undefined) return undefined
  const refined = arraysWith(found.values)
  const errorOf = (arrays: readonly Float64Array[]): number =>
    predict(arrays).reduce((sum, value, row) => sum + (value - (target[row] as number)) ** 2, 0) / rows.size
  const whole = [putOnSnap(fit, refined), putOnSnap(fit, scaledToOne(fit, refined))]
  const accepted = whole.find((arrays) => errorOf(arrays) <= goal ** 2 * meanSquare) ?? refined
  return {
    values: { ...parameters, ...gates, ...slotsOf(fit, accepted) },
    fitted: found.values.length,
    error: errorOf(accepted),
  }
}

/** Weights on the values that their modules name; others as they are. */
const putOnSnap = ({ fitted }: WeightFit, arrays: readonly Float64Array[]): Float64Array[] =>
  arrays.map((array, i) => {
    const { snap } = fitted[i] as WeightFit['fitted'][number]
    return snap === undefined ? array : array.map((value) => nearest(value, snap))
  })

/** Weights of the inputs, those of each output divided by the size of the largest. */
const scaledToOne = ({ fitted, x, rows }: WeightFit, arrays: readonly Float64Array[]): Float64Array[] =>
  arrays.map((array, i) => {
    const { copies, snap } = fitted[i] as WeightFit['fitted'][number]
    const axes = copies.axes.filter((each) => each !== rows)
    const input = axes.findIndex((each) => x.axes.includes(each))
    if (snap === undefined || input < 0) return array
    // Elements of one output lie `stride` apart, and so many outputs lie between.
    const stride = axes.slice(input + 1).reduce((n, each) => n * each.size, 1)
    const size = (axes[input] as Axis).size
    const outputOf = (element: number) => (element % stride) + Math.floor(element / (stride * size)) * stride
    const largest = new Map<number, number>()
    array.forEach((value, element) => {
      const output = outputOf(element)
      largest.set(output, Math.max(largest.get(output) ?? 0, Math.abs(value)))
    })
    return array.map((value, element) => {
      const most = largest.get(outputOf(element)) as number
      return most === 0 ? value : value / most
    })
  })

const columnsOf = (all: Float64Array, rows: number): Float64Array[] =>
  Array.from({ length: all.length / rows }, (_, i) => all.subarray(i * rows, (i + 1) * rows))

/** One array after another, of these lengths. */
function split(values: Float64Array, lengths: readonly number[]): Float64Array[] {
  let from = 0
  return lengths.map((length) => {
    from += length
    return values.subarray(from - length, from)
  })
}
