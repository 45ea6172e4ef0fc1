// The step of a network: compiled as interpreted, and for a single module the same as the step of a formula.

import { describe, expect, test } from 'vitest'
import { disagreements } from '../../test/agreement.ts'
import { draw } from '../../test/compiled.ts'
import { compileProgram } from '../compile/compile.ts'
import { Kernel } from '../compile/kernel.ts'
import type { Instruction } from '../compile/loops.ts'
import { planKernel } from '../compile/plan-kernel.ts'
import { countElements } from '../graph/axis.ts'
import { attention } from '../layers/attention.ts'
import { batchNorm } from '../layers/batch-norm.ts'
import { conv2d } from '../layers/conv2d.ts'
import { dense } from '../layers/dense.ts'
import { dropout } from '../layers/dropout.ts'
import { embedding } from '../layers/embedding.ts'
import { flatten } from '../layers/flatten.ts'
import { gru } from '../layers/gru.ts'
import type { Layer } from '../layers/layer.ts'
import { crossEntropy, type Loss, meanSquaredError } from '../layers/losses.ts'
import { lstm } from '../layers/lstm.ts'
import { maxPool } from '../layers/max-pool.ts'
import { initialNetwork, type Network, network } from '../layers/network.ts'
import { residual } from '../layers/residual.ts'
import { image, type Shape, sequence, sizeOf, tokens, vector } from '../layers/shape.ts'
import { unit } from '../layers/unit.ts'
import { inalu } from '../modules/inalu.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nalu } from '../modules/nalu.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { adam } from '../optimizers/adam.ts'
import { rmsprop } from '../optimizers/rmsprop.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import type { FixedRows } from './batches.ts'
import { initialParameters, stack as stackModules } from './model.ts'
import { dataObjective } from './network-step.ts'
import { type ObjectiveStepOptions, objectiveStep } from './objective-step.ts'
import { drawRows } from './rows.ts'
import { seedValues, trainingStep } from './step.ts'

interface NetworkStepOptions extends Omit<ObjectiveStepOptions, 'trainable' | 'objective'> {
  readonly network: Network
  readonly loss: Loss
  readonly batching: FixedRows
}

/** The step of a network on rows of data. */
const networkStep = ({ network: made, loss, batching, ...descent }: NetworkStepOptions) =>
  objectiveStep({ ...descent, trainable: made, objective: dataObjective(made, loss, batching) })

/** Values for every slot of a step: data that have its shapes, and the start of the seed. */
function valuesFor(made: Network, loss: Loss, rows: number, initial: Readonly<Record<string, number>>) {
  const fill = (shape: Shape, seed: number) => {
    const { below } = shape
    const numbers = draw(rows * sizeOf(shape), -1.5, 1.5, seed)
    return below === undefined ? numbers : numbers.map((value) => Math.floor(((value + 1.5) / 3) * below))
  }
  return {
    ...initial,
    ...seedValues(3),
    ...initialNetwork(made, 3),
    'learning rate': 0.01,
    'planned steps': 10,
    inputs: fill(made.input, 1),
    targets: fill(loss.target(made.output), 2),
  }
}

interface Case {
  readonly name: string
  readonly input: Shape
  readonly layers: readonly Layer[]
  readonly loss: Loss
  readonly batching: FixedRows
}

const cases: readonly Case[] = [
  {
    name: 'a convolution with pooling and an arithmetic head, in shuffled batches',
    input: image(1, 6, 6),
    layers: [conv2d(2, 3, { activation: 'tanh' }), maxPool(2), flatten(), unit(nau, 2), unit(nmu, 1)],
    loss: meanSquaredError,
    batching: { kind: 'shuffled', rows: 11, batch: 5 },
  },
  {
    name: 'classes, batch normalisation and dropout, all rows at once',
    input: vector(4),
    layers: [dense(5, { activation: 'tanh' }), batchNorm(), dropout(0.3), dense(3)],
    loss: crossEntropy,
    batching: { kind: 'full', rows: 9 },
  },
  {
    name: 'tokens through an embedding and an LSTM, in shuffled batches',
    input: tokens(4, 6),
    layers: [embedding(3), lstm(3), dense(2)],
    loss: meanSquaredError,
    batching: { kind: 'shuffled', rows: 7, batch: 3 },
  },
  {
    name: 'a label at each time, through a GRU and attention',
    input: sequence(3, 2),
    layers: [gru(3, { everyTime: true }), residual(attention(3)), dense(4)],
    loss: crossEntropy,
    batching: { kind: 'full', rows: 6 },
  },
]

