// Adam with bias correction (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1), over one flat array of parameters.

const BETA_1 = 0.9
const BETA_2 = 0.999
const EPSILON = 1e-8

export interface Adam {
  readonly first: Float32Array
  readonly second: Float32Array
}

export function createAdam(size: number): Adam {
  return { first: new Float32Array(size), second: new Float32Array(size) }
}

/** `updates` counts from 1. */
export function updateAdam(
  { first, second }: Adam,
  parameters: Float32Array,
  gradients: Float64Array,
  learningRate: number,
  updates: number,
) {
  const rate = learningRate / (1 - BETA_1 ** updates)
  const correction = 1 / (1 - BETA_2 ** updates)
  for (let i = 0; i < parameters.length; i += 1) {
    const d = gradients[i] as number
    const m = BETA_1 * (first[i] as number) + (1 - BETA_1) * d
    const v = BETA_2 * (second[i] as number) + (1 - BETA_2) * d * d
    first[i] = m
    second[i] = v
    parameters[i] = (parameters[i] as number) - (rate * m) / (Math.sqrt(v * correction) + EPSILON)
  }
}
