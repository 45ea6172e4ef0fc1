// Trainings that are not yet over as a JSON document: each seed goes on from it with the bits it would have had.

import { type EncodedArray, encodeArray } from '../base/arrays.ts'
import { canonicalJson, configurationHash } from '../base/configuration.ts'
import {
  anyNumber,
  type Decoder,
  fields,
  filledText,
  finite,
  listOf,
  optional,
  type Place,
  plainObject,
  quote,
  recordOf,
  truth,
  whole,
  within,
} from '../base/decode.ts'
import { type DocumentHead, type DocumentKind, openDocument } from '../base/document.ts'
import { invalid } from '../base/errors.ts'
import { type JsonNumber, jsonNumber } from '../base/numbers.ts'
import { countElements } from '../graph/axis.ts'
import type { TrainingJob } from './job.ts'
import {
  type Configuration,
  checkConfiguration,
  type MetricsDocument,
  readArray,
  readMetrics,
  writeMetrics,
} from './saved-parts.ts'
import { seedValues } from './step.ts'
import type { HistoryEntry, TrainingState } from './trainer.ts'

const checkpointKind: DocumentKind = {
  schema: 'nalu.checkpoint',
  version: 1,
  title: 'a checkpoint',
  remedy: 'Use another copy, or start the training again.',
}

/** What a checkpoint holds. */
export interface Checkpoint {
  /** All options of the training after defaults. */
  readonly configuration: Configuration
  /** Trained with fused multiply-add, whose bits depend on the processor. */
  readonly fused: boolean
  /** One for each seed that has started. */
  readonly states: readonly TrainingState[]
  /** The version of the program that made it, as in `nalu 0.1.0`. */
  readonly madeBy?: string | undefined
}

interface StateDocument {
  readonly seed: number
  readonly step: number
  readonly seconds: number
  readonly solvedAtStep: number | undefined
  readonly trainLoss: { readonly last: JsonNumber; readonly sum: JsonNumber; readonly count: number }
  readonly plateau: { readonly best: JsonNumber; readonly step: number }
  readonly history: {
    readonly steps: EncodedArray
    readonly trainLoss: EncodedArray
    /** Of the checks that validated, by their place in the history. */
    readonly validation: readonly { readonly check: number; readonly metrics: MetricsDocument }[]
  }
  readonly slots: Readonly<Record<string, EncodedArray>>
}

/** The document, in the order in which it is written. */
export interface CheckpointDocument extends DocumentHead {
  readonly madeBy: string | undefined
  readonly configuration: Configuration
  readonly configurationHash: string
  readonly fused: boolean
  readonly seeds: readonly StateDocument[]
}

/**
 * The document of a checkpoint; `printDocument` makes text of it.
 * @throws NaluError if the configuration is nothing that JSON carries, or two states are of one seed.
 */
export function saveCheckpoint({ configuration, fused, states, madeBy }: Checkpoint): CheckpointDocument {
  const { schema, version } = checkpointKind
  rejectTwins(states, 'The checkpoint')
  return {
    schema,
    version,
    madeBy,
    configuration,
    configurationHash: configurationHash(configuration),
    fused,
    seeds: states.map(writeState),
  }
}

function rejectTwins(states: readonly TrainingState[], source: string, remedy = 'Give one for each seed.'): void {
  const twin = states.find(({ seed }, i) => states.findIndex((other) => other.seed === seed) < i)
  if (twin !== undefined) throw invalid(`${source} has two states of seed ${twin.seed}. ${remedy}`)
}

function writeState({
  seed,
  step,
  seconds,
  solvedAtStep,
  trainLoss,
  plateau,
  history,
  slots,
}: TrainingState): StateDocument {
  return {
    seed,
    step,
    seconds,
    solvedAtStep,
    trainLoss: { last: jsonNumber(trainLoss.last), sum: jsonNumber(trainLoss.sum), count: trainLoss.count },
    plateau: { best: jsonNumber(plateau.best), step: plateau.step },
    history: {
      steps: encodeArray(Float64Array.from(history, (entry) => entry.step)),
      trainLoss: encodeArray(Float64Array.from(history, (entry) => entry.trainLoss)),
      validation: history.flatMap(({ validation }, check) => {
        return validation === undefined ? [] : [{ check, metrics: writeMetrics(validation) }]
      }),
    },
    slots: Object.fromEntries(Object.entries(slots).map(([name, values]) => [name, encodeArray(values)])),
  }
}

const head = fields({
  madeBy: optional(filledText),
  configuration: plainObject,
  configurationHash: filledText,
  fused: truth,
})

/**
 * Reads what `saveCheckpoint` and `printDocument` wrote; `statesToResume` then says whether a training may go on from it.
 * @param document the text, or what `JSON.parse` made of it.
 * @param source how messages call the document: the name of its file.
 * @throws NaluError for anything but a whole checkpoint of a known version.
 */
export function loadCheckpoint(document: unknown, source = 'The checkpoint'): Required<Checkpoint> {
  const { object, place } = openDocument(document, checkpointKind, source)
  const { configurationHash: hash, ...rest } = head(object, place)
  checkConfiguration(rest.configuration, hash, place)
  const states = listOf(readState)(object['seeds'], within(place, 'seeds'))
  rejectTwins(states, source, place.remedy)
  return { ...rest, states }
}

const readScalars = fields({
  seed: whole(0),
  step: whole(0),
  seconds: finite,
  solvedAtStep: optional(whole(0)),
  trainLoss: fields({ last: anyNumber, sum: anyNumber, count: whole(0) }),
  plateau: fields({ best: anyNumber, step: whole(0) }),
})

