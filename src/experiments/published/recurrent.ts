// The recurrent arithmetic task: set-up of the one code that is public, and the threshold that we judge by.

import type { Interval } from '../../base/options.ts'

/**
 * Trask et al. 2018, section 4.1, tell little of it, and no results were published that could be compared with. The
 * set-up is that of Madsen & Johansen’s code, which has no results either.
 */
export const recurrentArithmetic = {
  paper: 'madsen2020',
  source: 'experiments/simple_function_recurrent.py and network/simple_function_recurrent.py of the code',
  /** Inputs of a step, and what the unit keeps from step to step. */
  inputs: 10,
  hidden: 2,
  /** Steps of a sequence in training; their longer test has 1000, ours fewer. */
  length: 10,
  testLength: 100,
  /** Shares of the inputs and of a subset, as in the task of 100 inputs: subsets of two that share one. */
  subsetShare: 0.25,
  overlapShare: 0.5,
  steps: 100_000,
  batch: 128,
  learningRate: 1e-3,
  checkEvery: 1000,
  evaluationRows: 10_000,
  longerRows: 256,
  ranges: { train: [1, 2], test: [[2, 6]] },
  seeds: 20,
} as const

/** With a linear readout of a sum over time nothing but sums and differences can be exact. */
export const recurrentOperations = [
  { op: 'add', formula: 'a + b', title: 'a + b', sign: 1 },
  { op: 'sub', formula: 'a - b', title: 'a − b', sign: -1 },
] as const

/** How far off weights may be, as in the task of 100 inputs. */
const epsilon = 1e-5

/**
 * The mean squared error of weights that are all off by 1e-5: those that should be ±1 are nearer to 0, those that
 * should be 0 are above it. The error is a weighted sum of the inputs, so its mean square is known exactly.
 * @param sign that of b in the result.
 */
export function recurrentThreshold(sign: 1 | -1, length: number, [low, high]: Interval): number {
  const { inputs } = recurrentArithmetic
  // What an input of the last step counts for; one step earlier both states have gone once more through the unit.
  const near = 1 - epsilon
  const readout = [near, sign * near] as const
  let [first, second] = readout
  let [sum, squares] = [0, 0]
  const countInput = (inFirst: boolean, inSecond: boolean, many: number) => {
    const found = first * (inFirst ? near : epsilon) + second * (inSecond ? near : epsilon)
    const error = found - Number(inFirst) - sign * Number(inSecond)
    sum += many * error
    squares += many * error ** 2
  }
  for (let step = 0; step < length; step += 1) {
    // One input is summed by a alone, one by both, one by b alone.
    countInput(true, false, 1)
    countInput(true, true, 1)
    countInput(false, true, 1)
    countInput(false, false, inputs - 3)
    ;[first, second] = [first * near + second * epsilon, first * epsilon + second * near]
  }
  const mean = (low + high) / 2
  const variance = (high - low) ** 2 / 12
  return (mean * sum) ** 2 + variance * squares
}
