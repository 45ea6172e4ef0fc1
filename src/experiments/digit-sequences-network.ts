// Sequences of digits: networks that see one digit after another and add, multiply or count them, and what they train on.

import { type Axis, axis } from '../graph/axis.ts'
import { add, equal, gather, index, multiply, slot, stopGradient, toFloat, toInt } from '../graph/build.ts'
import { recur } from '../graph/delay.ts'
import { mean } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { positionOver, randomKey, uniform } from '../graph/random.ts'
import { alongTime } from '../layers/along-time.ts'
import { dense } from '../layers/dense.ts'
import { eachTime } from '../layers/each-time.ts'
import { type Layer, makeLayer } from '../layers/layer.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { lstm } from '../layers/lstm.ts'
import { applyNetwork, type Network, network } from '../layers/network.ts'
import { images, sequence } from '../layers/shape.ts'
import { stack } from '../layers/stack.ts'
import type { Objective, ObjectiveContext } from '../train/objective-step.ts'
import { type DigitScale, digitNetwork, digitSizes } from './digit-networks.ts'
import { headLayer } from './heads.ts'

/** What is made of the digits. */
export type DigitOperation = 'sum' | 'product' | 'count'

/** Numbers that say a result: ten counts, or one number. */
export const outputsOf = (op: DigitOperation): number => (op === 'count' ? 10 : 1)

/** What an empty sequence gives. */
export const startOf = (op: DigitOperation): number => (op === 'product' ? 1 : 0)

const lstmUnits = 16

/** Results after each step of values over time, one for each position of `axes`. */
function accumulated(op: DigitOperation, values: Node, time: Axis, axes: readonly Axis[]): Node {
  const [after] = recur(time, [{ initial: startOf(op), axes }], ([last]) => [
    op === 'product' ? multiply(last as Node, values) : add(last as Node, values),
  ])
  return after as Node
}

/** The operation itself, along the sequence: with it, all that is left to learn are the digits. */
const accumulator = (op: DigitOperation): Layer =>
  makeLayer('accumulator', op, (input) => {
    const [time, feature] = input.axes as [Axis, Axis]
    return { output: input, apply: (x, { rows }) => accumulated(op, x, time, [feature, rows]) }
  })

/** `[time, outputs]` to `[time, outputs]`: what each digit was seen as to results so far. */
function digitHead(head: string, op: DigitOperation): Layer {
  const outputs = outputsOf(op)
  if (head === 'exact') return accumulator(op)
  if (head === 'lstm') return stack(lstm(lstmUnits, { everyTime: true }), eachTime(dense(outputs)))
  return alongTime(headLayer(head, outputs), outputs, { start: startOf(op), everyTime: true })
}

/** The whole: a convolutional network on each image, then the head. */
export function sequenceNetwork(head: string, op: DigitOperation, length: number, scale: DigitScale): Network {
  const size = digitSizes[scale]
  return network(images(length, 1, size, size), eachTime(digitNetwork(outputsOf(op), scale)), digitHead(head, op))
}

/** The first half of it, on one image. */
export function seeingNetwork(op: DigitOperation, scale: DigitScale): Network {
  const size = digitSizes[scale]
  return network(images(1, 1, size, size), eachTime(digitNetwork(outputsOf(op), scale)))
}

/** The second half, on what the first makes of each image. */
export const countingNetwork = (head: string, op: DigitOperation, length: number): Network =>
  network(sequence(length, outputsOf(op)), digitHead(head, op))

/** Slots of the images that sequences are drawn from. */
export const imageSlots = ['images', 'labels'] as const

/** New sequences in every step, drawn from `count` images; the loss is over all results on the way (Madsen & Johansen 2020). */
export const sequenceObjective =
  (made: Network, op: DigitOperation, count: number, batch: number) =>
  ({ random, training }: ObjectiveContext): Objective => {
    const [rows, all] = [axis('rows', batch), axis('all images', count)]
    const [time, ...pixels] = made.input.axes as [Axis, ...Axis[]]
    const seen = slot(imageSlots[0], [all, ...pixels])
    const labels = slot(imageSlots[1], [all])
    const key = randomKey(random('sequences of digits'))
    const chosen = toInt(uniform(key, positionOver([time, rows]), 0, count)) // [time, rows]
    const x = stopGradient(gather(seen, all, chosen)) // [time, 1, height, width, rows]
    const prediction = applyNetwork(made, x, { rows, training }) // [time, outputs, rows]
    const digit = gather(labels, all, chosen) // [time, rows]
    const outputs = made.output.axes[1] as Axis
    const target = stopGradient(resultsOf(op, digit, time, outputs, rows))
    const loss = mean(meanSquaredError.of(prediction, target, made.output), rows)
    return { loss, rows, data: [seen, labels] }
  }

/** Results so far `[time, outputs, rows]` of digits `[time, rows]`. */
function resultsOf(op: DigitOperation, digit: Node, time: Axis, outputs: Axis, rows: Axis): Node {
  const step = op === 'count' ? toFloat(equal(digit, toFloat(index(outputs)))) : digit
  return accumulated(op, step, time, [outputs, rows])
}
