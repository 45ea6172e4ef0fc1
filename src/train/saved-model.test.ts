import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeArray } from '../base/arrays.ts'
import { configurationHash } from '../base/configuration.ts'
import { printDocument } from '../base/document.ts'
import { modules } from '../modules/index.ts'
import { linear } from '../modules/linear.ts'
import { type ArithmeticModule, defineModule } from '../modules/module.ts'
import { nac } from '../modules/nac.ts'
import { tasks } from '../tasks/index.ts'
import { formulaTask } from '../tasks/task.ts'
import { initialParameters, parametersOf, stack, stackOf } from './model.ts'
import { predict } from './predict.ts'
import { drawRows } from './rows.ts'
import { inputColumns, loadModel, type SavedModel, saveModel } from './saved-model.ts'

const units = { nac, linear } as unknown as Readonly<Record<'nac' | 'linear', ArithmeticModule>>

const training: SavedModel['training'] = {
  seed: 3,
  steps: 1200,
  stopReason: 'solved',
  notFiniteAtStep: undefined,
  solved: true,
  solvedAtStep: 1200,
  trainLoss: 1e-9,
  validation: { relativeRmse: 1e-6, meanSquaredError: 1e-12, halfSumOfSquares: 5e-9 },
  test: { relativeRmse: Number.NaN, meanSquaredError: Infinity, halfSumOfSquares: 1 / 3 },
  fused: true,
}
const task = formulaTask('a + b', { trainRange: [0, 10] })

/** A layer of NAC with two inputs and one output, and a linear layer behind it. */
function sample(): SavedModel {
  const model = stack(2, [
    { module: units.nac, outputs: 2 },
    { module: units.linear, outputs: 1 },
  ])
  return {
    model,
    parameters: initialParameters(model, 1),
    columns: ['a', 'b'],
    target: 'total',
    task,
    testRange: [[10, 100]],
    training,
    configuration: { module: 'nac', hidden: [2], learningRate: 0.001 },
    madeBy: 'nalu 0.1.0',
  }
}

const written = () => printDocument(saveModel(sample()))
type Json = Record<string, unknown>
/** The document of the sample, changed. */
const changed = (change: (document: Json) => void): string => {
  const document = JSON.parse(written()) as Json
  change(document)
  return JSON.stringify(document)
}
const load = (text: unknown, known = modules) => loadModel(text, known, 'm.json')

test('what is saved is loaded', () => {
  const { model, ...rest } = sample()
  const { model: again, ...loaded } = load(written())
  expect(loaded).toEqual(rest)
  expect(again.layers.map(({ module }) => module)).toEqual([units.nac, units.linear])
  expect(parametersOf(again).map(({ name }) => name)).toEqual(parametersOf(model).map(({ name }) => name))
})

test('the document begins with its schema and version, and is the same text every time', () => {
  expect(Object.keys(JSON.parse(written()) as Json)).toEqual([
    'schema',
    'version',
    'madeBy',
    'configuration',
    'configurationHash',
    'layers',
    'columns',
    'target',
    'task',
    'training',
    'parameters',
  ])
  expect(written()).toBe(written())
  const document = saveModel(sample())
  expect(document).toMatchObject({
    schema: 'nalu.model',
    version: 1,
    configurationHash: configurationHash(sample().configuration),
    task: { formula: 'a + b', trainRange: [0, 10], testRange: [[10, 100]] },
    training: { test: { relativeRmse: { value: null, reason: 'not a number' }, halfSumOfSquares: { value: 1 / 3 } } },
  })
  expect(document.parameters['layer1.W_hat']).toMatchObject({ type: 'float32', shape: [2, 2] })
  expect(document.parameters['layer2.b']).toMatchObject({ type: 'float32', shape: [1] })
})

test('what is not said about a model is undefined after loading', () => {
  const { model, parameters, columns, configuration } = sample()
  const { test: _, ...inside } = training
  const loaded = load(printDocument(saveModel({ model, parameters, columns, configuration, training: inside })))
  expect(loaded).toMatchObject({ target: undefined, task: undefined, testRange: undefined, madeBy: undefined })
  expect(loaded.training.test).toBeUndefined()
})

