// Float64 evaluation of a trained model: predictions, targets and the metrics of their difference.

import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret, interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import type { Metric, Task } from '../tasks/task.ts'
import { forward, type Model, type SlotValues } from './model.ts'
import type { LossKind } from './step.ts'
import { subsetSlots, targetOf } from './target.ts'

/** Graphs over a fixed number of rows; plain data, so that it can be sent to a worker. */
export interface Evaluation {
  readonly inputs: number
  readonly rows: number
  readonly prediction: Node // [out, rows]
  readonly target: Node // [rows] or [out, rows]
}

export function evaluationOf(model: Model, task: Task, rows: number): Evaluation {
  const along = axis('rows', rows)
  const x = slot('x', [model.input, along])
  const members = subsetSlots(task, model.input)
  return {
    inputs: model.input.size,
    rows,
    prediction: forward(model, x),
    target: targetOf(task, x, model, members),
  }
}

/** Every metric of one set of rows. Not finite where a prediction is not. */
export type Metrics = Readonly<Record<Metric, number>>

/** Interprets predictions and targets in float64 from float32 weights. */
export function evaluate(evaluation: Evaluation, values: SlotValues, x: Float32Array): Metrics {
  const nodes = [evaluation.prediction, evaluation.target]
  const [prediction, target] = interpretAll(nodes, { ...values, x }) as [Tensor, Tensor]
  if (evaluation.target.axes.length < 2) return metricsOf(prediction.data, target.data)
  const { axes } = evaluation.prediction
  return metricsOf(spreadOver(prediction, axes), spreadOver(target, axes))
}

/** Root mean square of the targets alone. */
export function rootMeanSquareOfTarget({ target }: Evaluation, values: SlotValues, x: Float32Array): number {
  const { data } = interpret(target, { ...values, x })
  return Math.sqrt(data.reduce((sum, value) => sum + value ** 2, 0) / data.length)
}

/** `prediction` holds whole sets of rows, one for each output; `target` holds one, or as many. */
export function metricsOf(prediction: ArrayLike<number>, target: ArrayLike<number>): Metrics {
  let squares = 0
  let size = 0
  for (let i = 0; i < prediction.length; i += 1) {
    const wanted = target[i % target.length] as number
    squares += ((prediction[i] as number) - wanted) ** 2
    size += wanted ** 2
  }
  return {
    // No error is none, even where the target is 0 everywhere.
    relativeRmse: squares === 0 ? 0 : Math.sqrt(squares / size),
    meanSquaredError: squares / prediction.length,
    halfSumOfSquares: squares / 2,
  }
}

/** The mean squared error that a loss over so many rows stands for; of a log ratio only its order of magnitude. */
export function meanOfLoss(kind: LossKind, loss: number, rows: number, targetSize: number): number {
  switch (kind) {
    case 'meanSquaredError':
      return loss
    case 'halfSumOfSquares':
      return (2 * loss) / rows
    case 'meanSquaredLogRatio':
      return loss * targetSize ** 2
    default:
      return kind satisfies never
  }
}

/** The metric in which a training with this loss is reported. */
export const metricOfLoss = (kind: LossKind): Metric => (kind === 'meanSquaredLogRatio' ? 'relativeRmse' : kind)

/** A metric from the mean squared error alone, if there were `rows` rows whose targets have this root mean square. */
export function metricOfMean(metric: Metric, meanSquaredError: number, rows: number, targetSize: number): number {
  switch (metric) {
    case 'meanSquaredError':
      return meanSquaredError
    case 'halfSumOfSquares':
      return (meanSquaredError * rows) / 2
    case 'relativeRmse':
      return meanSquaredError === 0 ? 0 : Math.sqrt(meanSquaredError) / targetSize
    default:
      return metric satisfies never
  }
}
