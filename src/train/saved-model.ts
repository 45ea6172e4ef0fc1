// A trained model as a JSON document, and back: predictions are then the same bit for bit.

import { type EncodedArray, encodeArray } from '../base/arrays.ts'
import { configurationHash } from '../base/configuration.ts'
import {
  type Decoded,
  fields,
  filledText,
  listOf,
  optional,
  type Place,
  plainObject,
  quote,
  recordOf,
  whole,
  within,
} from '../base/decode.ts'
import { unknownName } from '../base/did-you-mean.ts'
import { type DocumentHead, type DocumentKind, openDocument } from '../base/document.ts'
import { invalid } from '../base/errors.ts'
import type { Interval } from '../base/options.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { Task } from '../tasks/task.ts'
import { type Model, parametersOf, type SlotValues, stack } from './model.ts'
import {
  type Configuration,
  checkConfiguration,
  readArray,
  readTask,
  readTraining,
  type TaskDocument,
  type TrainingDocument,
  type TrainingSummary,
  writeTask,
  writeTraining,
} from './saved-parts.ts'

/** How a saved model begins. */
export const modelKind: DocumentKind = {
  schema: 'nalu.model',
  version: 1,
  title: 'a saved model',
  remedy: 'Use another copy, or train the model again.',
}

/** What is saved of a model. */
export interface SavedModel {
  readonly model: Model
  readonly parameters: SlotValues
  /** The names of the inputs, in order. */
  readonly columns: readonly string[]
  /** The name of what is predicted, if it has one. */
  readonly target?: string | undefined
  readonly task?: Task | undefined
  /** Where the model was finally tested. */
  readonly testRange?: readonly Interval[] | undefined
  readonly training: TrainingSummary
  readonly configuration: Configuration
  /** The version of the program that made it, as in `nalu 0.1.0`. */
  readonly madeBy?: string | undefined
}

/** What is read back; what was not saved is undefined. */
export type LoadedModel = Required<SavedModel>

/** The document, in the order in which it is written. */
export interface ModelDocument extends DocumentHead {
  readonly madeBy: string | undefined
  readonly configuration: Configuration
  readonly configurationHash: string
  readonly layers: readonly { readonly module: string; readonly inputs: number; readonly outputs: number }[]
  readonly columns: readonly string[]
  readonly target: string | undefined
  readonly task: TaskDocument | undefined
  readonly training: TrainingDocument
  readonly parameters: Readonly<Record<string, EncodedArray>>
}

/** Names for the inputs of a task: its variables where each is one input and none is left over, else `in1`, `in2`, … */
export function inputColumns({ inputs, subsets, variables }: Task): string[] {
  const names = Array.from({ length: inputs }, (_, i) => {
    const at = subsets.findIndex(({ from, to }) => from === i && to === i + 1)
    return variables[at]
  })
  const isDirect = variables.length === inputs && !names.includes(undefined)
  return isDirect ? (names as string[]) : names.map((_, i) => `in${i + 1}`)
}

/**
 * The document of a trained model; `printDocument` makes text of it. The same training gives the same text.
 * @throws NaluError if there is not one different name for each input, or the configuration is nothing that JSON carries,
 * or for a task or a recurrence, for which documents have no place.
 */
export function saveModel(saved: SavedModel): ModelDocument {
  const { model, parameters, columns, task, configuration } = saved
  if (task?.more !== undefined || task?.trainDistribution !== undefined) {
    throw invalid(
      `Task "${task.id}" has ${task.more === undefined ? 'a distribution' : 'several formulas'}, for which documents have no place. Save the model without its task.`,
    )
  }
  if (model.recurrence !== undefined)
    throw invalid('A recurrent model cannot be saved: documents have no place for it.')
  const fault = columnsFault(columns, model.input.size)
  if (fault !== undefined) throw invalid(`The model ${fault}.`)
  const { schema, version } = modelKind
  const encoded = parametersOf(model).map(({ name, axes }) => {
    const values = parameters[name]
    if (values === undefined) throw invalid(`The model has no values for parameter ${name}, so it cannot be saved.`)
    const shape = axes.map(({ size }) => size)
    return [name, encodeArray(values, shape)]
  })
  return {
    schema,
    version,
    madeBy: saved.madeBy,
    configuration,
    configurationHash: configurationHash(configuration),
    layers: writeLayers(model),
    columns,
    target: saved.target,
    task: task === undefined ? undefined : writeTask(task, saved.training.seed, saved.testRange),
    training: writeTraining(saved.training),
    parameters: Object.fromEntries(encoded),
  }
}