test('the same seed gives the same predictions after saving and loading, bit for bit, for every module', () => {
  const weight = fc.float({ noNaN: true, noDefaultInfinity: true, min: -8, max: 8 })
  const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
  fc.assert(
    fc.property(
      fc.constantFrom(...modules),
      sizes,
      fc.infiniteStream(weight),
      (module, [inputs, hidden, outputs], draw) => {
        const model = stackOf(module, inputs, [hidden], outputs)
        const parameters = Object.fromEntries(
          Object.entries(initialParameters(model, 0)).map(([name, values]) => {
            return [name, Float32Array.from(values, () => draw.next().value as number)]
          }),
        )
        const columns = Array.from({ length: inputs }, (_, i) => `in${i + 1}`)
        const text = printDocument(saveModel({ ...sample(), model, parameters, columns, task: undefined }))
        const again = load(text)
        expect(again.parameters).toEqual(parameters)
        const rows = drawRows(1, 'test', [[-100, 100]], inputs, 9)
        expect(predict(again.model, again.parameters, rows)).toEqual(predict(model, parameters, rows))
      },
    ),
    { seed: 1, numRuns: 100 },
  )
})

test('weights that are not finite are kept', () => {
  const given = sample()
  const parameters = { ...given.parameters, 'layer2.b': Float32Array.of(Number.NaN) }
  const loaded = load(printDocument(saveModel({ ...given, parameters })))
  expect(loaded.parameters['layer2.b']).toEqual(Float32Array.of(Number.NaN))
})

test('a module of the user’s own is loaded if it is passed, and so is the readout of one', () => {
  const halves = defineModule({
    id: 'my-halves',
    title: 'Half of the inputs',
    citation: undefined,
    equation: 'y = x / 2',
    computes: [],
    failures: [],
    parameters: {},
    forward: ({ x }) => x,
    exact: [],
    readout: units.linear,
  }) as unknown as ArithmeticModule
  const model = stackOf(halves, 2, [2])
  const given = { ...sample(), model, parameters: initialParameters(model, 1) }
  const text = printDocument(saveModel(given))
  expect(load(text, [halves]).model.layers.map(({ module }) => module.id)).toEqual(['my-halves', 'linear'])
  expect(() => loadModel(text, [units.linear], 'm.json')).toThrow(
    'Layer 1 of m.json is of a module that is not known here. No module "my-halves". Modules: linear. ' +
      'A module of your own has to be given together with the model.',
  )
})

test('inputs are called by the variables of a formula, or in1, in2, … where variables sum inputs', () => {
  expect(inputColumns(task)).toEqual(['a', 'b'])
  const turned = [
    { from: 1, to: 2 },
    { from: 0, to: 1 },
  ]
  expect(inputColumns(formulaTask('a - b', { trainRange: [0, 1], subsets: turned }))).toEqual(['b', 'a'])
  const names = ['in1', 'in2', 'in3', 'in4', 'in5', 'in6', 'in7', 'in8', 'in9', 'in10']
  for (const { task: each } of tasks) if (each.inputs === 10) expect(inputColumns(each)).toEqual(names)
  expect(inputColumns(formulaTask('a', { trainRange: [0, 1], inputs: 2 }))).toEqual(['in1', 'in2'])
})

