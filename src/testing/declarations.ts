// Checks of what a module declares for training and reading: bounds, snap values, turns, restarts, weights.

import { type Axis, axis, describeAxes, sameAxes } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { type Node, topologicalOrder } from '../graph/node.ts'
import type { ArithmeticModule, AxisRole, ParameterSpec, Redraw } from '../modules/module.ts'
import { forward, parametersOf, stack } from '../train/model.ts'
import type { CheckOf } from './check.ts'

export const declarationChecks: readonly CheckOf[] = [
  { name: 'bounds are in order, and values to snap to lie within them', find: boundFaults },
  { name: 'turns lie within their period', find: turnFaults },
  { name: 'a module that restarts draws every parameter anew, within its bounds', find: restartFaults },
  { name: 'every weight that it declares has its axes and is what forward computes with', find: weightFaults },
]

type Bounds = readonly [low: number, high: number]

const everything: Bounds = [-Infinity, Infinity]
const lies = (value: number, [low, high]: Bounds) => value >= low && value <= high

function boundFaults({ parameters, weights = {} }: ArithmeticModule): string[] {
  const specs = Object.entries<Pick<ParameterSpec, 'bounds' | 'snap'>>({ ...parameters, ...weights })
  return specs.flatMap(([name, { bounds = everything, snap }]) => {
    if (!(bounds[0] < bounds[1])) return [`${name} has the bounds ${bounds.join(' and ')}, which are not in order.`]
    if (snap?.length === 0) return [`${name} has no value to snap to.`]
    return (snap ?? [])
      .filter((value) => !Number.isFinite(value) || !lies(value, bounds))
      .map((value) => `${name} snaps to ${value}, outside its bounds ${bounds.join(' and ')}.`)
  })
}

function turnFaults({ parameters }: ArithmeticModule): string[] {
  return Object.entries(parameters).flatMap(([name, { turns }]) => {
    if (turns === undefined) return []
    const { period, from, to } = turns
    const isWhole = [period, from, to].every(Number.isInteger)
    return isWhole && from >= 0 && from < to && to <= period
      ? []
      : [`${name} has turns ${from} to ${to} of ${period}; whole numbers with 0 ≤ from < to ≤ period are needed.`]
  })
}

function restartFaults({ parameters, restart }: ArithmeticModule): string[] {
  const faults = Object.entries(parameters).flatMap(([name, { redraw, bounds = everything }]) => {
    if (restart === undefined) return redraw === undefined ? [] : [`${name} has a redraw, but no rule restarts it.`]
    if (redraw === undefined) return [`${name} is not drawn anew where the module restarts.`]
    return isRedraw(redraw, bounds) ? [] : [`${name} cannot be drawn anew so: ${JSON.stringify(redraw)}.`]
  })
  if (restart === undefined) return faults
  const { every, after, above } = restart
  const isRule = Number.isInteger(every) && every >= 1 && after >= 0 && Number.isFinite(above)
  return isRule ? faults : [...faults, `The rule of restarts is no rule: ${JSON.stringify(restart)}.`]
}

function isRedraw(redraw: Redraw, bounds: Bounds): boolean {
  switch (redraw.kind) {
    case 'uniform':
      return redraw.low < redraw.high && lies(redraw.low, bounds) && lies(redraw.high, bounds)
    case 'normal':
      // Draws from a normal go anywhere.
      return Number.isFinite(redraw.mean) && redraw.deviation > 0 && bounds.every((bound) => !Number.isFinite(bound))
    default:
      return redraw satisfies never
  }
}

function weightFaults(module: ArithmeticModule): string[] {
  const model = stack(3, [{ module, outputs: 2 }])
  const all = parametersOf(model).flatMap(({ axes }) => axes)
  const operand = all.find((each) => each !== model.input && each !== model.output)
  const roles: Readonly<Record<AxisRole, Axis | undefined>> = { in: model.input, out: model.output, operand }
  const declared = module.weights ?? {}
  const stands = new Map<string, Node>()
  const faults: string[] = []
  const y = forward(model, slot('x', [model.input, axis('rows', 4)]), {
    weight: (name, node) => {
      const own = name.slice(name.indexOf('.') + 1)
      const spec = declared[own]
      if (spec === undefined) return node
      const wanted = spec.axes.flatMap((role) => roles[role] ?? [])
      if (!sameAxes(node.axes, wanted)) {
        faults.push(`The weight ${own} is ${describeAxes(node.axes)}, declared as ${describeAxes(wanted)}.`)
      }
      const inPlace = slot(name, node.axes, { range: node.range })
      stands.set(own, inPlace)
      return inPlace
    },
  })
  const used = new Set(topologicalOrder([y]))
  const idle = [...stands].filter(([, node]) => !used.has(node)).map(([name]) => name)
  return [...faults, ...idle.map((name) => `The weight ${name} is declared, and forward does not compute with it.`)]
}
