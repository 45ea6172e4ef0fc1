import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeArray } from '../base/arrays.ts'
import { configurationHash } from '../base/configuration.ts'
import { LISTED_CHOICES } from '../base/did-you-mean.ts'
import { printDocument } from '../base/document.ts'
import { modules } from '../modules/index.ts'
import { linear } from '../modules/linear.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nac } from '../modules/nac.ts'
import { formulaTask } from '../tasks/task.ts'
import { initialParameters, stack } from './model.ts'
import { loadModel, saveModel } from './saved-model.ts'

const configuration = { module: 'nac', hidden: [2] }
const metrics = { relativeRmse: 1, meanSquaredError: 2, halfSumOfSquares: 3 }

/** A layer of NAC with two inputs and two outputs, and a linear layer behind it. */
function written(): string {
  const model = stack(2, [
    { module: nac as unknown as ArithmeticModule, outputs: 2 },
    { module: linear as unknown as ArithmeticModule, outputs: 1 },
  ])
  const training = {
    ...({ seed: 3, steps: 10, stopReason: 'steps', notFiniteAtStep: undefined, solved: false } as const),
    ...{ solvedAtStep: undefined, trainLoss: 1, validation: metrics, fused: true },
  }
  const parameters = initialParameters(model, 1)
  const task = formulaTask('a + b', { trainRange: [0, 10] })
  return printDocument(saveModel({ model, parameters, columns: ['a', 'b'], task, training, configuration }))
}

type Json = Record<string, unknown>

/** The document with another value at the end of a path; undefined takes it away. */
function changed(path: readonly (string | number)[], value: unknown): string {
  const document = JSON.parse(written()) as Json
  const parent = path.slice(0, -1).reduce<Json>((inside, key) => inside[key] as Json, document)
  parent[path.at(-1) as string] = value
  return JSON.stringify(document)
}

const remedy = 'It was damaged or changed by hand. Use another copy, or train the model again.'
const again = 'Use another copy, or train the model again.'
// As the message lists them: the first, and how many more there are.
const shown = modules.slice(0, LISTED_CHOICES).map(({ id }) => id)
const more = modules.length > LISTED_CHOICES ? ` and ${modules.length - LISTED_CHOICES} more` : ''
const ids = `${shown.join(', ')}${more}`

