// Predictions of a trained model: the forward pass as a kernel, with the same bits on every machine.

import { failure, invalid } from '../base/errors.ts'
import { KernelCache } from '../compile/cache.ts'
import { Kernel } from '../compile/kernel.ts'
import type { KernelPlan } from '../compile/plan-kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { axis, countElements, describeAxes } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { forward, type Model, parametersOf, type SlotValues } from './model.ts'

/** Rows of one step of the kernel; what is left over is padded, so that one kernel serves any number of rows. */
export const predictionRows = 256

/** The forward pass as a step: slot `y` `[out, rows]` becomes the outputs for slot `x` `[in, rows]`. */
export function predictionProgram(model: Model): StepProgram {
  const rows = axis('rows', predictionRows)
  const x = slot('x', [model.input, rows])
  const y = slot('y', [model.output, rows])
  const constants = [x, ...parametersOf(model)].map((each) => ({ slot: each }))
  return { states: [...constants, { slot: y, next: forward(model, x) }], traces: {} }
}

const kernels = new KernelCache()
const plans = new WeakMap<Model, KernelPlan>()

function planOf(model: Model): KernelPlan {
  // Fused multiply-add would make the bits depend on the processor.
  const plan = plans.get(model) ?? kernels.plan(predictionProgram(model), { fused: false })
  plans.set(model, plan)
  return plan
}

/** Predicts rows `[in, rows]`, rows fastest, as `[out, rows]`. */
export type Predictor = (rows: Float32Array) => Float32Array<ArrayBuffer>

/**
 * A model with these weights, ready to predict again and again.
 * A prediction depends on its own row alone: not on the rows beside it, nor on how many there are.
 * @throws NaluError if a parameter is missing or has the wrong number of values.
 */
export function predictor(model: Model, parameters: SlotValues): Predictor {
  const kernel = new Kernel(planOf(model))
  for (const { name, axes } of parametersOf(model)) {
    const values = parameters[name]
    if (values === undefined) throw failure(`Parameter ${name} ${describeAxes(axes)} of the model has no values.`)
    if (values.length !== countElements(axes)) {
      throw failure(
        `Parameter ${name} ${describeAxes(axes)} takes ${countElements(axes)} values, not ${values.length}.`,
      )
    }
    kernel.write(name, values)
  }
  const inputs = model.input.size
  const outputs = model.output.size
  const x = new Float32Array(inputs * predictionRows)
  return (rows) => {
    const count = rows.length / inputs
    if (!Number.isInteger(count)) {
      throw invalid(`${rows.length} values are no whole rows of ${inputs} inputs. Give [in, rows], the rows fastest.`)
    }
    const predictions = new Float32Array(outputs * count)
    for (let from = 0; from < count; from += predictionRows) {
      const size = Math.min(predictionRows, count - from)
      x.fill(0)
      for (let i = 0; i < inputs; i += 1) {
        x.set(rows.subarray(i * count + from, i * count + from + size), i * predictionRows)
      }
      kernel.write('x', x)
      kernel.run(1)
      const y = kernel.read('y')
      for (let o = 0; o < outputs; o += 1) {
        predictions.set(y.subarray(o * predictionRows, o * predictionRows + size), o * count + from)
      }
    }
    return predictions
  }
}

/**
 * Predicts rows `[in, rows]`, rows fastest, as `[out, rows]`; see `predictor`.
 * @throws NaluError if a parameter is missing or has the wrong number of values, or the rows are not whole.
 */
export function predict(model: Model, parameters: SlotValues, rows: Float32Array): Float32Array<ArrayBuffer> {
  return predictor(model, parameters)(rows)
}
