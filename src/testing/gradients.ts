// Checks of a module's gradients: against finite differences, and that every weight has one.

import { countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import { interpret } from '../graph/interpret.ts'
import { type Node, type SlotNode, topologicalOrder } from '../graph/node.ts'
import { rebuild } from '../graph/simplify.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { CheckOf } from './check.ts'
import { allProbes, type Probe, passesOf, probe, signsOf } from './probe.ts'
import { valuesOver } from './rounding.ts'

export const gradientChecks: readonly CheckOf[] = [
  { name: 'every gradient, of outputs and of penalties, is the finite difference', find: differenceFaults },
  { name: 'every weight gets a gradient', find: missingFaults },
  { name: 'the outputs change with every weight', find: stillFaults },
]

// Central differences in float64 err by about h² and by 1e-16/h; both are small here.
const step = 1e-4
// What the two differences leave open, and what float64 rounds, in shares of the largest gradient of the array.
const tolerance = 1e-6
// A function with a kink or a jump has no difference there; most places must have one.
const fewestSmooth = 0.8
// Of a larger array as many elements, evenly spread.
const mostPlaces = 40

function differenceFaults(module: ArithmeticModule): string[] {
  return allProbes(module, 3).flatMap(({ label, probe: layer }) => [
    ...slopeFaults(label, layer.loss, [...layer.parameters, layer.x], layer.draws.length > 0 ? held(layer) : layer),
    ...layer.penalties.flatMap(({ penalty, value }) =>
      slopeFaults(`${label}, penalty "${penalty.id}"`, value, layer.parameters, { loss: value, values: layer.values }),
    ),
  ])
}

/** Where the gradient of a scalar is not its finite difference. */
export function slopeFaults(label: string, scalar: Node, targets: readonly SlotNode[], at: Place): string[] {
  return targets.flatMap((target) => {
    const { wrong, smooth } = compareWithDifferences(scalar, target, at)
    if (smooth < fewestSmooth) return [`${label}: ${target.name} has no finite difference in most places.`]
    return wrong === undefined ? [] : [`${label}: ${wrong}`]
  })
}

/** A scalar of which differences are taken, and the values around which. */
type Place = Pick<Probe, 'loss' | 'values'>

/** In training a gradient may be stopped on purpose, at a statistic of the inputs; that is held as it is. */
function held({ loss, values, parameters }: Probe): Place {
  const constants: Record<string, Float64Array> = {}
  const nodes = new Map<Node, Node>()
  const learnt = new Set<Node>(parameters)
  for (const node of topologicalOrder([loss])) {
    if (node.inputs.some((input) => learnt.has(input))) learnt.add(node)
    if (node.op === 'stopGradient' && !learnt.has(node)) {
      const name = `held ${nodes.size}`
      constants[name] = valuesOver(node, node.axes, values)
      nodes.set(node, slot(name, node.axes, { range: node.range }))
    } else {
      const inputs = node.inputs.map((input) => nodes.get(input) as Node)
      nodes.set(node, inputs.length === 0 ? node : rebuild(node, inputs))
    }
  }
  return { loss: nodes.get(loss) as Node, values: { ...values, ...constants } }
}

function compareWithDifferences(scalar: Node, target: SlotNode, { loss, values }: Place) {
  const { name, axes } = target
  const exact = valuesOver(gradients(scalar, [target])[0] as Node, axes, values)
  const size = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const start = values[name] as Float64Array
  const lossAt = (i: number, by: number) =>
    interpret(loss, { ...values, [name]: start.with(i, (start[i] as number) + by) }).data[0] as number
  const slope = (i: number, h: number) => (lossAt(i, h) - lossAt(i, -h)) / (2 * h)
  const rounding = (1e-15 * Math.abs(lossAt(0, 0))) / step
  const stride = Math.ceil(exact.length / mostPlaces)
  const tried = [...exact.keys()].filter((i) => i % stride === 0)
  let wrong: string | undefined
  let smooth = 0
  for (const i of tried) {
    const value = exact[i] as number
    const [wide, narrow] = [slope(i, step), slope(i, step / 2)]
    // Richardson's extrapolation: the error of both falls with h².
    const slopeHere = (4 * narrow - wide) / 3
    const open = Math.abs(narrow - wide)
    if (!(open <= 1e-3 * (size + rounding) + 1e-9)) continue
    smooth += 1
    if (Math.abs(value - slopeHere) <= open + 100 * rounding + tolerance * (size + 1e-3)) continue
    wrong ??= `the gradient of ${name} is ${value} at number ${i}, the finite difference ${slopeHere}.`
  }
  return { wrong, smooth: smooth / tried.length }
}

// Some starts leave a weight without effect (a unit that is off); not all of these do.
const seeds = 8

/** For every element of every parameter: does `find` see it at some start? */
function unseen(module: ArithmeticModule, find: (layer: Probe, name: string) => readonly boolean[]): string[] {
  const seen = new Map<string, boolean[]>()
  // A unit that rounds after training has gradients in training alone.
  const passes = passesOf(module)
  for (const sign of signsOf(module)) {
    for (let seed = 0; seed < seeds; seed += 1) {
      for (const training of passes) {
        const layer = probe(module, { inputs: 3, outputs: 2, sign, rows: 5, seed, training })
        for (const { name, axes } of layer.parameters) {
          const before = seen.get(name) ?? new Array<boolean>(countElements(axes)).fill(false)
          if (!before.includes(false)) continue
          const now = find(layer, name)
          seen.set(
            name,
            before.map((was, i) => was || now[i] === true),
          )
        }
      }
    }
  }
  return [...seen].filter(([, all]) => all.includes(false)).map(([name]) => name)
}

function missingFaults(module: ArithmeticModule): string[] {
  const without = unseen(module, ({ loss, parameters, values }, name) => {
    const parameter = parameters.find((each) => each.name === name) as (typeof parameters)[number]
    const gradient = valuesOver(gradients(loss, [parameter])[0] as Node, parameter.axes, values)
    return Array.from(gradient, (value) => value !== 0)
  })
  return without.map((name) => `${name} has an element whose gradient is 0 at every start.`)
}

function stillFaults(module: ArithmeticModule): string[] {
  const without = unseen(module, ({ loss, values }, name) => {
    const start = values[name] as Float64Array
    const before = interpret(loss, values).data[0]
    return Array.from(
      start,
      (value, i) => interpret(loss, { ...values, [name]: start.with(i, value + 0.25) }).data[0] !== before,
    )
  })
  return without.map((name) => `${name} has an element without effect on the outputs at every start.`)
}