test.each<[string, unknown, string]>([
  ['an empty file', '', `m.json is empty; expected a saved model (schema nalu.model). ${again}`],
  [
    'a file that was cut off',
    written().slice(0, 200),
    `m.json stops in the middle, after 200 characters: it was cut off; expected a saved model (schema nalu.model). ${again}`,
  ],
  [
    'a table',
    'a,b\n1,2\n',
    `m.json is not JSON; it begins with "a,b\\n1,2"; expected a saved model (schema nalu.model). ${again}`,
  ],
  [
    'another JSON file',
    '{"name": "nalu"}',
    'm.json is not a saved model: it has no schema. Expected the schema nalu.model.',
  ],
  [
    'a checkpoint',
    changed(['schema'], 'nalu.checkpoint'),
    'm.json is not a saved model: its schema is "nalu.checkpoint". ' + 'Expected the schema nalu.model.',
  ],
  [
    'a newer version',
    changed(['version'], 2),
    'm.json has version 2 of nalu.model; this nalu reads version 1. ' +
      'It was made by a newer version of nalu: update with npm install nalu@latest.',
  ],
  ['no layers', changed(['layers'], []), `The model in m.json has no layer. ${remedy}`],
  [
    'half a layer',
    changed(['layers', 0, 'outputs'], 0.5),
    `layers[0].outputs in m.json is 0.5; expected a whole number of at least 1. ${remedy}`,
  ],
  [
    'an unknown module',
    changed(['layers', 0, 'module'], 'nec'),
    `Layer 1 of m.json is of a module that is not known here. No module "nec". Modules: ${ids}. Did you mean nac? ` +
      'A module of your own has to be given together with the model, as in --module ./my-module.ts.',
  ],
  [
    'layers that do not fit',
    changed(['layers', 1, 'inputs'], 3),
    `Layer 2 in m.json takes 3 inputs, but layer 1 gives 2 outputs. ${remedy}`,
  ],
  ['too few names', changed(['columns'], ['a']), `The model in m.json has 2 inputs and 1 names for them. ${remedy}`],
  [
    'one name twice',
    changed(['columns'], ['a', 'a']),
    `The model in m.json names two of its inputs "a"; every input needs a name of its own. ${remedy}`,
  ],
  [
    'a missing parameter',
    changed(['parameters', 'layer1.M_hat'], undefined),
    `Parameter layer1.M_hat is missing in m.json. ${remedy}`,
  ],
  [
    'a parameter too many',
    changed(['parameters', 'layer1.G'], encodeArray(new Float32Array(4), [2, 2])),
    'm.json has a parameter "layer1.G"; its layers of nac and linear have ' +
      `layer1.W_hat, layer1.M_hat, layer2.W, layer2.b. ${remedy}`,
  ],
  [
    'a parameter of another shape',
    changed(['parameters', 'layer1.W_hat'], encodeArray(new Float32Array(4), [4])),
    `Parameter layer1.W_hat in m.json has the shape [4]; the layer needs [2, 2]. ${remedy}`,
  ],
  [
    'a parameter of another type',
    changed(['parameters', 'layer1.W_hat'], encodeArray(new Float64Array(4), [2, 2])),
    `Parameter layer1.W_hat in m.json cannot be read: The array is of float64; float32 is expected. ${remedy}`,
  ],
  [
    'damaged base64',
    changed(['parameters', 'layer2.b', 'data'], 'AA?AAA=='),
    `Parameter layer2.b in m.json cannot be read: Base64 text has the character "?" at position 2. It is damaged. ${remedy}`,
  ],
  [
    'base64 that is too short',
    changed(['parameters', 'layer2.b', 'data'], 'AAAA'),
    `Parameter layer2.b in m.json cannot be read: The array has 3 bytes; float32 of shape [1] needs 4. ${remedy}`,
  ],
  [
    'a weight that is no array',
    changed(['parameters', 'layer2.b'], [0.5]),
    `parameters.layer2.b in m.json is [0.5]; expected an object. ${remedy}`,
  ],
  [
    'a task for other inputs',
    changed(['task', 'inputs'], 3),
    `The task in m.json has 3 inputs, but the model takes 2. ${remedy}`,
  ],
  [
    'a task that is none',
    changed(['task', 'subsets'], [{ from: 0, to: 1 }]),
    `The task in m.json cannot be read: The formula has 2 variables (a, b) and 1 subsets. ${remedy}`,
  ],
  [
    'a missing seed',
    changed(['training', 'seed'], undefined),
    `training.seed in m.json is missing; expected a whole number of at least 0. ${remedy}`,
  ],
  [
    'another configuration than was hashed',
    changed(['configuration'], { module: 'nac' }),
    `The configuration in m.json has the hash ${configurationHash({ module: 'nac' })}, ` +
      `but the hash beside it is "${configurationHash(configuration)}". ${remedy}`,
  ],
])('%s is an error', (_, text, message) => {
  expect(() => loadModel(text, modules, 'm.json')).toThrow(
    expect.objectContaining({ name: 'NaluError', kind: 'usage', message }),
  )
})

test('a document with one character lost or changed is a model or an error of ours, never anything else', () => {
  const text = written()
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.string({ maxLength: 1 }), (at, instead) => {
      try {
        loadModel(`${text.slice(0, at)}${instead}${text.slice(at + 1)}`, modules)
      } catch (error) {
        expect(error).toMatchObject({ name: 'NaluError', kind: 'usage' })
      }
    }),
    { seed: 1, numRuns: 1000 },
  )
})
