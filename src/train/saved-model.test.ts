import fc from 'fast-check'
import { expect, test } from 'vitest'
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
import { recurrent } from './recurrent.ts'
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
const load = (text: unknown, known = modules) => loadModel(text, known, 'm.json')

test('what is saved is loaded', () => {
  const { model, ...rest } = sample()
  const { model: again, ...loaded } = load(written())
  expect(loaded).toEqual(rest)
  expect(again.layers.map(({ module }) => module)).toEqual([units.nac, units.linear])
  expect(parametersOf(again).map(({ name }) => name)).toEqual(parametersOf(model).map(({ name }) => name))
})

test('the document begins with its schema and version, and is the same text every time', () => {
  expect(Object.keys(JSON.parse(written()) as object)).toEqual([
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

test('where a variable’s inputs are drawn for each seed, those of the trained seed are saved', () => {
  const subsetsOfSeed = (seed: number) => [{ from: seed % 2, to: (seed % 2) + 1 }]
  const drawn = formulaTask('a', { trainRange: [0, 1], inputs: 2, subsets: [{ from: 0, to: 2 }], subsetsOfSeed })
  const loaded = load(printDocument(saveModel({ ...sample(), task: drawn })))
  expect(loaded.task).toMatchObject({ inputs: 2, subsets: [{ from: 1, to: 2 }] })
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
      'A module of your own has to be given together with the model, as in --module ./my-module.ts.',
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

test('a model without a name for each input, or with options that JSON cannot carry, is not saved', () => {
  expect(() => saveModel({ ...sample(), columns: ['a'] })).toThrow('The model has 2 inputs and 1 names for them.')
  expect(() => saveModel({ ...sample(), parameters: {} })).toThrow(
    'The model has no values for parameter layer1.W_hat, so it cannot be saved.',
  )
  expect(() => saveModel({ ...sample(), configuration: { seconds: Infinity } })).toThrow(
    'the configuration.seconds is Infinity, which JSON cannot carry.',
  )
})

test('a task with several formulas, or with a distribution of its own, is not saved with a model', () => {
  const several = formulaTask('a + b', { trainRange: [0, 1], more: ['a * b'] })
  expect(() => saveModel({ ...sample(), task: several })).toThrow('Task "formula" has several formulas')
  const drawn = formulaTask('a + b', { trainRange: [0, 9], trainDistribution: { kind: 'exponential', scale: 0.2 } })
  expect(() => saveModel({ ...sample(), task: drawn })).toThrow('Save the model without its task.')
})

test('a recurrent model is not saved, with or without its task', () => {
  const model = recurrent(linear, { length: 2, width: 1, hidden: 1 })
  const { task: _, ...given } = { ...sample(), model, parameters: initialParameters(model, 1) }
  expect(() => saveModel(given)).toThrow('A recurrent model cannot be saved')
})
