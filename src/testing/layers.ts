// The conformance suite of general layers: what every layer does on every shape that it takes.

import { programKey } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import { Kernel } from '../compile/kernel.ts'
import { planKernel } from '../compile/plan-kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { describeAxes, sameAxes } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import { interpretAll, spreadOver } from '../graph/interpret.ts'
import { type Node, type SlotNode, topologicalOrder } from '../graph/node.ts'
import type { LayerExample } from '../layers/layer.ts'
import { initialNetwork, network } from '../layers/network.ts'
import type { ModuleCheck } from './check.ts'
import { slopeFaults } from './gradients.ts'
import { type LayerProbe, probeLayer } from './layer-probe.ts'
import type { Values } from './probe.ts'
import { allowedErrorsOf, differences, type Exact, valuesOver } from './rounding.ts'

interface LayerCheck {
  readonly name: string
  readonly find: (example: LayerExample) => readonly string[]
}

const checks: readonly LayerCheck[] = [
  { name: 'gives what its shape says, from its inputs and its parameters alone', find: shapeFaults },
  { name: 'builds the same graph every time', find: purityFaults },
  { name: 'starts from finite values that the seed alone decides', find: initialFaults },
  { name: 'gives each row of outputs from its own row of inputs', find: rowFaults },
  { name: 'has gradients that are finite differences', find: differenceFaults },
  { name: 'gives every weight a gradient', find: missingFaults },
  {
    name: 'is computed by strict and fused kernels as by the interpreter, gradients and states included',
    find: kernelFaults,
  },
]

/**
 * Everything that a layer must do on a shape, one check after another, to be run by a test runner. A check finds what
 * is wrong instead of throwing, also where the layer itself throws.
 */
export function layerChecks(example: LayerExample): readonly ModuleCheck[] {
  return checks.map(({ name, find }) => ({
    name,
    run: () => {
      try {
        return find(example)
      } catch (error) {
        return [`It throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`]
      }
    },
  }))
}

const passes = [false, true]

const labelOf = (training: boolean) => (training ? 'in training' : 'outside of training')

const each = (example: LayerExample, rows: number, find: (probe: LayerProbe, label: string) => readonly string[]) =>
  passes.flatMap((training) => find(probeLayer(example, { rows, seed: 1, training }), labelOf(training)))

function shapeFaults(example: LayerExample): string[] {
  return each(example, 3, ({ y, axes, x, slots, parameters }, label) => {
    const faults = sameAxes(y.axes, axes)
      ? []
      : [`${label}: it gives ${describeAxes(y.axes)}, not ${describeAxes(axes)}.`]
    const used = new Set(topologicalOrder([y]).filter((node): node is SlotNode => node.op === 'slot'))
    const idle = [x, ...parameters].filter((given) => !used.has(given))
    const strange = [...used].filter((other) => !slots.includes(other))
    return [
      ...faults,
      ...idle.map(({ name }) => `${label}: it does not use ${name}.`),
      ...strange.map(({ name }) => `${label}: it reads the slot ${name}, which it was not given.`),
    ]
  })
}

function purityFaults(example: LayerExample): string[] {
  const key = (training: boolean) => {
    const { y, loss } = probeLayer(example, { rows: 3, seed: 1, training })
    return programKey({ states: [], traces: { y, loss } })
  }
  const first = passes.map(key)
  const second = passes.map(key)
  return passes
    .filter((_, i) => first[i] !== second[i])
    .map((training) => `${labelOf(training)}: two calls build different graphs.`)
}

function initialFaults({ layer, input }: LayerExample): string[] {
  const made = network(input, layer)
  const values = initialNetwork(made, 1)
  const again = initialNetwork(network(input, layer), 1)
  return Object.entries(values).flatMap(([name, data]) => {
    if (!data.every(Number.isFinite)) return [`${name} starts at a number that is not finite.`]
    return data.every((value, i) => Object.is(value, again[name]?.[i])) ? [] : [`${name} starts differently each time.`]
  })
}