/** The layers of a model as a document has them. */
export const writeLayers = ({ layers }: Model): ModelDocument['layers'] =>
  layers.map(({ module, input, output }) => ({ module: module.id, inputs: input.size, outputs: output.size }))

function columnsFault(columns: readonly string[], inputs: number): string | undefined {
  const twice = columns.find((name, i) => columns.indexOf(name) < i)
  if (twice !== undefined) return `names two of its inputs ${quote(twice)}; every input needs a name of its own`
  return columns.length === inputs ? undefined : `has ${inputs} inputs and ${columns.length} names for them`
}

/** The layers of a model in a document. */
export const layerFields = listOf(fields({ module: filledText, inputs: whole(1), outputs: whole(1) }))
const head = fields({
  madeBy: optional(filledText),
  configuration: plainObject,
  configurationHash: filledText,
  layers: layerFields,
  columns: listOf(filledText),
  target: optional(filledText),
})

/**
 * Reads what `saveModel` and `printDocument` wrote.
 * @param document the text, or what `JSON.parse` made of it.
 * @param modules every module that the model may be made of; one of the user's own is passed like the others.
 * @param source how messages call the document: the name of its file.
 * @throws NaluError for anything but a whole document of a known version whose parts fit one another and `modules`.
 */
export function loadModel(document: unknown, modules: readonly ArithmeticModule[], source = 'The model'): LoadedModel {
  const { object, place } = openDocument(document, modelKind, source)
  const { configuration, configurationHash: hash, layers, columns, target, madeBy } = head(object, place)
  checkConfiguration(configuration, hash, place)
  const model = readLayers(layers, modules, within(place, 'layers'))
  const inputs = model.input.size
  const fault = columnsFault(columns, inputs)
  if (fault !== undefined) throw invalid(`The model in ${source} ${fault}. ${place.remedy}`)
  const { task, testRange } = readTask(object['task'], inputs, within(place, 'task'))
  const training = readTraining(object['training'], within(place, 'training'))
  const parameters = readParameters(object['parameters'], model, within(place, 'parameters'))
  return { model, parameters, columns, target, task, testRange, training, configuration, madeBy }
}

/**
 * The stack of these layers.
 * @throws NaluError if there is none, a module is not among those given, or two layers do not fit.
 */
export function readLayers(
  layers: Decoded<typeof layerFields>,
  given: readonly ArithmeticModule[],
  { source, remedy }: Place,
): Model {
  const [first] = layers
  if (first === undefined) throw invalid(`The model in ${source} has no layer. ${remedy}`)
  const modules = given.flatMap((module) => [module, ...(module.readout === undefined ? [] : [module.readout])])
  const specs = layers.map(({ module: id, inputs, outputs }, i) => {
    const module = modules.find((each) => each.id === id)
    if (module === undefined) {
      const ids = [...new Set(modules.map((each) => each.id))]
      const { message } = unknownName('module', id, ids)
      throw invalid(
        `Layer ${i + 1} of ${source} is of a module that is not known here. ${message} ` +
          'A module of your own has to be given together with the model, as in --module ./my-module.ts.',
      )
    }
    const before = layers[i - 1]
    if (before !== undefined && before.outputs !== inputs) {
      throw invalid(
        `Layer ${i + 1} in ${source} takes ${inputs} inputs, but layer ${i} gives ${before.outputs} outputs. ${remedy}`,
      )
    }
    return { module, outputs }
  })
  return stack(first.inputs, specs)
}

function readParameters(given: unknown, model: Model, place: Place): SlotValues {
  const { source, remedy } = place
  const arrays = recordOf(plainObject)(given, place)
  const slots = parametersOf(model)
  const names = slots.map(({ name }) => name)
  const ids = [...new Set(model.layers.map(({ module }) => module.id))].join(' and ')
  const extra = Object.keys(arrays).find((name) => !names.includes(name))
  if (extra !== undefined) {
    throw invalid(`${source} has a parameter ${quote(extra)}; its layers of ${ids} have ${names.join(', ')}. ${remedy}`)
  }
  const values = slots.map(({ name, axes }) => {
    if (!Object.hasOwn(arrays, name)) throw invalid(`Parameter ${name} is missing in ${source}. ${remedy}`)
    const array = readArray(arrays[name], 'float32', `Parameter ${name} in ${source}`, remedy)
    const wanted = axes.map(({ size }) => size)
    if (array.shape.length !== wanted.length || wanted.some((size, i) => size !== array.shape[i])) {
      const shapes = `has the shape [${array.shape.join(', ')}]; the layer needs [${wanted.join(', ')}]`
      throw invalid(`Parameter ${name} in ${source} ${shapes}. ${remedy}`)
    }
    return [name, array.values] as const
  })
  return Object.fromEntries(values) as SlotValues
}
