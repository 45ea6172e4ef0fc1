// A sweep: one's own grid over training options, read from plain data and checked before anything is run.

import { filledText, listOf, type Place, plainObject, quote, text, truth, within } from '../base/decode.ts'
import { unknownName } from '../base/did-you-mean.ts'
import { invalid, NaluError } from '../base/errors.ts'
import { checkOption, type OptionSpec, parseOption, printOption } from '../base/options.ts'
import { type GivenTrainingValues, trainingOptionSpecs } from '../train/options.ts'

/** One value of a key of the grid, and how people write it. */
export interface GridValue {
  readonly value: unknown
  readonly text: string
}

/** A sweep as a file holds it, checked. */
export interface Sweep {
  readonly id: string
  readonly title: string | undefined
  /** Options that all combinations share. */
  readonly base: GivenTrainingValues
  /** Values of each key: of options, and of `task`, the formula or the id of a task. */
  readonly grid: ReadonlyMap<string, readonly GridValue[]>
  readonly seeds: number
  /** The key by whose values results are counted together too. */
  readonly by: string | undefined
  /** A run of seconds that shows that it works. */
  readonly smoke: boolean
}

/** What a file may hold; the first two are what a document says of itself. */
const keys = ['schema', 'version', 'modulesFrom', 'id', 'title', 'task', 'base', 'grid', 'seeds', 'by', 'smoke']

/** Where the seeds of a sweep are said, they hold for all of it. */
const ofAllSeeds = ['seed', 'seeds']

const specs: Readonly<Record<string, OptionSpec>> = trainingOptionSpecs
const taskSpec: OptionSpec = { type: 'text', help: 'a formula or the id of a task' }
const specOf = (key: string): OptionSpec | undefined =>
  key === 'task' ? taskSpec : Object.hasOwn(specs, key) ? specs[key] : undefined

/**
 * Reads a sweep from an object.
 * @param source how messages call it: the name of its file.
 * @throws NaluError naming the key, its value and what was expected.
 */
export function readSweep(value: unknown, source: string): Sweep {
  const place: Place = { source, path: '', remedy: example }
  const object = plainObject(value, place)
  for (const key of Object.keys(object)) {
    if (!keys.includes(key)) throw unknownName('key', key, keys.slice(3, -1), { where: source })
  }
  const id = filledText(object['id'], within(place, 'id'))
  if (!/^[a-z\d][\w.-]*$/i.test(id)) {
    throw invalid(`id in ${source} is ${quote(id)}; expected letters, digits, dots and dashes: it names files.`)
  }
  const base = baseOf(object['base'] ?? {}, within(place, 'base'))
  const grid = gridOf(object, place)
  const seeds = readValue('seeds', object['seeds'] ?? trainingOptionSpecs.seeds.default, within(place, 'seeds'))
  const sweep = {
    id,
    title: object['title'] === undefined ? undefined : filledText(object['title'], within(place, 'title')),
    base,
    grid,
    seeds: seeds.value as number,
    by: object['by'] === undefined ? undefined : text(object['by'], within(place, 'by')),
    smoke: object['smoke'] === undefined ? false : truth(object['smoke'], within(place, 'smoke')),
  }
  return sweep.by === undefined ? sweep : groupedBy(sweep, sweep.by, source)
}

const example =
  'For example: { "id": "lr", "task": "a * b", "grid": { "module": ["nmu", "nalu"], "lr": [0.001, 0.01] } }'

/**
 * The sweep with results counted together by a key.
 * @throws NaluError with a guess if the grid has no such key.
 */
export function groupedBy(sweep: Sweep, by: string, source: string): Sweep {
  const names = [...sweep.grid.keys()]
  if (!names.includes(by)) throw unknownName('key', by, names, { where: `the grid of ${source}` })
  return { ...sweep, by }
}

