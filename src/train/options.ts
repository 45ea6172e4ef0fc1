// Every option that changes what a training gives: one declaration for the command line, configurations and the library.

import { defineOptions, type GivenValues, type ValuesOf } from '../base/options.ts'
import { modules } from '../modules/index.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { optimizers } from '../optimizers/index.ts'
import { schedules } from '../optimizers/schedules.ts'
import type { LossKind } from './step.ts'

/** The module that is trained where none is named: the field's first. */
export const defaultModule = modules[0] as ArithmeticModule

/** The optimiser where neither an option nor the module's authors name one. */
export const defaultOptimizer = (optimizers[0] as (typeof optimizers)[number]).id

const losses = ['meanSquaredError', 'halfSumOfSquares', 'meanSquaredLogRatio'] as const satisfies readonly LossKind[]
// Steps are counted in 32 bits.
const mostSteps = 2 ** 31 - 1

const learning = 'What to learn'
const modelling = 'Model'
const training = 'Training'
const stopping = 'When to stop'
const seeding = 'Seeds'

/** In the order in which help shows them. An option without a default here has one that depends on the others. */
export const trainingOptionSpecs = defineOptions({
  train: {
    type: 'range',
    group: learning,
    help: 'Range of every input in training. Default: 1,2, or the task’s own.',
  },
  test: {
    type: 'list',
    of: 'range',
    group: learning,
    help: 'Range of the final test; four numbers are two ranges. Default: outside --train, or the task’s own.',
  },
  testRows: {
    type: 'integer',
    default: 10_000,
    minimum: 1,
    maximum: 1_000_000,
    group: learning,
    help: 'Rows from the test range on which finished weights are scored.',
  },
  inputs: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    group: learning,
    help: 'Inputs of a row. Default: one for each variable, or the task’s own.',
  },
  subset: {
    type: 'number',
    above: 0,
    maximum: 1,
    group: learning,
    help: 'Share of the inputs that each variable sums; where they lie is drawn for each seed. Needs --inputs.',
  },
  overlap: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    group: learning,
    help: 'Share of a subset that two neighbours have in common. Default: 0.',
  },
  module: {
    type: 'text',
    default: defaultModule.id,
    placeholder: 'id|file',
    group: modelling,
    help: 'Arithmetic module, see nalu list; or a file such as ./my-module.ts that exports one.',
  },
  layers: {
    type: 'list',
    of: 'integer',
    minimum: 1,
    maximum: 4096,
    placeholder: 'sizes',
    group: modelling,
    help: 'Sizes of hidden layers, such as 4,2. Default: none, or the task’s own.',
  },
  init: {
    type: 'text',
    placeholder: 'way',
    group: modelling,
    help: 'How matrices start: glorot-uniform[,gain], truncated-normal,deviation, constant,value or nac. Default: the module’s own way.',
  },
  rows: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000_000,
    group: training,
    help: 'Train on a fixed set of this many rows, all in every step; with --batch, so many at a time.',
  },
  batch: {
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    unit: 'rows',
    group: training,
    help: 'Rows of a step, drawn anew in every step; with --rows, from the fixed set. Default: 128.',
  },
  steps: {
    type: 'integer',
    default: 50_000,
    minimum: 1,
    maximum: mostSteps,
    group: training,
    help: 'Most steps of a seed.',
  },
  optimizer: {
    type: 'choice',
    choices: optimizers.map(({ id }) => id),
    group: training,
    help: `Way of descent: ${optimizers.map(({ id }) => id).join(', ')}. Default: the module’s own advice, or ${defaultOptimizer}.`,
  },
  lr: {
    type: 'number',
    above: 0,
    maximum: 1000,
    placeholder: 'rate',
    group: training,
    help: `Learning rate. Default: the module’s own advice, or ${optimizers.map(({ id, learningRate }) => `${learningRate} for ${id}`).join(', ')}.`,
  },
  schedule: {
    type: 'choice',
    choices: Object.keys(schedules),
    default: 'constant',
    group: training,
    help: `How the rate falls over --steps: ${Object.keys(schedules).join(', ')}.`,
  },
  loss: {
    type: 'choice',
    choices: losses,
    default: 'meanSquaredError',
    group: training,
    help: `What is made small, and the unit of reported losses: ${losses.join(', ')}.`,
  },
  clipNorm: {
    type: 'number',
    above: 0,
    group: training,
    help: 'Shorten gradients that are longer than this. Default: the module’s own advice, or never.',
  },
  clipValue: {
    type: 'number',
    above: 0,
    group: training,
    help: 'Keep every element of a gradient within ± this. Default: the module’s own advice, or never.',
  },
  penalty: {
    type: 'list',
    of: 'number',
    placeholder: 'weight,from,to',
    group: training,
    help: 'Weight of the module’s first penalty and the two numbers of its schedule: steps between which it grows. Default: the module’s own.',
  },
  stopWhenSolved: {
    type: 'boolean',
    default: true,
    group: stopping,
    help: 'Go on to the last step, even if the task is solved before.',
  },
  patience: {
    type: 'integer',
    default: 0,
    minimum: 0,
    maximum: mostSteps,
    unit: 'steps',
    group: stopping,
    help: 'End a seed whose loss has not fallen by 1 % in so many steps; 0 never does.',
  },
  seconds: { type: 'number', above: 0, unit: 's', group: stopping, help: 'End a seed after so many seconds.' },
  checkEvery: {
    type: 'integer',
    default: 1000,
    minimum: 1,
    maximum: mostSteps,
    unit: 'steps',
    group: stopping,
    help: 'Steps between two looks at whether the task is solved.',
  },
  validationRows: {
    type: 'integer',
    default: 1000,
    minimum: 1,
    maximum: 1_000_000,
    group: stopping,
    help: 'Rows from the training range on which such a look is taken.',
  },
  seeds: {
    type: 'integer',
    default: 10,
    minimum: 1,
    maximum: 100_000,
    group: seeding,
    help: 'How many seeds to train.',
  },
  seed: {
    type: 'integer',
    default: 0,
    minimum: 0,
    group: seeding,
    help: 'The first seed; the others follow it.',
  },
  strict: {
    type: 'boolean',
    default: false,
    group: seeding,
    help: 'The same bits on every machine: without fused multiply-add, and slower.',
  },
})

/** Every option with its value after defaults. */
export type TrainingValues = ValuesOf<typeof trainingOptionSpecs>
/** The options that are given, by name; the others have defaults. */
export type GivenTrainingValues = GivenValues<typeof trainingOptionSpecs>
