// What one NALU layer keeps: its parameters, the weights made from them once a step, and their gradients.

export interface Layer {
  readonly W_hat: Float32Array // [out, in]
  readonly M_hat: Float32Array // [out, in]
  readonly G: Float32Array // [out, in]
  readonly W: Float64Array // [out, in], tanh(W_hat) * sigmoid(M_hat)
  readonly tanh: Float64Array // [out, in]
  readonly sigmoid: Float64Array // [out, in]
  readonly gradientW: Float64Array // [out, in], of the loss by W, which the loop over rows fills
  readonly gradientW_hat: Float64Array // [out, in]
  readonly gradientM_hat: Float64Array // [out, in]
  readonly gradientG: Float64Array // [out, in], which the loop over rows fills
}

/** Parameters and gradients are views of one flat array each, so that the optimizer is one loop. */
export function createLayer(parameters: Float32Array, gradients: Float64Array, offset: number, size: number): Layer {
  const parameter = (k: number) => parameters.subarray(offset + k * size, offset + (k + 1) * size)
  const gradient = (k: number) => gradients.subarray(offset + k * size, offset + (k + 1) * size)
  return {
    W_hat: parameter(0),
    M_hat: parameter(1),
    G: parameter(2),
    W: new Float64Array(size),
    tanh: new Float64Array(size),
    sigmoid: new Float64Array(size),
    gradientW: new Float64Array(size),
    gradientW_hat: gradient(0),
    gradientM_hat: gradient(1),
    gradientG: gradient(2),
  }
}

export function makeWeights({ W_hat, M_hat, W, tanh, sigmoid }: Layer) {
  for (let i = 0; i < W.length; i += 1) {
    const t = Math.tanh(W_hat[i] as number)
    const s = 1 / (1 + Math.exp(-(M_hat[i] as number)))
    tanh[i] = t
    sigmoid[i] = s
    W[i] = t * s
  }
}

export function spreadGradient({ gradientW, gradientW_hat, gradientM_hat, tanh, sigmoid }: Layer) {
  for (let i = 0; i < gradientW.length; i += 1) {
    const d = gradientW[i] as number
    const t = tanh[i] as number
    const s = sigmoid[i] as number
    gradientW_hat[i] = d * s * (1 - t * t)
    gradientM_hat[i] = d * s * t * (1 - s)
  }
}