const remedy = 'It was damaged or changed by hand. Use another copy, or train the model again.'
const again = 'Use another copy, or train the model again.'
const weights = (document: Json) => document['parameters'] as Json
const layers = (document: Json) => document['layers'] as Json[]

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
    'm.json is not a saved model: it has no schema. A document of that kind begins with "schema": "nalu.model".',
  ],
  [
    'a checkpoint',
    '{"schema": "nalu.checkpoint", "version": 1}',
    'm.json is not a saved model: its schema is "nalu.checkpoint". ' +
      'A document of that kind begins with "schema": "nalu.model".',
  ],
  [
    'a newer version',
    changed((document) => {
      document['version'] = 2
    }),
    'm.json has version 2 of nalu.model; this nalu reads version 1. ' +
      'It was made by a newer version of nalu: update with npm install nalu@latest.',
  ],
  [
    'no layers',
    changed((document) => {
      document['layers'] = []
    }),
    `The model in m.json has no layer. ${remedy}`,
  ],
  [
    'half a layer',
    changed((document) => {
      layers(document)[0] = { module: 'nac', inputs: 2, outputs: 0.5 }
    }),
    `layers[0].outputs in m.json is 0.5; expected a whole number of at least 1. ${remedy}`,
  ],
  [
    'an unknown module',
    changed((document) => {
      layers(document)[0] = { module: 'nec', inputs: 2, outputs: 2 }
    }),
    `Layer 1 of m.json is of a module that is not known here. No module "nec". Modules: ${modules
      .map(({ id }) => id)
      .join(', ')}. Did you mean nac? A module of your own has to be given together with the model.`,
  ],
  [
    'layers that do not fit',
    changed((document) => {
      layers(document)[1] = { module: 'linear', inputs: 3, outputs: 1 }
    }),
    `Layer 2 in m.json takes 3 inputs, but layer 1 gives 2 outputs. ${remedy}`,
  ],
  [
    'too few names',
    changed((document) => {
      document['columns'] = ['a']
    }),
    `The model in m.json has 2 inputs and 1 names for them. ${remedy}`,
  ],
  [
    'one name twice',
    changed((document) => {
      document['columns'] = ['a', 'a']
    }),
    `The model in m.json names two of its inputs "a"; every input needs a name of its own. ${remedy}`,
  ],
  [
    'a missing parameter',
    changed((document) => {
      delete weights(document)['layer1.M_hat']
    }),
    `Parameter layer1.M_hat is missing in m.json. ${remedy}`,
  ],
  [
    'a parameter too many',
    changed((document) => {
      weights(document)['layer1.G'] = encodeArray(new Float32Array(4), [2, 2])
    }),
    'm.json has a parameter "layer1.G"; its layers of nac and linear have ' +
      `layer1.W_hat, layer1.M_hat, layer2.W, layer2.b. ${remedy}`,
  ],
  [
    'a parameter of another shape',
    changed((document) => {
      weights(document)['layer1.W_hat'] = encodeArray(new Float32Array(4), [4])
    }),
    `Parameter layer1.W_hat in m.json has the shape [4]; the layer needs [2, 2]. ${remedy}`,
  ],
  [
    'a parameter of another type',
    changed((document) => {
      weights(document)['layer1.W_hat'] = encodeArray(new Float64Array(4), [2, 2])
    }),
    `Parameter layer1.W_hat in m.json cannot be read: The array is of float64; float32 is expected. ${remedy}`,
  ],
  [
    'damaged base64',
    changed((document) => {
      weights(document)['layer2.b'] = { type: 'float32', shape: [1], data: 'AA?AAA==' }
    }),
    'Parameter layer2.b in m.json cannot be read: ' +
      `Base64 text has the character "?" at position 2. It is damaged. ${remedy}`,
  ],
  [
    'base64 that is too short',
    changed((document) => {
      weights(document)['layer2.b'] = { type: 'float32', shape: [1], data: 'AAAA' }
    }),
    `Parameter layer2.b in m.json cannot be read: The array has 3 bytes; float32 of shape [1] needs 4. ${remedy}`,
  ],
  [
    'a weight that is no array',
    changed((document) => {
      weights(document)['layer2.b'] = [0.5]
    }),
    `parameters.layer2.b in m.json is [0.5]; expected an object. ${remedy}`,
  ],
  [
    'a task for other inputs',
    changed((document) => {
      document['task'] = { ...(document['task'] as Json), inputs: 3 }
    }),
    `The task in m.json has 3 inputs, but the model takes 2. ${remedy}`,
  ],
  [
    'a task that is none',
    changed((document) => {
      document['task'] = { ...(document['task'] as Json), subsets: [{ from: 0, to: 1 }] }
    }),
    `The task in m.json cannot be read: The formula has 2 variables (a, b) and 1 subsets. ${remedy}`,
  ],
  [
    'a missing seed',
    changed((document) => {
      delete (document['training'] as Json)['seed']
    }),
    `training.seed in m.json is missing; expected a whole number of at least 0. ${remedy}`,
  ],
  [
    'another configuration than was hashed',
    changed((document) => {
      document['configuration'] = { module: 'nac' }
    }),
    `The configuration in m.json has the hash ${configurationHash({ module: 'nac' })}, ` +
      `but the hash beside it is "${configurationHash(sample().configuration)}". ${remedy}`,
  ],
])('%s is an error', (_, text, message) => {
  expect(() => load(text)).toThrow(expect.objectContaining({ name: 'NaluError', kind: 'usage', message }))
})

test('a document with one character lost or changed is a model or an error of ours, never anything else', () => {
  const text = written()
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.string({ maxLength: 1 }), (at, instead) => {
      try {
        load(`${text.slice(0, at)}${instead}${text.slice(at + 1)}`)
      } catch (error) {
        expect(error).toMatchObject({ name: 'NaluError', kind: 'usage' })
      }
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('a model without a name for each input, or with options that JSON cannot carry, is not saved', () => {
  expect(() => saveModel({ ...sample(), columns: ['a'] })).toThrow('The model has 2 inputs and 1 names for them.')
  expect(() => saveModel({ ...sample(), parameters: {} })).toThrow(
    'The model has no values for parameter layer1.W_hat, so it cannot be saved.',
  )
  expect(() => saveModel({ ...sample(), configuration: { seconds: Infinity } })).toThrow(
    'the configuration.seconds is Infinity, which JSON cannot carry.',
  )
})
