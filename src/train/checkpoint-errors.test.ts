import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { encodeArray } from '../base/arrays.ts'
import { configurationHash } from '../base/configuration.ts'
import { printDocument } from '../base/document.ts'
import { modules } from '../modules/index.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { type Checkpoint, loadCheckpoint, saveCheckpoint, statesToResume } from './checkpoint.ts'
import { seedStart, type TrainingJob, type TrainingOptions, trainingJob } from './job.ts'
import { stackOf } from './model.ts'
import { trainSeed } from './trainer.ts'

const configuration = { module: 'nac', hidden: [2], learningRate: 0.01, range: { train: [0, 4], test: [4, 8] } }
const options: TrainingOptions = {
  model: stackOf(modules.find(({ id }) => id === 'nac') as ArithmeticModule, 2, []),
  task: formulaTask('a + b', { trainRange: [0, 4] }),
  batching: { kind: 'fresh', batch: 8 },
  loss: 'meanSquaredError',
  optimizer: adam,
  learningRate: 0.01,
  schedule: schedules.constant,
  clipping: {},
  stop: { steps: 20, whenSolved: false, patience: 0, seconds: Infinity },
  checkEvery: 10,
  validationRows: 16,
  strict: true,
}
const job = trainingJob(options)
let checkpoint: Checkpoint
let written: string

beforeAll(async () => {
  const { state } = await trainSeed(job, seedStart(options, 5))
  checkpoint = { configuration, fused: false, states: [{ ...state, seconds: 0.5 }] }
  written = printDocument(saveCheckpoint(checkpoint))
})

type Json = Record<string, unknown>

/** The document with another value at the end of a path; undefined takes it away. */
function changed(path: readonly (string | number)[], value: unknown): string {
  const document = JSON.parse(written) as Json
  const parent = path.slice(0, -1).reduce<Json>((inside, key) => inside[key] as Json, document)
  parent[path.at(-1) as string] = value
  return JSON.stringify(document)
}

const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })
const again = 'Use another copy, or start the training again.'
const remedy = `It was damaged or changed by hand. ${again}`
const floats = (length: number) => encodeArray(new Float32Array(length))

test.each<[string, () => string, string]>([
  ['an empty file', () => '', `c.json is empty; expected a checkpoint (schema nalu.checkpoint). ${again}`],
  [
    'a file that was cut off',
    () => written.slice(0, 300),
    `c.json stops in the middle, after 300 characters: it was cut off; expected a checkpoint (schema nalu.checkpoint). ${again}`,
  ],
  [
    'a saved model',
    () => changed(['schema'], 'nalu.model'),
    'c.json is not a checkpoint: its schema is "nalu.model". ' + 'Expected the schema nalu.checkpoint.',
  ],
  [
    'a newer version',
    () => changed(['version'], 9),
    'c.json has version 9 of nalu.checkpoint; this nalu reads version 1. ' +
      'It was made by a newer version of nalu: update with npm install nalu@latest.',
  ],
  [
    'no word on rounding',
    () => changed(['fused'], undefined),
    `fused in c.json is missing; expected true or false. ${remedy}`,
  ],
  [
    'another configuration than was hashed',
    () => changed(['configuration', 'learningRate'], 0.1),
    `The configuration in c.json has the hash ${configurationHash({ ...configuration, learningRate: 0.1 })}, ` +
      `but the hash beside it is "${configurationHash(configuration)}". ${remedy}`,
  ],
  [
    'a step that is none',
    () => changed(['seeds', 0, 'step'], -1),
    `seeds[0].step in c.json is -1; expected a whole number of at least 0. ${remedy}`,
  ],
  [
    'one seed twice',
    () =>
      changed(
        ['seeds'],
        [0, 0].map((i) => (JSON.parse(written) as { seeds: Json[] }).seeds[i]),
      ),
    `c.json has two states of seed 5. ${remedy}`,
  ],
  [
    'damaged base64',
    () => changed(['seeds', 0, 'slots', 'layer1.W_hat', 'data'], 'AAA'),
    'Slot "layer1.W_hat" of seed 5 in c.json cannot be read: ' +
      `Base64 text has 3 characters, which is no multiple of 4. It was probably cut off. ${remedy}`,
  ],
  [
    'a history of two lengths',
    () => changed(['seeds', 0, 'history', 'trainLoss'], encodeArray(new Float64Array(1))),
    `The history of seed 5 in c.json has 2 steps and 1 losses. ${remedy}`,
  ],
])('%s is an error', (_, text, message) => {
  expect(() => loadCheckpoint(text(), 'c.json')).toThrow(error(message))
})