function rowFaults(example: LayerExample): string[] {
  const { axes, rows, x, y, values } = probeLayer(example, { rows: 4, seed: 1, training: false })
  const before = valuesOver(y, axes, values)
  const given = values['x'] as Float64Array
  const perRow = given.length / rows.size
  const { below } = example.input
  // Every input of the last row changes.
  const changed = given.map((value, i) => {
    if (i < given.length - perRow) return value
    return below === undefined ? value * 1.5 : (value + 1) % below
  })
  const after = valuesOver(y, axes, { ...values, [x.name]: changed })
  const outputs = before.length / rows.size
  const kept = before.subarray(0, before.length - outputs)
  return kept.every((value, i) => Object.is(value, after[i]))
    ? []
    : ['Changing one row of inputs changes other rows of outputs.']
}

function differenceFaults(example: LayerExample): string[] {
  return each(example, 3, ({ loss, targets, values }, label) => slopeFaults(label, loss, targets, { loss, values }))
}

// Some starts leave a weight without effect (a unit that is off); not all of these do.
const seeds = 8

function missingFaults(example: LayerExample): string[] {
  const seen = new Map<string, readonly boolean[]>()
  for (let seed = 0; seed < seeds; seed += 1) {
    const { loss, parameters, values } = probeLayer(example, { rows: 5, seed, training: false })
    gradients(loss, parameters).forEach((gradient, i) => {
      const { name, axes } = parameters[i] as SlotNode
      const before = seen.get(name)
      const now = valuesOver(gradient, axes, values)
      seen.set(
        name,
        Array.from(now, (value, k) => value !== 0 || before?.[k] === true),
      )
    })
  }
  const without = [...seen].filter(([, all]) => all.includes(false)).map(([name]) => name)
  return without.map((name) => `${name} has an element whose gradient is 0 at every start.`)
}

// Fewer than a vector, neither whole vectors nor one block of rows, and one row alone.
const rowCounts = [1, 3, 13, 37]

interface Result {
  readonly into: SlotNode
  readonly node: Node
}

function kernelFaults(example: LayerExample): string[] {
  return rowCounts.flatMap((count) =>
    each(example, count, (probe, label) => resultFaults(`${count} rows, ${label}`, probe)),
  )
}

// What some roundings of float32 leave, and no mistake does: it needs no explanation.
const usual = 1e-6

function resultFaults(label: string, probe: LayerProbe): string[] {
  const { rows, axes, y, loss, targets, remembered, slots, values } = probe
  const results: Result[] = [
    { into: slot('the outputs', axes), node: y },
    ...gradients(loss, targets).map((node, i) => {
      const { name, axes: over } = targets[i] as SlotNode
      return { into: slot(`the gradient of ${name}`, over), node }
    }),
    ...[...remembered].map(([{ name, axes: over }, node]) => ({ into: slot(`the next ${name}`, over), node })),
  ]
  const program: StepProgram = {
    states: [
      ...slots.map((given) => ({ slot: given })),
      ...results.map(({ into, node }) => ({ slot: into, next: node })),
    ],
    traces: { loss },
    rows,
  }
  const wanted = [...results, { into: slot('loss'), node: loss }]
  const nodes = wanted.map(({ node }) => node)
  const exact = interpretAll(nodes, values).map((tensor, i): Exact => {
    const { axes: over } = (wanted[i] as Result).into
    return { node: nodes[i] as Node, axes: over, data: spreadOver(tensor, over) }
  })
  // An engine without fused multiply-add cannot run such a kernel.
  const kernels = findFusedSupport() ? [false, true] : [false]
  const runs = kernels.map((fused) => ({ fused, found: runOf(program, results, values, fused) }))
  const compare = (allowed: readonly Float64Array[]) =>
    runs.flatMap(({ fused, found }) =>
      exact.flatMap(({ data }, i) => {
        const what = `${label}${fused ? ', fused' : ''}: ${wanted[i]?.into.name}`
        return differences(what, found[i] as ArrayLike<number>, data, allowed[i] as Float64Array)
      }),
    )
  const isUsual = compare(exact.map(({ data }) => data.map((value) => usual * (1 + Math.abs(value))))).length === 0
  return isUsual ? [] : compare(allowedErrorsOf(exact, values))
}

/** What a kernel makes of the results, and then of the loss. */
function runOf(program: StepProgram, results: readonly Result[], values: Values, fused: boolean): ArrayLike<number>[] {
  const kernel = new Kernel(planKernel(program, { fused }))
  for (const [name, value] of Object.entries(values)) kernel.write(name, value)
  const traces = kernel.run(1)
  return [...results.map(({ into }) => kernel.read(into.name)), traces['loss'] as Float32Array]
}
