// Kernels by what they compute: thousands of small trainings share one compilation.

import type { Axis } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import { sourceOf, topologicalOrder } from '../graph/node.ts'
import { type KernelOptions, type KernelPlan, planKernel } from './plan-kernel.ts'
import type { StepProgram } from './step-program.ts'

const mostKept = 64

/** Plans kernels and remembers the last ones used. */
export class KernelCache {
  readonly #plans = new Map<string, KernelPlan>()

  /** The plan for a program of this shape, compiled now or before. */
  plan(program: StepProgram, options: KernelOptions = {}): KernelPlan {
    const key = `${options.fused === true} ${programKey(program)}`
    const plan = this.#plans.get(key) ?? planKernel(program, options)
    // The most recently used plan stands last.
    this.#plans.delete(key)
    this.#plans.set(key, plan)
    if (this.#plans.size > mostKept) this.#plans.delete(this.#plans.keys().next().value as string)
    return plan
  }
}

/** Equal text for programs that compile to the same code: operations, constants, slot names, axis sizes. */
export function programKey({ states, traces, rows }: StepProgram): string {
  const axes = new Map<Axis, number>()
  const axisNumber = (axis: Axis): string => {
    if (!axes.has(axis)) axes.set(axis, axes.size)
    return `${axes.get(axis)}:${axis.size}`
  }
  const numbers = new Map<Node, number>()
  const lines: string[] = []
  const roots = [
    ...states.flatMap(({ slot, next }) => [slot, ...(next === undefined ? [] : [next])]),
    ...Object.values(traces),
  ]
  const order = topologicalOrder(roots)
  for (const node of order) {
    numbers.set(node, numbers.size)
    lines.push(`${describe(node, axisNumber)}(${node.inputs.map((input) => numbers.get(input)).join(',')})`)
  }
  // Sources may stand behind their delays.
  for (const node of order) if (node.op === 'delay') lines.push(`source ${numbers.get(sourceOf(node))}`)
  if (rows !== undefined) lines.push(`rows ${axisNumber(rows)}`)
  const wiring = states.map(({ slot, next }) => `${numbers.get(slot)}<${next === undefined ? '' : numbers.get(next)}`)
  const traced = Object.entries(traces).map(([name, node]) => `${name}=${numbers.get(node)}`)
  return [...lines, ...wiring, ...traced].join(';')
}

function describe(node: Node, axis: (axis: Axis) => string): string {
  switch (node.op) {
    case 'constant':
      return `${node.type} ${Object.is(node.value, -0) ? '-0' : node.value}`
    case 'slot':
      return `${node.type} ${JSON.stringify(node.name)}[${node.axes.map(axis)}]${node.range.low}..${node.range.high}`
    case 'index':
      return `index ${axis(node.axis)}`
    case 'sum':
    case 'product':
    case 'maximum':
      return `${node.op} ${node.over.map(axis)}`
    case 'rename':
      return `rename ${axis(node.from)} ${axis(node.to)}`
    case 'gather':
      return `gather ${axis(node.axis)}`
    case 'scatter':
      return `scatter ${axis(node.axis)} ${node.over.map(axis)}`
    case 'delay':
      return `delay ${node.reversed} ${node.type} [${node.axes.map(axis)}]`
    default:
      return node.op
  }
}