const readState: Decoder<TrainingState> = (value, place) => {
  const object = plainObject(value, place)
  const scalars = readScalars(object, place)
  const name = (slot: string) => `Slot ${quote(slot)} of seed ${scalars.seed} in ${place.source}`
  const slots = Object.entries(recordOf(plainObject)(object['slots'], within(place, 'slots'))).map(
    ([slot, encoded]) => {
      const type = encoded['type'] === 'int32' ? 'int32' : 'float32'
      return [slot, readArray(encoded, type, name(slot), place.remedy).values]
    },
  )
  const history = readHistory(object['history'], scalars.seed, within(place, 'history'))
  return { ...scalars, history, slots: Object.fromEntries(slots) as TrainingState['slots'] }
}

const readChecks = fields({
  steps: plainObject,
  trainLoss: plainObject,
  validation: listOf(fields({ check: whole(0), metrics: readMetrics })),
})

function readHistory(value: unknown, seed: number, place: Place): HistoryEntry[] {
  const read = readChecks(value, place)
  const name = `The history of seed ${seed} in ${place.source}`
  const [steps, losses] = [read.steps, read.trainLoss].map((each) => {
    return readArray(each, 'float64', name, place.remedy).values
  }) as [Float64Array, Float64Array]
  if (steps.length !== losses.length) {
    throw invalid(`${name} has ${steps.length} steps and ${losses.length} losses. ${place.remedy}`)
  }
  const validations = new Map(read.validation.map(({ check, metrics }) => [check, metrics]))
  return Array.from(steps, (step, i) => {
    const validation = validations.get(i)
    return { step, trainLoss: losses[i] as number, ...(validation === undefined ? {} : { validation }) }
  })
}

/** The training that is to go on. */
export interface Resumed {
  readonly configuration: Configuration
  readonly job: Pick<TrainingJob, 'plan' | 'fused'>
}

/**
 * The states of a checkpoint from which this very training goes on with the same bits.
 * @param source how messages call the checkpoint: the name of its file.
 * @throws NaluError if the training rounds otherwise, has other options, or does not have the slots that were saved.
 */
export function statesToResume(
  checkpoint: Checkpoint,
  { configuration, job }: Resumed,
  source = 'The checkpoint',
): readonly TrainingState[] {
  if (checkpoint.fused !== job.fused) throw otherRounding(checkpoint.fused, source)
  const differences = differingOptions(checkpoint.configuration, configuration)
  if (differences.length > 0) throw otherOptions(differences, source)
  for (const state of checkpoint.states) checkState(state, job, source)
  return checkpoint.states
}

/** An option with its value in a checkpoint and its value now; undefined where it is missing. */
interface Difference {
  readonly option: string
  readonly before: unknown
  readonly now: unknown
}

function differingOptions(before: unknown, now: unknown, option = ''): Difference[] {
  if (canonicalJson(before ?? null) === canonicalJson(now ?? null)) return []
  if (!isObject(before) || !isObject(now)) return [{ option, before, now }]
  const names = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...names].flatMap((name) => {
    return differingOptions(before[name], now[name], option === '' ? name : `${option}.${name}`)
  })
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mostListed = 8

function otherOptions(differences: readonly Difference[], source: string) {
  const show = (value: unknown) => (value === undefined ? 'not set' : quote(value))
  const listed = differences.slice(0, mostListed).map(({ option, before, now }) => {
    return `  ${option}: ${show(before)} there, ${show(now)} now`
  })
  const more = differences.length > mostListed ? [`  and ${differences.length - mostListed} more`] : []
  const lines = [`${source} is of a training with other options:`, ...listed, ...more]
  return invalid([...lines, 'Give the same options to go on from it, or start a new training without it.'].join('\n'))
}

function otherRounding(fused: boolean, source: string) {
  const [there, here] = fused ? ['with', 'without'] : ['without', 'with']
  const remedy = fused
    ? 'Go on where the training began, on an engine that has it, or start a new training.'
    : 'Go on with the option strict, or start a new training.'
  return invalid(
    `${source} is of a training ${there} fused multiply-add; this one runs ${here} it, and would have other bits. ${remedy}`,
  )
}

function checkState({ seed, step, slots }: TrainingState, { plan }: Resumed['job'], source: string): void {
  const remedy = 'It was made by another version of nalu, or damaged. Start a new training without it.'
  const wrong = (what: string) => invalid(`${source}: ${what} ${remedy}`)
  const wanted = [...plan.slots].filter(([name]) => name !== 'rows')
  const extra = Object.keys(slots).find((name) => !wanted.some(([each]) => each === name))
  if (extra !== undefined) throw wrong(`seed ${seed} has a slot ${quote(extra)}, which this training does not have.`)
  for (const [name, { slot }] of wanted) {
    const values = slots[name]
    if (values === undefined) throw wrong(`seed ${seed} has no slot ${quote(name)}.`)
    const count = countElements(slot.axes)
    const isRight = slot.type === 'float' ? values instanceof Float32Array : values instanceof Int32Array
    if (values.length !== count || !isRight) {
      const type = slot.type === 'float' ? 'float32' : 'int32'
      throw wrong(`slot ${quote(name)} of seed ${seed} has ${values.length} values; ${count} of ${type} are needed.`)
    }
  }
  for (const [name, value] of Object.entries({ ...seedValues(seed), step })) {
    const found = slots[name]?.[0]
    if (found !== value) throw wrong(`seed ${seed} at step ${step} has ${found} in its slot ${quote(name)}.`)
  }
}
