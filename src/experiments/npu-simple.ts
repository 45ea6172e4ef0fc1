// Four functions at once: one small model learns sum, product, quotient and root, and is asked for them outside its range.

import { citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret, spreadOver } from '../graph/interpret.ts'
import { glorotUniformInitial, uniformInitial } from '../modules/initializers.ts'
import type { ArithmeticModule, ParameterSpec } from '../modules/module.ts'
import { adam } from '../optimizers/adam.ts'
import { rmsprop } from '../optimizers/rmsprop.ts'
import { schedules } from '../optimizers/schedules.ts'
import { formulaTask } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { forward, stack } from '../train/model.ts'
import type { Experiment, FormulaCell, Measures } from './experiment.ts'
import { npuOutputs, reportNpuSimple } from './npu-simple-report.ts'
import { type NpuSimpleSetting, npuSimple, npuSimpleSettings } from './published/npu.ts'

const { hidden, steps, batch, testGrid, testGridOfRoot, trainRange } = npuSimple

const [formula, ...more] = npuSimple.outputs
const task = formulaTask(formula, {
  id: 'npu-simple',
  title: 'a + b, a b, a / b and √a by one model',
  trainRange,
  more,
})

type Starts = Readonly<Record<string, ParameterSpec['initial']>>

// Starts of the authors’ library, where they are others than the modules’ own.
const glorot = glorotUniformInitial()
const nacStart: Starts = {
  W_hat: glorot,
  M_hat: glorot,
  W_hat_a: glorot,
  M_hat_a: glorot,
  W_hat_m: glorot,
  M_hat_m: glorot,
}
const starts: Readonly<Record<string, Starts>> = {
  nau: { W: glorot },
  nmu: { W: uniformInitial(0, 1) },
  nalu: nacStart,
  inalu: nacStart,
}

// The authors’ library lets the weights of a sum grow beyond ±1.
const unbounded: readonly string[] = ['nau']

/** A layer as the source trains it: without penalties, turns and restarts, and an NAU without bounds. */
function bare(id: string): ArithmeticModule {
  const { penalties: _, restart: __, ...module } = findModule(id)
  const specOf = (name: string, { turns: _turns, redraw: _redraw, bounds, ...spec }: ParameterSpec): ParameterSpec => ({
    ...spec,
    ...(bounds === undefined || unbounded.includes(id) ? {} : { bounds }),
    initial: starts[id]?.[name] ?? spec.initial,
  })
  const parameters = Object.entries(module.parameters).map(([name, spec]) => [name, specOf(name, spec)] as const)
  return { ...module, parameters: Object.fromEntries(parameters) }
}

interface Range {
  readonly from: number
  readonly step: number
  readonly to: number
}

/** `[in, rows]`: every pair of values. */
function gridOf({ from, step, to }: Range): Float32Array {
  const count = Math.floor((to - from) / step + 1e-9) + 1
  const value = (i: number) => from + step * i
  const rows = count * count
  return Float32Array.from({ length: 2 * rows }, (_, i) => value(i < rows ? i % count : Math.floor((i - rows) / count)))
}

/** Inputs on which an output is measured. */
export const npuGrids: readonly Float32Array[] = npuOutputs.map(({ operation }) =>
  gridOf(operation === 'root' ? testGridOfRoot : testGrid),
)

// Four digits: a table of many seeds stays small, and no reader needs more.
const shortened = (error: number) => Number(error.toPrecision(4))

function cellOf({ module, layers, optimizer, learningRate }: NpuSimpleSetting): FormulaCell {
  const sizes = layers.map((_, i) => (i === layers.length - 1 ? npuOutputs.length : hidden))
  const model = stack(
    npuSimple.inputs,
    layers.map((id, i) => ({ module: bare(id), outputs: sizes[i] as number })),
  )
  return {
    id: module,
    title: `${layers.join(', then ')}: ${[npuSimple.inputs, ...sizes].join(' → ')}`,
    keys: { module },
    training: {
      model,
      task,
      batching: { kind: 'fresh', batch },
      loss: 'meanSquaredError',
      optimizer: optimizer === 'adam' ? adam : rmsprop,
      learningRate,
      schedule: schedules.constant,
      clipping: {},
      stop: { steps, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
      checkEvery: 1000,
      validationRows: 1000,
      strict: false,
    },
    measured: { grids: [testGrid, testGridOfRoot], error: 'mean absolute' },
    measure: ({ parameters }): Measures => {
      const errors = npuOutputs.map(({ name, exact }, output): readonly [string, number] => {
        const x = npuGrids[output] as Float32Array
        const rows = x.length / 2
        const along = axis('grid', rows)
        const predicted = forward(model, slot('x', [model.input, along]))
        const values = spreadOver(interpret(predicted, { ...parameters, x }), [model.output, along])
        let sum = 0
        for (let row = 0; row < rows; row += 1) {
          sum += Math.abs((values[output * rows + row] as number) - exact(x[row] as number, x[rows + row] as number))
        }
        return [name, shortened(sum / rows)]
      })
      return Object.fromEntries(errors)
    },
  }
}

export const npuSimpleTask: Experiment<FormulaCell> = {
  id: 'npu-simple',
  title: 'NPU’s simple task: four functions at once',
  citation: citations.heim2020,
  claim: 'RealNPU has the lowest error outside the range on the sum, the quotient and the root, NMU on the product.',
  protocol: [
    `Two inputs of U[0.1, 2), four outputs: a + b, a b, a / b and √a. The unit with ${hidden} outputs, then a sum of them; NALU and iNALU are both layers themselves, and the sigmoid network has two hidden layers.`,
    `${formatCount(steps)} steps on ${batch} new rows each; the loss is the mean squared error over all outputs. Adam at 0.005, but RMSProp at 0.005 for NALU and at 0.001 for iNALU, as in the authors’ code; its appendix has one rate, ${npuSimple.learningRate}, for all.`,
    'No penalties, turns or restarts; the sum has neither bounds nor a penalty; starts are those of the authors’ library.',
    'Test: the mean absolute error of each output over the grid of both inputs from −4.1 to 3.9 by 0.2, of the root from 0.1 to 4 by 0.1, in float64; median and median absolute deviation over the seeds.',
    'Two units differ from the authors’: their NALU has a bias in its gate, and the gate of their iNALU depends on the input.',
  ],
  cells: npuSimpleSettings.map(cellOf),
  seeds: npuSimple.seeds,
  smoke: { seeds: 1, steps: 200 },
  published: [],
  report: reportNpuSimple,
}
