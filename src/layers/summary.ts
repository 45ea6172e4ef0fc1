// The summary of a network: its layers, the shapes of what they give, and how many numbers they train.

import { countElements } from '../graph/axis.ts'
import type { PlacedLayer } from './layer.ts'
import type { Network } from './network.ts'
import { describeShape } from './shape.ts'

/** One layer of a summary. */
export interface LayerSummary {
  /** As its slots are named: `layer2`. */
  readonly name: string
  readonly id: string
  readonly detail: string
  /** Shape of its outputs, such as `8 × 14 × 14`. */
  readonly output: string
  /** Numbers that are trained, those of its parts included. Shared ones are counted where they stand first. */
  readonly parameters: number
  /** How deep it lies within other layers: 0 for a layer of the network. */
  readonly depth: number
}

/** A network as data. */
export interface NetworkSummary {
  readonly input: string
  readonly layers: readonly LayerSummary[]
  /** Numbers that are trained. */
  readonly parameters: number
  /** Numbers that training changes without a gradient, such as running means. */
  readonly states: number
  /** What users of its units should know. */
  readonly notes: readonly string[]
}

const countOf = (arrays: readonly { readonly slot: { readonly axes: Parameters<typeof countElements>[0] } }[]) =>
  arrays.reduce((n, { slot }) => n + countElements(slot.axes), 0)

/** A network's layers, output shapes, parameters and totals. */
export function summarize({ input, body, parameters, states }: Network): NetworkSummary {
  const counted = new Set<string>()
  const rowsOf = (layer: PlacedLayer, depth: number): LayerSummary[] => {
    const own = layer.parameters.filter(({ slot }) => !counted.has(slot.name))
    const { id, detail } = layer.layer
    const row = {
      name: layer.name,
      id,
      detail,
      output: describeShape(layer.output),
      parameters: countOf(own),
      depth,
    }
    const parts = layer.parts.flatMap((part) => rowsOf(part, depth + 1))
    for (const { slot } of own) counted.add(slot.name)
    return [row, ...parts]
  }
  return {
    input: describeShape(input),
    layers: body.parts.flatMap((part) => rowsOf(part, 0)),
    parameters: countOf(parameters),
    states: countOf(states),
    notes: body.notes,
  }
}

/** The summary as lines of a table. */
export function printSummary(network: Network): string {
  const { input, layers, parameters, states } = summarize(network)
  const rows = [
    ['layer', 'output', 'parameters'],
    ['input', input, ''],
    ...layers.map(({ id, detail, output, parameters: count, depth }) => [
      `${'  '.repeat(depth)}${id}${detail === '' ? '' : ` (${detail})`}`,
      output,
      String(count),
    ]),
  ] as [string, string, string][]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  const lines = rows.map(([layer, output, count]) =>
    `${layer.padEnd(widths[0] as number)}  ${output.padEnd(widths[1] as number)}  ${count.padStart(widths[2] as number)}`.trimEnd(),
  )
  const total = `${parameters} parameters${states === 0 ? '' : ` and ${states} numbers of state`}`
  return [...lines, total].join('\n')
}
