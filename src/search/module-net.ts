// The net of a stack of modules, and how laws are read off its trained weights.

import type { Law } from '../formula/law.ts'
import { readLaw } from '../formula/read.ts'
import type { ColumnRange } from '../formula/reading.ts'
import { nearest } from '../formula/snap.ts'
import { axis, countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { at } from '../graph/functions.ts'
import { type Bindings, interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { linear } from '../modules/linear.ts'
import { forward, type Model, type SlotValues, snappingWeights, stack, type Weight } from '../train/model.ts'
import type { TableNet } from '../train/table-step.ts'
import { type ModuleStack, stackName } from './module-stacks.ts'

/** A stack as it is trained. Its last layer is the linear one. */
export interface StackNet extends TableNet {
  readonly name: string
  readonly model: Model
  readonly reader: StackReader
}

/** The graph of one row with slots in place of weights that can be snapped and of gates. */
interface StackReader {
  readonly x: SlotNode
  readonly prediction: Node
  readonly weights: readonly (Weight & { readonly slot: SlotNode })[]
  readonly gates: ReadonlyMap<string, SlotNode>
}

/** A stack on so many columns. Slots are those of `stack`: `layer1.W`, `layer1.W_hat`, … */
export function stackNet(columns: number, layers: ModuleStack): StackNet {
  const { modules, sizes } = layers
  const specs = modules.map((module, layer) => ({ module, outputs: sizes[layer] as number }))
  // Columns and target are scaled: weights between -1 and 1 cannot give the target its size and its constant.
  const model = stack(columns, [...specs, { module: linear, outputs: 1 }])
  const predict = (x: Node): Node => at(forward(model, x), model.output, 0)
  return { name: stackName(layers), input: model.input, layers: model.layers, predict, model, reader: readerOf(model) }
}

function readerOf(model: Model): StackReader {
  const x = slot('x', [model.input])
  const weights = snappingWeights(model).map((weight) => ({
    ...weight,
    slot: slot(`snapped ${weight.name}`, weight.node.axes),
  }))
  const gates = new Map<string, SlotNode>()
  const outputs = forward(model, x, {
    weight: (name, value) => weights.find((weight) => weight.name === name)?.slot ?? value,
    gate: (name, share) => {
      const decided = slot(`${decidedPrefix}${name}`, share.axes)
      gates.set(name, decided)
      return decided
    },
  })
  return { x, prediction: at(outputs, model.output, 0), weights, gates }
}

// A weight this near to a value that its module names is taken for it; then all are, whatever they are near to.
const reaches = [0.2, Number.POSITIVE_INFINITY] as const

/**
 * The laws that a stack computes with trained weights: with those snapped that lie near a value that their module names,
 * and with all of them snapped. None if a gate is undecided.
 * @param columns of the rows that gates are decided on: one `[rows]` a column.
 * @param ranges of every column, on all rows of the table.
 */
export function lawsOfStack(
  net: StackNet,
  values: SlotValues,
  columns: readonly Float64Array[],
  ranges: readonly ColumnRange[],
): Law[] {
  const { x, prediction, weights } = net.reader
  const gates = decidedGates(net, values, columns)
  if (gates === undefined) return []
  const trained = interpretAll(
    weights.map(({ node }) => node),
    values,
  )
  return reaches.flatMap((reach) => {
    const snapped = weights.map(({ slot: { name, axes }, snap }, i) => {
      const held = spreadOver(trained[i] as Tensor, axes).map((value) => {
        const near = nearest(value, snap)
        return Math.abs(near - value) <= reach ? near : value
      })
      return [name, held] as const
    })
    const law = readLaw(prediction, { ...values, ...gates, ...Object.fromEntries(snapped) }, x, ranges)
    return law === undefined ? [] : [law]
  })
}

/** What a reader of the law wants to know of its units: gates as they were decided, and all weights, by name. */
export function weightsOfStack(net: StackNet, values: SlotValues, columns: readonly Float64Array[]): SlotValues {
  const nodes = new Map(snappingWeights(net.model).map(({ name, node }) => [name, node]))
  for (const { name, module, parameters } of net.layers) {
    // Parameters that make no weights are weights themselves.
    if (Object.keys(module.weights ?? {}).length > 0) continue
    for (const [parameter, node] of Object.entries(parameters)) nodes.set(`${name}.${parameter}`, node)
  }
  const tensors = interpretAll([...nodes.values()], values)
  const weights = [...nodes].map(([name, node], i) => [name, spreadOver(tensors[i] as Tensor, node.axes)] as const)
  const gates = Object.entries(decidedGates(net, values, columns) ?? {}).map(
    ([place, shares]) => [place.slice(decidedPrefix.length), shares as Float64Array] as const,
  )
  return Object.fromEntries([...weights, ...gates].map(([name, each]) => [name, Float32Array.from(each)]))
}

const decidedPrefix = 'decided '

// A share up to this at every row is 0, one that is as near to 1 is 1: a mixture's gate goes on closing long after the law is
// clear, and a wrong decision gives a law that the rows refuse.
const decidedWithin = 0.25
// A share that differs by no more than this over the rows does not depend on them, and is a number of the law.
const leastChange = 1e-6

/** What stands for each gate; undefined if one of them goes with the rows and is open at some of them. */
function decidedGates(
  { model, reader }: StackNet,
  values: SlotValues,
  columns: readonly Float64Array[],
): Bindings | undefined {
  if (reader.gates.size === 0) return {}
  const rows = axis('rows', columns[0]?.length ?? 0)
  const x = slot('x', [model.input, rows])
  const shares = new Map<string, Node>()
  forward(model, x, {
    gate: (name, share) => {
      shares.set(name, share)
      return share
    },
  })
  const names = [...reader.gates.keys()]
  const nodes = names.map((name) => shares.get(name) as Node)
  const found = interpretAll(nodes, { ...values, x: columns.flatMap((column) => [...column]) })
  const decided: Record<string, Float64Array> = {}
  for (const [i, name] of names.entries()) {
    const { axes, name: place } = reader.gates.get(name) as SlotNode
    const each = spreadOver(found[i] as Tensor, [...axes, rows])
    const elements = Array.from({ length: countElements(axes) }, (_, element) =>
      decidedShare(each.subarray(element * rows.size, (element + 1) * rows.size)),
    )
    if (elements.includes(undefined)) return undefined
    decided[place] = Float64Array.from(elements as number[])
  }
  return decided
}

function decidedShare(shares: Float64Array): number | undefined {
  const least = shares.reduce((a, b) => Math.min(a, b))
  const most = shares.reduce((a, b) => Math.max(a, b))
  if (most <= decidedWithin) return 0
  if (least >= 1 - decidedWithin) return 1
  return most - least <= leastChange ? least : undefined
}
