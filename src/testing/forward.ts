// Checks of a module's forward pass: shape, slots, purity, rows that do not touch each other, finite values.

import { programKey } from '../compile/cache.ts'
import { describeAxes, sameAxes } from '../graph/axis.ts'
import { gradients } from '../graph/gradient.ts'
import { interpretAll } from '../graph/interpret.ts'
import { topologicalOrder } from '../graph/node.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { CheckOf } from './check.ts'
import { allProbes, passesOf, probe, probes, type Shape, signsOf } from './probe.ts'
import { valuesOver } from './rounding.ts'

export const forwardChecks: readonly CheckOf[] = [
  { name: 'forward gives [out, rows] from the inputs and the parameters alone', find: shapeFaults },
  { name: 'forward builds the same graph every time', find: purityFaults },
  { name: 'a row of outputs depends on its own row of inputs alone', find: rowFaults },
  { name: 'outputs and gradients are finite on ordinary inputs', find: finiteFaults },
]

function shapeFaults(module: ArithmeticModule): string[] {
  return allProbes(module, 3).flatMap(({ label, probe: { model, rows, x, y, parameters, draws } }) => {
    const faults: string[] = []
    const wanted = [model.output, rows]
    if (!sameAxes(y.axes, wanted)) {
      faults.push(`${label}: forward gives ${describeAxes(y.axes)}, not ${describeAxes(wanted)}.`)
    }
    const used = new Set(topologicalOrder([y]).filter((node) => node.op === 'slot'))
    for (const given of [x, ...parameters]) {
      if (!used.delete(given)) faults.push(`${label}: forward does not use ${given.name}.`)
    }
    const strange = [...used].filter((each) => !draws.includes(each))
    for (const other of strange) faults.push(`${label}: forward reads the slot ${other.name}, which it was not given.`)
    return faults
  })
}

function purityFaults(module: ArithmeticModule): string[] {
  const key = ({ inputs, outputs }: Shape) => {
    const { y, loss } = probe(module, { inputs, outputs, sign: 'positive', rows: 3, seed: 1 })
    return programKey({ states: [], traces: { y, loss } })
  }
  const small = { inputs: 2, outputs: 1 }
  const first = key(small)
  // A layer of another shape in between must leave no trace.
  key({ inputs: 3, outputs: 2 })
  return key(small) === first ? [] : ['Two calls of forward with equal shapes build different graphs.']
}

function rowFaults(module: ArithmeticModule): string[] {
  return probes(module, 4).flatMap(({ label, probe: { model, rows, y, values } }) => {
    const axes = [model.output, rows]
    const before = valuesOver(y, axes, values)
    // Every input of the last row changes.
    const x = (values['x'] as Float64Array).map((value, i) => ((i + 1) % rows.size === 0 ? value * 1.5 : value))
    const after = valuesOver(y, axes, { ...values, x })
    const touched = [...before.keys()].filter((i) => (i + 1) % rows.size !== 0 && !Object.is(before[i], after[i]))
    return touched.length === 0 ? [] : [`${label}: changing one row of inputs changes other rows of outputs.`]
  })
}

// Inputs that occur in every table: zero and small whole numbers among them.
const ordinary = { positive: [0.1, 0.5, 1, 2, 3, 7.5, 10], mixed: [-10, -3, -1, -0.5, 0, 0.1, 1, 2, 10] }
const seeds = 5

function finiteFaults(module: ArithmeticModule): string[] {
  const faults = new Set<string>()
  const passes = passesOf(module)
  for (const [sign, training] of signsOf(module).flatMap((each) => passes.map((pass) => [each, pass] as const))) {
    const inputs = ordinary[sign]
    for (let seed = 0; seed < seeds; seed += 1) {
      const { y, loss, x, parameters, values } = probe(module, {
        inputs: 2,
        outputs: 1,
        sign,
        rows: inputs.length ** 2,
        seed,
        training,
      })
      const pairs = [...inputs.flatMap((a) => inputs.map(() => a)), ...inputs.flatMap(() => inputs)]
      const names = ['y', ...parameters.map(({ name }) => `the gradient of ${name}`), 'the gradient of x']
      const found = interpretAll([y, ...gradients(loss, [...parameters, x])], { ...values, x: pairs })
      found.forEach(({ data }, i) => {
        if (data.some((value) => !Number.isFinite(value)))
          faults.add(`${sign} inputs${training ? ', in training' : ''}: ${names[i]} is not always finite.`)
      })
    }
  }
  return [...faults]
}
