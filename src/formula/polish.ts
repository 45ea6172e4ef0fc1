// Polishing: weights near their values are held on them, all others are fitted in float64 by Levenberg and Marquardt's method.

import { levenbergMarquardt } from 'ml-levenberg-marquardt'
import { nearest, type Values } from './snap.ts'
import { bindFit, slotsOf, trainedArrays, type WeightFit } from './weight-fit.ts'

export interface PolishOptions {
  /** Nearer than this to one of its values a weight is held there. Default 0.1. */
  readonly holdWithin?: number
  /** More elements than this are not fitted: it takes too long. Default 200. */
  readonly mostFitted?: number
  readonly iterations?: number
}

/** What came of fitting weights. */
export interface FittedWeights {
  /** Values for the slots of a `snappingOf` the same model. */
  readonly values: Values
  /** How many elements were fitted; the others were held. */
  readonly fitted: number
  /** Mean squared error on the rows. */
  readonly error: number
}

interface Element {
  readonly array: number
  readonly element: number
  readonly isHeld: boolean
  readonly value: number
}

/**
 * Fits what is not held on rows of the training range.
 * @param x `[in, rows]`, as many rows as the fit has.
 * @param target `[rows]`.
 * @returns undefined if there is too much to fit, or if the fit comes to nothing.
 */
export function polish(
  fit: WeightFit,
  parameters: Values,
  x: ArrayLike<number>,
  target: ArrayLike<number>,
  options: PolishOptions = {},
): FittedWeights | undefined {
  const { rows, fitted } = fit
  const { holdWithin = 0.1, mostFitted = 200, iterations = 50 } = options
  const starts = trainedArrays(fit, parameters)
  const { gates, predict, slopes } = bindFit(fit, parameters, x)
  const elements = fitted.flatMap(({ snap }, array) =>
    Array.from(starts[array] as Float64Array, (value, element): Element => {
      const whole = snap === undefined ? undefined : nearest(value, snap)
      const isHeld = whole !== undefined && Math.abs(value - whole) <= holdWithin
      return { array, element, isHeld, value: isHeld ? whole : value }
    }),
  )
  const open = elements.filter(({ isHeld }) => !isHeld)
  if (open.length > mostFitted || open.some(({ value }) => !Number.isFinite(value))) return undefined

  const arraysWith = (values: readonly number[]): Float64Array[] => {
    const arrays = starts.map((start) => Float64Array.from(start))
    const put = ({ array, element }: Element, value: number) => {
      const values = arrays[array] as Float64Array
      values[element] = value
    }
    for (const each of elements) if (each.isHeld) put(each, each.value)
    for (const [k, each] of open.entries()) put(each, values[k] as number)
    return arrays
  }
  const found =
    open.length === 0
      ? []
      : fitOpen({
          open,
          predict: (values) => predict(arraysWith(values)),
          slopes: (values) => slopes(arraysWith(values)),
          target,
          iterations,
        })
  if (found === undefined) return undefined
  const arrays = arraysWith(found)
  const error = predict(arrays).reduce((sum, value, row) => sum + (value - (target[row] as number)) ** 2, 0) / rows.size
  return { values: { ...parameters, ...gates, ...slotsOf(fit, arrays) }, fitted: open.length, error }
}

interface OpenValues {
  readonly open: readonly Element[]
  readonly predict: (values: readonly number[]) => Float64Array
  readonly slopes: (values: readonly number[]) => readonly Float64Array[]
  readonly target: ArrayLike<number>
  readonly iterations: number
}

function fitOpen({ open, predict, slopes, target, iterations }: OpenValues): readonly number[] | undefined {
  const rows = target.length
  const points = { x: Float64Array.from({ length: rows }, (_, row) => row), y: target }
  try {
    const { parameterValues } = levenbergMarquardt(
      points,
      (values) => {
        const predicted = predict(values)
        return (row) => predicted[row] as number
      },
      {
        initialValues: open.map(({ value }) => value),
        jacobianFunction: (values) => {
          const all = slopes(values)
          return (row) => open.map(({ array, element }) => (all[array] as Float64Array)[element * rows + row] as number)
        },
        damping: 1e-3,
        maxIterations: iterations,
        errorTolerance: 1e-30,
      },
    )
    return parameterValues.every(Number.isFinite) ? parameterValues : undefined
  } catch {
    // The library throws where a system cannot be solved or an error is not finite: there is nothing to polish then.
    return undefined
  }
}
