// What a task is: a formula over variables, how variables arise from inputs, and the ranges inside and outside.

import { type Distribution, distributionsOf } from '../base/distribution.ts'
import { invalid } from '../base/errors.ts'
import type { Interval } from '../base/options.ts'
import type { Formula } from '../graph/formula.ts'
import { variablesOf } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'

/** Inputs `from … to − 1`, whose sum is a variable. */
export interface Subset {
  readonly from: number
  readonly to: number
}

/** How closely a solution must fit on fresh rows of the training range, evaluated in float64. */
export interface Threshold {
  readonly metric: Metric
  readonly below: number
}

/**
 * - `relativeRmse`: root of the mean squared error over the root mean square of the target;
 * - `meanSquaredError`: mean over rows and outputs;
 * - `halfSumOfSquares`: half the sum over rows and outputs.
 */
export type Metric = 'relativeRmse' | 'meanSquaredError' | 'halfSumOfSquares'

/** What is learned and where. The test range is not part of it: training must not see it. */
export interface Task {
  readonly id: string
  readonly title: string
  readonly formula: Formula
  /** Formulas of the second output and those after it, where each output learns one of its own. */
  readonly more?: readonly Formula[]
  /** Number of inputs of a row. */
  readonly inputs: number
  /** For each variable, in order of first appearance: the inputs that it sums. */
  readonly subsets: readonly Subset[]
  /** Where the subsets of a seed lie, if seeds differ; `subsets` then says how many inputs each sums. */
  readonly subsetsOfSeed?: (seed: number) => readonly Subset[]
  readonly variables: readonly string[]
  /** Every input is drawn from here, evenly. */
  readonly trainRange: Interval
  /** Where inputs are not all drawn evenly: what they are drawn from, all of it inside `trainRange`. */
  readonly trainDistribution?: Distribution
  readonly threshold: Threshold
}

/** A task with the range on which it is finally tested. */
export interface TestedTask {
  readonly task: Task
  /** One interval, or several of which one is drawn in proportion to its width. */
  readonly testRange: readonly Interval[]
  /** Sizes of the hidden layers of the set-up that the task comes from. Default: none. */
  readonly layers?: readonly number[]
}

/** The formula of each output that has one of its own. */
export const formulasOf = ({ formula, more = [] }: Task): readonly Formula[] => [formula, ...more]

/** What the inputs of training rows are drawn from. */
export const trainingDistribution = ({ trainRange, trainDistribution }: Task): Distribution =>
  trainDistribution ?? [trainRange]

/** The subsets of a seed. */
export const subsetsFor = (task: Task, seed: number): readonly Subset[] => task.subsetsOfSeed?.(seed) ?? task.subsets

/** Relative error at which a formula of the user's counts as learned. */
const solvedRelativeRmse = 1e-5

/** What a task needs beside its formula. */
export interface FormulaTaskOptions {
  readonly trainRange: Interval
  readonly trainDistribution?: Distribution
  /** Formulas of further outputs. Variables are numbered over all formulas. */
  readonly more?: readonly (Formula | string)[]
  /** Inputs of a row; more than the formula has variables only together with `subsets`. Default: one for each variable. */
  readonly inputs?: number
  /** Default: variable number i is input number i. */
  readonly subsets?: readonly Subset[]
  readonly subsetsOfSeed?: (seed: number) => readonly Subset[]
  readonly id?: string
  readonly title?: string
  readonly threshold?: Threshold
}

/**
 * A task from a formula such as `a + b`.
 * @throws NaluError if the formula cannot be read, has no variable, or if subsets, distributions and inputs do not fit.
 */
export function formulaTask(formula: Formula | string, options: FormulaTaskOptions): Task {
  const [parsed, ...more] = [formula, ...(options.more ?? [])].map((each) =>
    typeof each === 'string' ? parseFormula(each) : each,
  ) as [Formula, ...Formula[]]
  const variables = [...new Set([parsed, ...more].flatMap(variablesOf))]
  if (variables.length === 0) {
    throw invalid('The formula has no variable, so there is nothing to learn from. Write one such as "a + b".')
  }
  const { trainRange, subsets = variables.map((_, i) => ({ from: i, to: i + 1 })) } = options
  const inputs = options.inputs ?? Math.max(...subsets.map(({ to }) => to))
  if (subsets.length !== variables.length) {
    throw invalid(
      `The formula has ${variables.length} variables (${variables.join(', ')}) and ${subsets.length} subsets.`,
    )
  }
  for (const [i, { from, to }] of subsets.entries()) {
    if (from < 0 || to > inputs || from >= to) {
      throw invalid(`Variable ${variables[i]} sums inputs ${from} to ${to - 1}; there are ${inputs}, numbered from 0.`)
    }
  }
  if (options.trainDistribution !== undefined) distributionsOf(options.trainDistribution, inputs)
  return {
    id: options.id ?? 'formula',
    title: options.title ?? 'A formula of the user’s',
    formula: parsed,
    ...(more.length === 0 ? {} : { more }),
    inputs,
    subsets,
    ...(options.subsetsOfSeed === undefined ? {} : { subsetsOfSeed: options.subsetsOfSeed }),
    variables,
    trainRange: checkedRange(trainRange),
    ...(options.trainDistribution === undefined ? {} : { trainDistribution: options.trainDistribution }),
    threshold: options.threshold ?? { metric: 'relativeRmse', below: solvedRelativeRmse },
  }
}

export function checkedRange(range: Interval): Interval {
  const [low, high] = range
  if (!(low < high) || !Number.isFinite(low) || !Number.isFinite(high)) {
    throw invalid(`The range ${low},${high} is not one: give a lower number and then a higher one, such as 0,10.`)
  }
  return range
}

/**
 * Overlapping subsets as in the 100-input task of Madsen & Johansen 2020: each variable sums a share `subset` of
 * the inputs; neighbours share `overlap` of a subset. `offset` (0 to 1) moves all of them along the inputs.
 */
export function overlappingSubsets(
  count: number,
  options: { readonly inputs: number; readonly subset: number; readonly overlap: number; readonly offset: number },
): Subset[] {
  const { inputs, subset, overlap, offset } = options
  const size = Math.floor(subset * inputs)
  const shared = Math.floor(overlap * size)
  const length = count * size - (count - 1) * shared
  if (size < 1) {
    throw invalid(
      `A share of ${subset} of ${inputs} inputs is less than one input. Choose --subset from ${1 / inputs} up, or more --inputs.`,
    )
  }
  if (length > inputs) {
    throw invalid(
      `${count} subsets of ${size} inputs that share ${shared} with their neighbour take ${length} inputs; ` +
        `there are ${inputs}. Choose --subset up to ${(Math.floor(100 / (count - (count - 1) * overlap)) / 100).toFixed(2)}, or more --inputs.`,
    )
  }
  const start = Math.min(inputs - length, Math.floor(offset * (inputs - length + 1)))
  return Array.from({ length: count }, (_, i) => {
    const from = start + i * (size - shared)
    return { from, to: from + size }
  })
}
