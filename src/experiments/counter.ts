// The counter: networks that have seen 0 … 5 count on, each number computed from the one before.

import { formatCount } from '../base/numbers.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { linear } from '../modules/linear.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nac } from '../modules/nac.ts'
import { nalu } from '../modules/nalu.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { formulaTask } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { forward, stackOf } from '../train/model.ts'
import { countName, lastShown, mostCounted, reachName, reportCounter, rolled } from './counter-report.ts'
import type { Experiment, FormulaCell } from './experiment.ts'

const hidden = [8]
const steps = 5000
const learningRate = 0.1

// Two inputs, so that a unit without a bias can count too: the number and a one that never changes.
const task = formulaTask('x + one', { id: 'counter', title: 'The next number: x + 1', trainRange: [0, lastShown] })
const shown = Array.from({ length: lastShown }, (_, x) => x)

function cellOf(module: ArithmeticModule): FormulaCell {
  const model = stackOf(module, task.inputs, hidden)
  const output = forward(model, slot('x', [model.input, axis('rows', 1)])) // [out, rows]
  return {
    id: module.id,
    title: module.title,
    training: {
      model,
      task,
      batching: { kind: 'full', rows: shown.length },
      loss: 'meanSquaredError',
      optimizer: adam,
      learningRate,
      schedule: schedules.constant,
      clipping: {},
      stop: { steps, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
      checkEvery: 1000,
      validationRows: 1,
      strict: false,
    },
    rows: [...shown, ...shown.map(() => 1)],
    measured: { from: lastShown, to: mostCounted },
    measure: ({ parameters }) => {
      const values: number[] = []
      let x: number = lastShown
      let reach: number = lastShown
      for (let wanted = lastShown + 1; wanted <= mostCounted; wanted += 1) {
        x = interpret(output, { ...parameters, x: [x, 1] }).data[0] as number
        values.push(x)
        if (reach === wanted - 1 && Math.round(x) === wanted) reach = wanted
        if (reach < wanted && values.length >= rolled) break
      }
      const named = values
        .slice(0, rolled)
        .map((value, i) => [countName(lastShown + 1 + i), Number(value.toPrecision(6))] as const)
      return { [reachName]: reach, ...Object.fromEntries(named) }
    },
  }
}

export const counter: Experiment<FormulaCell> = {
  id: 'counter',
  title: 'Counter: shown 0 to 5, does it go on?',
  citation: undefined,
  claim: 'Does a network that has been shown 0, 1, 2, 3, 4, 5 go on with 6, 7, 8?',
  protocol: [
    'Five examples, the steps from 0 to 1, …, 4 to 5, all of them in every step. Inputs are the number and a one; the target is the next number.',
    'One hidden layer of 8; networks of activations end in a linear layer.',
    `Adam at ${learningRate}, ${formatCount(steps)} steps; the loss is the mean squared error.`,
    `Then it starts from 5 and is fed its own output, up to ${mostCounted}, in float64. A number counts as right while it rounds to the right one.`,
  ],
  cells: [nac, nalu, linear, ...['relu', 'relu6', 'tanh', 'sigmoid'].map(findModule)].map((module) =>
    cellOf(module as ArithmeticModule),
  ),
  seeds: 100,
  smoke: { seeds: 2, steps: 100 },
  published: [],
  report: reportCounter,
}