describe.each(cases)('$name', ({ input, layers, loss, batching }) => {
  test.each([sgd, rmsprop, adam])('with $id: interpreter, executor and kernels agree', (optimizer) => {
    const made = network(input, ...layers)
    const step = networkStep({
      network: made,
      loss,
      batching,
      optimizer,
      schedule: schedules.linear,
      clipping: { norm: 1, value: 0.5 },
    })
    const values = valuesFor(made, loss, batching.rows, step.initial)
    expect(disagreements(step.program, values, { steps: 3 })).toEqual([])
  })
})

const steps = 20
const rowCount = 16

/** Parameters after some steps of a formula task on fixed rows, and of a network on the same rows. */
function bothTrainings(module: ArithmeticModule, penalties = {}) {
  const task = formulaTask('a * b', { trainRange: [1, 2] })
  const model = stackModules(2, [
    { module, outputs: 2 },
    { module, outputs: 1 },
  ])
  const shared = { optimizer: adam, schedule: schedules.cosine, clipping: { norm: 0.5 }, penalties }
  const formula = trainingStep({
    model,
    task,
    batching: { kind: 'full', rows: rowCount },
    loss: 'meanSquaredError',
    ...shared,
  })
  const made = network(vector(2), unit(module, 2), unit(module, 1))
  const data = networkStep({
    network: made,
    loss: meanSquaredError,
    batching: { kind: 'full', rows: rowCount },
    ...shared,
  })
  const columns = drawRows(1, 'training', [[1, 2]], 2, rowCount) // [in, rows]
  const rows = Array.from({ length: rowCount }, (_, row) => [columns[row] as number, columns[rowCount + row] as number])
  const common = { ...seedValues(1), 'learning rate': 0.02, 'planned steps': steps }
  const run = (step: typeof formula, values: Readonly<Record<string, ArrayLike<number> | number>>) => {
    const kernel = new Kernel(planKernel(step.program))
    for (const [name, value] of Object.entries({ ...step.initial, ...common, ...values })) kernel.write(name, value)
    kernel.run(steps)
    return step.parameters.map(({ name, axes }) => ({ name, count: countElements(axes), data: [...kernel.read(name)] }))
  }
  return {
    start: initialParameters(model, 1),
    again: initialNetwork(made, 1),
    formula: run(formula, { ...initialParameters(model, 1), 'train low': 1, 'train high': 2, rows: columns }),
    data: run(data, {
      ...initialNetwork(made, 1),
      inputs: rows.flat(),
      targets: rows.map(([a, b]) => Math.fround((a as number) * (b as number))),
    }),
  }
}

test.each([
  // A penalty from the first step on, bounds, a gate, turns and a restart.
  [nmu, { sparsity: { weight: 1, from: 0, to: 5 } }],
  [nau, { sparsity: { weight: 0.1, from: 0, to: 5 } }],
  [nalu, {}],
  [inalu, {}],
] as const)('units of a network train as the modules of a formula task do: $0.id', (module, penalties) => {
  const { start, again, formula, data } = bothTrainings(module, penalties)
  expect(again).toEqual(start)
  expect(data.map(({ name }) => name)).toEqual(formula.map(({ name }) => name))
  data.forEach(({ data: found }, i) => {
    const wanted = formula[i]?.data as number[]
    found.forEach((value, k) => expect(value).toBeCloseTo(wanted[k] as number, 5))
  })
})

test('a state that is given two next values in one step is refused', () => {
  const one = batchNorm()
  const made = network(vector(2), one)
  const twice: Network = {
    ...made,
    body: { ...made.body, apply: (x, pass) => made.body.apply(made.body.apply(x, pass), pass) },
  }
  const options = { loss: meanSquaredError, optimizer: sgd, schedule: schedules.constant, clipping: {} }
  expect(() => networkStep({ network: twice, batching: { kind: 'full', rows: 4 }, ...options })).toThrow(
    'State "layer1.running mean" is given two next values in one step.',
  )
})

/** Names of the arrays that instructions read at four addresses, one for each lane. */
const scatteredReads = (body: readonly Instruction[]): string[] =>
  body.flatMap((instruction) => {
    if (instruction.op === 'loop') return scatteredReads(instruction.body)
    return instruction.op === 'loadAt' && !instruction.shared ? [instruction.address.buffer.name] : []
  })

test('a shuffled batch is read from the data once, however often layers read it', () => {
  const made = network(image(2, 8, 8), conv2d(4, 3, { activation: 'relu' }), flatten(), dense(2))
  const step = networkStep({
    network: made,
    loss: meanSquaredError,
    batching: { kind: 'shuffled', rows: 100, batch: 32 },
    optimizer: sgd,
    schedule: schedules.constant,
    clipping: {},
  })
  const routines = compileProgram(step.program).loops.step.flatMap((phase) => phase.routines)
  const readers = routines.filter(({ body }) => scatteredReads(body).includes('inputs'))
  expect(readers).toHaveLength(1)
})
