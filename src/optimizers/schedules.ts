// Learning-rate schedules: expressions in the number of steps already taken.

import { add, cos, divide, exp, max, min, multiply, subtract, toFloat } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'

/** A factor on the learning rate, from the step (int) and the number of steps planned (float). */
export type Schedule = (step: Node, steps: Node) => Node | number

/** The share of the planned steps that is done: 0 to 1. */
const progress = (step: Node, steps: Node): Node => min(divide(toFloat(step), max(steps, 1)), 1)

/** Every schedule by the name that options use. */
export const schedules = {
  constant: () => 1,
  /** Falls evenly to a hundredth. */
  linear: (step, steps) => subtract(1, multiply(0.99, progress(step, steps))),
  /** Falls by the same factor in every step, to a hundredth at the end. */
  exponential: (step, steps) => exp(multiply(Math.log(0.01), progress(step, steps))),
  /** Half a cosine wave from 1 to 0 (Loshchilov & Hutter 2017, without restarts). */
  cosine: (step, steps) => multiply(0.5, add(1, cos(multiply(Math.PI, progress(step, steps))))),
} as const satisfies Readonly<Record<string, Schedule>>

/** The name of a schedule. */
export type ScheduleName = keyof typeof schedules