const resume = (text: string, now: { configuration?: Json; job?: TrainingJob } = {}) =>
  statesToResume(loadCheckpoint(text, 'c.json'), { configuration, job, ...now }, 'c.json')

test('a checkpoint of another configuration is refused, and the options that differ are named', () => {
  const { hidden: _, ...rest } = configuration
  const now = { ...rest, learningRate: 0.1, range: { train: [0, 4], test: [4, 16] }, patience: 500 }
  expect(() => resume(written, { configuration: now })).toThrow(
    error(
      [
        'c.json is of a training with other options:',
        '  hidden: [2] there, not set now',
        '  learningRate: 0.01 there, 0.1 now',
        '  range.test: [4,8] there, [4,16] now',
        '  patience: not set there, 500 now',
        'Give the same options to go on from it, or start a new training without it.',
      ].join('\n'),
    ),
  )
})

test('of many options that differ a few are listed', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`option${i}`, i]))
  expect(() => resume(written, { configuration: { ...configuration, ...many } })).toThrow(
    '  option7: not set there, 7 now\n  and 4 more\nGive the same options',
  )
})

test('the order of options does not matter, nor whether one is undefined or left out', () => {
  const turned = Object.fromEntries([...Object.entries(configuration), ['more', undefined]].toReversed())
  expect(resume(written, { configuration: turned })).toEqual(checkpoint.states)
})

test('a checkpoint with another rounding is refused', () => {
  expect(() => resume(written, { job: { ...job, fused: true } })).toThrow(
    error(
      'c.json is of a training without fused multiply-add; this one runs with it, and would have other bits. ' +
        'Go on with the option strict, or start a new training.',
    ),
  )
  expect(() => resume(changed(['fused'], true))).toThrow(
    error(
      'c.json is of a training with fused multiply-add; this one runs without it, and would have other bits. ' +
        'Go on where the training began, on an engine that has it, or start a new training.',
    ),
  )
})

const other = 'It was made by another version of nalu, or damaged. Start a new training without it.'
const slots = ['seeds', 0, 'slots']

test.each<[string, () => string, string]>([
  ['is missing', () => changed([...slots, 'layer1.W_hat'], undefined), 'seed 5 has no slot "layer1.W_hat".'],
  [
    'is unknown',
    () => changed([...slots, 'x'], floats(1)),
    'seed 5 has a slot "x", which this training does not have.',
  ],
  [
    'has the wrong size',
    () => changed([...slots, 'layer1.W_hat'], floats(3)),
    'slot "layer1.W_hat" of seed 5 has 3 values; 2 of float32 are needed.',
  ],
  [
    'has the wrong type',
    () => changed([...slots, 'step'], floats(1)),
    'slot "step" of seed 5 has 1 values; 1 of int32 are needed.',
  ],
  ['is at another step', () => changed(['seeds', 0, 'step'], 7), 'seed 5 at step 7 has 20 in its slot "step".'],
  ['is of another seed', () => changed(['seeds', 0, 'seed'], 6), 'seed 6 at step 20 has 5 in its slot "seed low".'],
])('a slot that %s is an error', (_, text, message) => {
  expect(() => resume(text())).toThrow(error(`c.json: ${message} ${other}`))
})

test('a training with another optimiser does not take the slots', () => {
  expect(() => resume(written, { job: trainingJob({ ...options, optimizer: sgd }) })).toThrow(
    error(`c.json: seed 5 has a slot "adam beta1^t", which this training does not have. ${other}`),
  )
})

test('two states of one seed are not saved', () => {
  const states = [0, 0].flatMap(() => checkpoint.states)
  expect(() => saveCheckpoint({ ...checkpoint, states })).toThrow(
    error('The checkpoint has two states of seed 5. Give one for each seed.'),
  )
})

test('a checkpoint with one character lost or changed is a checkpoint or an error of ours, never anything else', () => {
  fc.assert(
    fc.property(fc.nat({ max: written.length - 1 }), fc.string({ maxLength: 1 }), (at, instead) => {
      try {
        resume(`${written.slice(0, at)}${instead}${written.slice(at + 1)}`)
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'NaluError', kind: 'usage' })
      }
    }),
    { seed: 1, numRuns: 1000 },
  )
})
