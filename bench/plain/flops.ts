// Floating-point operations of one training step, counted by hand from the equations of the NALU.
//
// The count belongs to the workload and not to an engine, so that times become rates that can be compared. The rule:
// - an addition, subtraction, multiplication, division or square root is 1; a fused multiply-add is 2, and so is each
//   term of a dot product, the first one included;
// - signs, absolute values, comparisons, clamps, roundings, conversions and integer work (random bits) are 0;
// - a transcendental function is the arithmetic of a polynomial as accurate as float32, however an engine computes it:
//   EXP and LOG below, and made from EXP
//     sigmoid(z) = 1 / (1 + exp(0 - z))          3 more
//     tanh(z)    = 1 - 2 / (exp(2 z) + 1)        4 more

const EXP = 21
const LOG = 27
const SIGMOID = EXP + 3
const TANH = EXP + 4

// log(|x| + epsilon)
const SHIFTED_LOG = LOG + 1

// A weight of a layer, once a row, 12:
//   forward   a += W x, s += W log, z += G x                       6
//   backward  dW += da x + ds log, dG += dz x                      6
const WEIGHT_AND_ROW = 12

// An output of a layer, once a row, 53:
//   forward   m = exp(s), g = sigmoid(z)                           EXP + SIGMOID
//             y = m + g (a - m)                                    3
//   backward  da = dy g, dm = dy - da, ds = dm m                   3
//             dz = dm g (a - m)                                    2
const OUTPUT_AND_ROW = EXP + SIGMOID + 8

// What the gradient by an input of an upper layer adds, 6 for each of its outputs and 2 more:
//   dx = (sum of W da) + (sum of G dz) + (sum of W ds) / (|x| + epsilon)
const INPUT_GRADIENT = 2
const INPUT_GRADIENT_AND_OUTPUT = 6

// The loss, once a row: the error, its square added up, the gradient by the prediction.
const LOSS = 4

// A number drawn: low + u (high - low).
const DRAW = 2

// A weight of a layer, once a step, 57:
//   W = tanh(W_hat) sigmoid(M_hat)                                 TANH + SIGMOID + 1
//   dW_hat = dW sigmoid (1 - tanh^2)                               4
//   dM_hat = dW sigmoid tanh (1 - sigmoid), first product shared   3
const WEIGHT_AND_STEP = TANH + SIGMOID + 8

// A parameter in Adam, once a step: first moment 3, second moment 4, update 6 (correction, root, epsilon, rate,
// quotient, difference).
const ADAM = 13

export interface Workload {
  /** Sizes from input to output, as in [10, 2, 1]. */
  readonly layers: readonly number[]
  readonly rows: number
  /** Whether the logarithms of the inputs are taken in every step or were taken before the first. */
  readonly inputLogs: 'taken' | 'cached'
  /** For a batch drawn in every step: how many columns its target adds up. Fixed rows leave it out. */
  readonly targetColumns?: number
}

/**
 * Operations of one step: all rows forward and backward, and the update.
 *
 *                                             a row    rows     once a step      a step
 *     [2, 1], 128 rows drawn                    142  18,176   114 +    78        18,368
 *     [100, 2, 1], 128 rows drawn             5,708 730,624   11,514 + 7,878    750,016
 *     [10, 2, 1], 10,000 rows, logs cached      499   4.99M   1,254 +   858   4,992,112
 *     [10, 2, 1], 10,000 rows, logs taken       779   7.79M   1,254 +   858   7,792,112
 *
 * A row of the first: 12·2 of weights, 53 of the output, 2·28 of logarithms, 4 of the loss, 2·2 drawn, 1 for the
 * target. A row of the last: 12·(20 + 2), 53·3, 28·(10 + 2), (2 + 6)·2 of hidden gradients and 4. A hundred models
 * [2, 1] that each take a step: 1,836,800.
 */
export function countFlops(workload: Workload): number {
  return workload.rows * countFlopsPerRow(workload) + countFlopsPerUpdate(workload.layers)
}

export function countFlopsPerRow({ layers, inputLogs, targetColumns }: Omit<Workload, 'rows'>): number {
  const inputs = layers[0] ?? 0
  let flops = LOSS
  for (const [l, [size, outs]] of pairs(layers).entries()) {
    flops += WEIGHT_AND_ROW * size * outs + OUTPUT_AND_ROW * outs
    if (l > 0 || inputLogs === 'taken') flops += SHIFTED_LOG * size
    if (l > 0) flops += (INPUT_GRADIENT + INPUT_GRADIENT_AND_OUTPUT * outs) * size
  }
  if (targetColumns !== undefined) flops += DRAW * inputs + targetColumns - 1
  return flops
}

/** What happens once a step, whatever the number of rows: effective weights, their gradients and Adam. */
export function countFlopsPerUpdate(layers: readonly number[]): number {
  const weights = pairs(layers).reduce((sum, [size, outs]) => sum + size * outs, 0)
  return WEIGHT_AND_STEP * weights + ADAM * 3 * weights
}

function pairs(layers: readonly number[]): [size: number, outs: number][] {
  return layers.slice(1).map((outs, l) => [layers[l] as number, outs])
}
