// Penalties that several modules share, each named as its paper names it.

import { absolute, max, min, subtract } from '../graph/build.ts'
import { mean } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import type { Penalty, PenaltySchedule } from './module.ts'

/** Madsen & Johansen 2020, eq. 6: the mean distance of |W| from 0 or 1, whichever is nearer. */
export const distanceFromWhole = (W: Node): Node => mean(min(absolute(W), absolute(subtract(1, absolute(W)))), W.axes)

/** Schlör et al. 2020: the mean of a tent over 0 that ends at ±`reach`, from where on tanh and σ are saturated. */
export const distanceFromSaturation = (latent: Node, reach: number): Node =>
  mean(max(subtract(reach, absolute(latent)), 0), latent.axes)

/**
 * Draws the weights W of an NAU or NMU towards whole numbers.
 * Ramp and weight by default as for one module alone: Mistry et al. 2022, single module task.
 */
export const sparsity = (
  weight: number,
  schedule: PenaltySchedule = { kind: 'ramp', from: 20_000, to: 35_000 },
): Penalty<{ W: never }, never> => ({
  id: 'sparsity',
  description: 'the mean distance of |W| from 0 or 1',
  weight,
  schedule,
  value: ({ parameters }) => distanceFromWhole(parameters.W),
})
