// What a layer costs: how many numbers it trains, and how many operations it takes, counted from its graph.

import { axis, countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { type Node, topologicalOrder } from '../graph/node.ts'
import { simplify } from '../graph/simplify.ts'
import { applyModule } from './apply.ts'
import type { ArithmeticModule, AxisRole } from './module.ts'

/** Numbers of operations by kind, as people call them: `multiplication`, `exp`. */
export type OperationCounts = Readonly<Record<string, number>>

export interface LayerCost {
  /** Numbers that are trained. */
  readonly parameters: number
  /** Operations for each row. A sum of n numbers is n − 1 additions, and a difference is an addition. */
  readonly perRow: OperationCounts
  /** Operations once for all rows: those of the weights. */
  readonly once: OperationCounts
}

/** Reading, renaming and counting positions cost nothing that one would count. */
const free = ['constant', 'slot', 'index', 'rename', 'gather', 'stopGradient', 'toFloat', 'toInt']

const kinds: Readonly<Record<string, string>> = {
  add: 'addition',
  subtract: 'addition',
  sum: 'addition',
  multiply: 'multiplication',
  product: 'multiplication',
  divide: 'division',
  negate: 'change of sign',
  absolute: 'absolute value',
  maximum: 'max',
  less: 'comparison',
  lessEqual: 'comparison',
  equal: 'comparison',
  select: 'choice',
  sigmoid: 'σ',
  and: 'logical operation',
  or: 'logical operation',
  xor: 'logical operation',
  not: 'logical operation',
}

/** The cost of one layer with these numbers of inputs and outputs, outside training. */
export function layerCost(module: ArithmeticModule, inputs = 2, outputs = 1): LayerCost {
  const input = axis('in', inputs)
  const output = axis('out', outputs)
  // Its size does not matter: what depends on it is counted for one row.
  const rows = axis('rows', 2)
  const roles: Readonly<Record<AxisRole, typeof input>> = { in: input, out: output, operand: axis('operand', inputs) }
  const parameters = Object.fromEntries(
    Object.entries(module.parameters).map(([name, { axes }]) => [
      name,
      slot(
        name,
        axes.map((role) => roles[role]),
      ),
    ]),
  )
  const y = applyModule(module, { x: slot('the inputs', [input, rows]), input, output, parameters })
  const perRow: Record<string, number> = {}
  const once: Record<string, number> = {}
  for (const node of topologicalOrder(simplify([y]))) {
    if (isFree(node)) continue
    const kind = kinds[node.op] ?? node.op
    const counts = node.axes.includes(rows) ? perRow : once
    counts[kind] = (counts[kind] ?? 0) + roundsOf(node) * countElements(node.axes.filter((each) => each !== rows))
  }
  const trained = Object.values(parameters).reduce((total, { axes }) => total + countElements(axes), 0)
  return { parameters: trained, perRow: withoutZeros(perRow), once: withoutZeros(once) }
}

const isFree = (node: Node) =>
  free.includes(node.op) || node.type === 'int' || (node.inputs.length > 0 && node.inputs.every(isPosition))

const isPosition = ({ type }: Node) => type === 'int'

/** How often a node's operation is applied for each of its elements. */
const roundsOf = (node: Node) => ('over' in node ? countElements(node.over) - 1 : 1)

const withoutZeros = (counts: OperationCounts): OperationCounts =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))

/** How many numbers a layer trains, by its numbers of inputs and outputs: `2·in·out + out`. */
export function parameterFormula({ parameters }: ArithmeticModule): string {
  const counts = new Map<string, number>()
  for (const { axes } of Object.values(parameters)) {
    const sizes = axes.map((role) => (role === 'operand' ? 'in' : role)).sort()
    const term = sizes.join('·').replace('in·in', 'in²')
    counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  const terms = [...counts].map(([term, count]) => {
    if (term === '') return String(count)
    return count === 1 ? term : `${count}·${term}`
  })
  return terms.length === 0 ? '0' : terms.join(' + ')
}
