// The identity: networks learn to give back their input on [-5, 5] and are asked for it on [-20, 20].

import { citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { activationModules } from '../modules/activations.ts'
import { linear } from '../modules/linear.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nac } from '../modules/nac.ts'
import { nalu } from '../modules/nalu.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { formulaTask } from '../tasks/task.ts'
import { forward, stackOf } from '../train/model.ts'
import type { Experiment, FormulaCell } from './experiment.ts'
import { errorName, identityGrid, reportIdentity, trainedUpTo } from './identity-report.ts'

const hidden = [8, 8, 8]
const steps = 2000
const batch = 64
const learningRate = 0.01

const task = formulaTask('x', {
  id: 'identity',
  title: 'The input itself: x',
  trainRange: [-trainedUpTo, trainedUpTo],
})

// Three digits: a table of many models stays small, and no reader needs more.
const shortened = (error: number) => Number(error.toPrecision(3))

function cellOf(module: ArithmeticModule): FormulaCell {
  const model = stackOf(module, 1, hidden)
  const along = axis('grid', identityGrid.length)
  const output = forward(model, slot('x', [model.input, along])) // [out, grid]
  return {
    id: module.id,
    title: module.title,
    training: {
      model,
      task,
      batching: { kind: 'fresh', batch },
      loss: 'meanSquaredError',
      optimizer: adam,
      learningRate,
      schedule: schedules.constant,
      clipping: {},
      stop: { steps, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
      checkEvery: 1000,
      validationRows: 1000,
      strict: false,
    },
    measured: { grid: identityGrid },
    measure: ({ parameters }) => {
      const { data } = interpret(output, { ...parameters, x: identityGrid })
      return Object.fromEntries(
        identityGrid.map((x, i) => [errorName(x), shortened(Math.abs((data[i] as number) - x))]),
      )
    },
  }
}

export const identity: Experiment<FormulaCell> = {
  id: 'identity',
  title: 'Identity: error against the input',
  citation: citations.trask2018,
  claim:
    'Autoencoders of the usual activations learn the identity inside the training range only; outside, the error grows, ' +
    'the more so the stronger the non-linearity.',
  protocol: [
    'One input, three hidden layers of 8, one output; networks of activations end in a linear layer.',
    `Adam at ${learningRate}, ${formatCount(steps)} steps of ${batch} fresh rows of U[-5, 5); the loss is the mean squared error.`,
    'Test: every whole number from -20 to 20. The figure shows the mean absolute error over all models of a kind, in float64.',
    'The source trained 100 models of each kind; of its optimiser, rate and number of steps we found no record.',
  ],
  cells: [...[nac, nalu, linear].map((module) => cellOf(module as ArithmeticModule)), ...activationModules.map(cellOf)],
  seeds: 100,
  smoke: { seeds: 1, steps: 50 },
  published: [],
  report: reportIdentity,
}