function baseOf(value: unknown, place: Place): GivenTrainingValues {
  const entries = Object.entries(plainObject(value, place)).map(([key, given]) => {
    checkKey(key, place)
    return [key, readValue(key, given, within(place, key)).value]
  })
  return Object.fromEntries(entries) as GivenTrainingValues
}

/** @throws NaluError with a guess if there is no such option, or if it holds for all of a sweep. */
function checkKey(key: string, { path, source }: Place): void {
  if (ofAllSeeds.includes(key)) {
    throw invalid(
      `${path}.${key} in ${source} cannot differ: every combination has the seeds 0, 1, … Give their number as seeds.`,
    )
  }
  if (specOf(key) === undefined) throw unknownName('option', key, optionNames, { where: `${path} of ${source}` })
}

function gridOf(object: Readonly<Record<string, unknown>>, place: Place): Sweep['grid'] {
  const given = Object.entries(plainObject(object['grid'] ?? {}, within(place, 'grid')))
  const task = object['task']
  const hasOwn = given.some(([key]) => key === 'task')
  if (task === undefined && !hasOwn) {
    throw invalid(`${place.source} has no task; expected a formula, the id of a task, or a list of them. ${example}`)
  }
  if (task !== undefined && hasOwn) {
    throw invalid(`${place.source} has a task and a task in its grid. Leave one of them out.`)
  }
  const grid = new Map<string, readonly GridValue[]>()
  if (task !== undefined) {
    const tasks = Array.isArray(task) ? task : [task]
    grid.set('task', valuesOf('task', tasks, within(place, 'task')))
  }
  for (const [key, values] of given) {
    checkKey(key, within(place, 'grid'))
    grid.set(key, valuesOf(key, values, within(within(place, 'grid'), key)))
  }
  if ([...grid].every(([key, values]) => key === 'task' && values.length === 1)) {
    throw invalid(`The grid in ${place.source} is empty; expected an option with its values. ${example}`)
  }
  return grid
}

function valuesOf(key: string, given: unknown, place: Place): readonly GridValue[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw invalid(`${place.path} in ${place.source} is ${quote(given)}; expected a list of values. ${example}`)
  }
  const values = listOf((each, at) => readValue(key, each, at))(given, place)
  const texts = values.map((value) => value.text)
  const twice = texts.find((value, i) => texts.indexOf(value) < i)
  if (twice !== undefined) throw invalid(`${place.path} in ${place.source} has ${quote(twice)} twice. Leave one out.`)
  return values
}

/** A value as it is, or as it is typed on the command line: a range as [1, 2] or as "1,2". */
function readValue(key: string, given: unknown, { path, source }: Place): GridValue {
  const spec = specOf(key) as OptionSpec
  try {
    const isTyped = typeof given === 'string' && spec.type !== 'text' && spec.type !== 'choice'
    const value: unknown = isTyped ? parseOption(key, spec, given) : undefined
    const checked = isTyped ? checkOption(key, spec, value) : checkOption(key, spec, given)
    return { value: checked, text: printOption(spec, checked) }
  } catch (cause) {
    if (!(cause instanceof NaluError)) throw cause
    throw invalid(`${path} in ${source}: ${cause.message}`, { cause })
  }
}

const optionNames = ['task', ...Object.keys(specs).filter((key) => !ofAllSeeds.includes(key))]

/** Trainings of the whole grid. */
export const trainingsOf = ({ grid, seeds }: Pick<Sweep, 'grid' | 'seeds'>): number =>
  [...grid.values()].reduce((product, values) => product * values.length, seeds)

/** The sweep as the object that `readSweep` reads. */
export function sweepObject({ id, title, base, grid, seeds, by, smoke }: Sweep): Readonly<Record<string, unknown>> {
  const values = [...grid].map(([key, own]) => [key, own.map(({ value }) => value)] as const)
  const entries = Object.entries({ id, title, base, grid: Object.fromEntries(values), seeds, by, smoke })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== false))
}
