// Predictions of a network and what they cost: by a compiled kernel, and by the float64 interpreter.

import { failure } from '../base/errors.ts'
import { KernelCache } from '../compile/cache.ts'
import { Kernel } from '../compile/kernel.ts'
import type { KernelPlan } from '../compile/plan-kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { axis, countElements, describeAxes } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { mean } from '../graph/functions.ts'
import { interpret, interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Loss } from '../layers/losses.ts'
import { applyNetwork, type Network, type NetworkValues } from '../layers/network.ts'
import { sizeOf, slotOptions } from '../layers/shape.ts'
import { countRows, type DataRows, type DataValues } from './data.ts'

// Rows of one step of the kernel; what is left over is padded, so that one kernel serves any number of rows.
const rowsAtOnce = 64

/** The forward pass as a step: slot `y` becomes the outputs for slot `x`, both one row after another. */
function programOf(network: Network): StepProgram {
  const rows = axis('rows', rowsAtOnce)
  const x = slot('x', [rows, ...network.input.axes], slotOptions(network.input))
  const y = slot('y', [rows, ...network.output.axes], slotOptions(network.output))
  const constants = [x, ...slotsOf(network)].map((each) => ({ slot: each }))
  return { states: [...constants, { slot: y, next: applyNetwork(network, x, { rows }) }], traces: {}, rows }
}

const slotsOf = ({ parameters, states }: Network) => [...parameters, ...states].map((each) => each.slot)

const kernels = new KernelCache()
const plans = new WeakMap<Network, KernelPlan>()

function planOf(network: Network): KernelPlan {
  // Fused multiply-add would make the bits depend on the processor.
  const plan = plans.get(network) ?? kernels.plan(programOf(network), { fused: false })
  plans.set(network, plan)
  return plan
}

/** Outputs of every row, one row after another. */
export type NetworkPredictor = (inputs: DataValues) => Float32Array<ArrayBuffer>

/**
 * A network with these values, ready to predict again and again. A prediction depends on its own row alone: not on the
 * rows beside it, nor on how many there are.
 * @throws NaluError if a parameter or a state is missing or has the wrong number of values, or if the inputs are no
 * whole rows.
 */
export function networkPredictor(network: Network, values: NetworkValues): NetworkPredictor {
  const kernel = new Kernel(planOf(network))
  for (const { name, axes } of slotsOf(network)) {
    const given = values[name]
    if (given?.length !== countElements(axes)) {
      const found = given === undefined ? 'none were given' : `${given.length} were given`
      throw failure(`"${name}" ${describeAxes(axes)} takes ${countElements(axes)} values; ${found}.`)
    }
    kernel.write(name, given)
  }
  const [inputs, outputs] = [sizeOf(network.input), sizeOf(network.output)]
  const x = new Float64Array(inputs * rowsAtOnce)
  return (rows) => {
    const count = countRows('Inputs', rows, network.input)
    const predictions = new Float32Array(outputs * count)
    for (let from = 0; from < count; from += rowsAtOnce) {
      const size = Math.min(rowsAtOnce, count - from)
      x.fill(0)
      x.set(rows.slice(from * inputs, (from + size) * inputs))
      kernel.write('x', x)
      kernel.run(1)
      predictions.set(kernel.read('y').subarray(0, size * outputs), from * outputs)
    }
    return predictions
  }
}

/** Predicts rows, one row after another; see `networkPredictor`. */
export const predictNetwork = (
  network: Network,
  values: NetworkValues,
  inputs: DataValues,
): Float32Array<ArrayBuffer> => networkPredictor(network, values)(inputs)

/**
 * The same in float64 by the interpreter: slow, and what every other way must agree with.
 * @throws NaluError if values are missing or the inputs are no whole rows.
 */
export function interpretNetwork(network: Network, values: NetworkValues, inputs: DataValues): Float64Array {
  const rows = axis('rows', countRows('Inputs', inputs, network.input))
  const x = slot('x', [rows, ...network.input.axes], slotOptions(network.input))
  const y = interpret(applyNetwork(network, x, { rows }), { ...values, x: inputs })
  return spreadOver(y, [rows, ...network.output.axes])
}

/** What predictions cost. */
export interface NetworkScore {
  /** Mean over the rows. */
  readonly loss: number
  /** Share that is right, where the loss knows what that is. */
  readonly accuracy?: number
}

/** The score of predictions, in float64; the targets are one row after another, too. */
function scorePredictions(
  { output }: Pick<Network, 'output'>,
  loss: Loss,
  predictions: ArrayLike<number>,
  targets: DataValues,
): NetworkScore {
  const target = loss.target(output)
  const rows = axis('rows', predictions.length / sizeOf(output))
  const y = slot('y', [rows, ...output.axes])
  const t = slot('t', [rows, ...target.axes], slotOptions(target))
  const means = [loss.of(y, t, output), ...(loss.accuracy === undefined ? [] : [loss.accuracy(y, t, output)])]
  const [cost, right] = interpretAll(
    means.map((each) => mean(each, rows)),
    { y: predictions, t: targets },
  ) as [Tensor, Tensor?]
  const accuracy = right?.data[0]
  return { loss: cost.data[0] as number, ...(accuracy === undefined ? {} : { accuracy }) }
}

/**
 * What a network's predictions cost on rows of data.
 * @throws NaluError as `networkPredictor`.
 */
export const scoreNetwork = (network: Network, values: NetworkValues, data: DataRows, loss: Loss): NetworkScore =>
  scorePredictions(network, loss, predictNetwork(network, values, data.inputs), data.targets)
