// Checks of a module once compiled: values and gradients of the kernel, and weights that move while it trains.

import { findFusedSupport } from '../compile/features.ts'
import { Kernel } from '../compile/kernel.ts'
import { planKernel } from '../compile/plan-kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { slot } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { initialParameters, stack } from '../train/model.ts'
import { seedValues, trainingStep } from '../train/step.ts'
import type { CheckOf } from './check.ts'
import { allProbes, type Probe } from './probe.ts'
import { allowedErrors, differences, valuesOver } from './rounding.ts'

export const compiledChecks: readonly CheckOf[] = [
  { name: 'the kernel computes the outputs and gradients of the interpreter', find: (m) => kernelFaults(m, false) },
  {
    name: 'so does the kernel with fused multiply-add',
    // An engine without it cannot run such a kernel.
    find: (module) => (findFusedSupport() ? kernelFaults(module, true) : []),
  },
  { name: 'training moves every weight, and every step computes with the weights of that step', find: trainingFaults },
]

// Neither whole vectors nor one block of rows.
const rows = 13

function kernelFaults(module: ArithmeticModule, fused: boolean): string[] {
  return allProbes(module, rows).flatMap(({ label, probe: layer }) => {
    const results = resultsOf(layer)
    const constants = [layer.x, layer.weights, ...layer.parameters, ...layer.draws]
    const program: StepProgram = {
      states: [
        ...constants.map((each) => ({ slot: each })),
        ...results.map(({ into, node }) => ({ slot: into, next: node })),
      ],
      traces: { loss: layer.loss },
    }
    const kernel = new Kernel(planKernel(program, { fused }))
    for (const [name, value] of Object.entries(layer.values)) kernel.write(name, value)
    const traces = kernel.run(1)
    const found = [...results.map(({ into }) => kernel.read(into.name)), traces['loss'] as Float32Array]
    return [...results, { into: slot('loss'), node: layer.loss }].flatMap(({ into, node }, i) => {
      const exact = valuesOver(node, into.axes, layer.values)
      const allowed = allowedErrors(node, into.axes, layer.values, exact)
      return differences(`${label}: ${into.name}`, found[i] as Float32Array, exact, allowed)
    })
  })
}

interface Result {
  readonly into: SlotNode
  readonly node: Node
}

/** What a kernel is to compute: the outputs, the penalties and every gradient, each into a slot of its own. */
function resultsOf({ model, rows: along, x, y, loss, parameters, penalties }: Probe): Result[] {
  const slopes = (of: string, scalar: Node, targets: readonly SlotNode[]) =>
    gradients(scalar, targets).map((node, i): Result => {
      const { name, axes } = targets[i] as SlotNode
      return { into: slot(`the gradient of ${name}${of}`, axes), node }
    })
  return [
    { into: slot('the outputs', [model.output, along]), node: y },
    ...slopes('', loss, [...parameters, x]),
    ...penalties.flatMap(({ penalty: { id }, value }) => [
      { into: slot(`the penalty "${id}"`), node: value },
      ...slopes(` in the penalty "${id}"`, value, parameters),
    ]),
  ]
}

// So many, or as many as it takes until every parameter has had its turn.
const fewestSteps = 6
const learningRate = 1e-2
const trainingSeeds = 4

/** Trains with gradient descent, whose steps are as large as the gradients, and looks at the weights between the steps. */
function trainingFaults(module: ArithmeticModule): string[] {
  // With few inputs the papers' starts can be saturated: their gradients are too small for float32.
  const inputs = 10
  const trainingSteps = Math.max(fewestSteps, ...Object.values(module.parameters).map(({ turns }) => turns?.to ?? 1))
  const model = stack(inputs, [{ module, outputs: 2 }])
  const task = formulaTask('a + b * c', { inputs, trainRange: module.domain === 'positive' ? [1, 2] : [-2, 2] })
  const step = trainingStep({
    model,
    task,
    batching: { kind: 'fresh', batch: rows },
    loss: 'meanSquaredError',
    optimizer: sgd,
    schedule: schedules.constant,
    clipping: { norm: 1 },
  })
  const plan = planKernel(step.program)
  const faults: string[] = []
  const moved = new Map(step.parameters.map(({ name }) => [name, new Set<number>()]))
  for (let seed = 0; seed < trainingSeeds; seed += 1) {
    const kernel = new Kernel(plan)
    const [low, high] = task.trainRange
    const options = {
      'learning rate': learningRate,
      'planned steps': trainingSteps,
      'train low': low,
      'train high': high,
    }
    const start = { ...step.initial, ...options, ...seedValues(seed), ...initialParameters(model, seed) }
    for (const [name, value] of Object.entries(start)) kernel.write(name, value)
    for (let at = 0; at < trainingSteps; at += 1) {
      const before = Object.fromEntries(step.program.states.map(({ slot: { name } }) => [name, kernel.read(name)]))
      const loss = step.program.traces['loss'] as Node
      const exact = valuesOver(loss, [], before)
      const found = kernel.run(1)['loss'] as Float32Array
      const allowed = allowedErrors(loss, [], before, exact)
      faults.push(...differences(`seed ${seed}, step ${at}: the loss`, found, exact, allowed))
      for (const [name, places] of moved) {
        const old = before[name] as Float32Array
        kernel.read(name).forEach((value, i) => {
          if (value !== old[i]) places.add(i)
        })
      }
    }
  }
  for (const { name, axes } of step.parameters) {
    const count = axes.reduce((product, { size }) => product * size, 1)
    const still = count - (moved.get(name) as Set<number>).size
    if (still > 0) faults.push(`${name}: ${still} of ${count} elements never moved in training.`)
  }
  return faults
}
