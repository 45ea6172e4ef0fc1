// What `nalu learn` takes: every option of a training, and what only the command line has.

import { unknownName } from '../base/did-you-mean.ts'
import { type DocumentKind, openDocument } from '../base/document.ts'
import { invalid } from '../base/errors.ts'
import { readText } from '../base/files.node.ts'
import { checkOption, defineOptions, type OptionSpec, type ValuesOf } from '../base/options.ts'
import type { Training } from '../train/configuration.ts'
import { type GivenTrainingValues, trainingOptionSpecs } from '../train/options.ts'
import { commonSpecs, jsonSpec } from './command.ts'

const running = 'Running'
const output = 'Output'
const showing = 'Show and stop'

export const runSpecs = defineOptions({
  threads: {
    type: 'integer',
    minimum: 1,
    maximum: 1024,
    group: running,
    help: 'Seeds trained at once. Default: as many as there are cores. It changes no result.',
  },
  config: {
    type: 'text',
    placeholder: 'file',
    group: running,
    help: 'Take the task and all options from what --print-config printed; options beside it win.',
  },
  checkpoint: {
    type: 'text',
    placeholder: 'file',
    group: running,
    help: 'Write the state of all seeds every few seconds, and at the end.',
  },
  resume: {
    type: 'text',
    placeholder: 'file',
    group: running,
    help: 'Go on from a checkpoint, with the same options.',
  },
  save: {
    type: 'text',
    placeholder: 'file',
    group: output,
    help: 'Save the model of the seed with the smallest error inside the training range.',
  },
  overwrite: { type: 'boolean', default: false, group: output, help: 'Replace files that are there already.' },
  json: jsonSpec,
  quiet: { type: 'boolean', default: false, group: output, help: 'No progress and no table, only the outcome.' },
  ...commonSpecs,
  printConfig: {
    type: 'boolean',
    default: false,
    group: showing,
    help: 'Print all options after defaults as JSON, and do not train.',
  },
  printPlan: {
    type: 'boolean',
    default: false,
    group: showing,
    help: 'Print the loops that a step compiles to, and do not train. For contributors.',
  },
})

export type RunValues = ValuesOf<typeof runSpecs>

export const learnSpecs = { ...trainingOptionSpecs, ...runSpecs }

const configurationKind: DocumentKind = {
  schema: 'nalu.configuration',
  version: 1,
  title: 'a configuration',
  remedy: 'Print a new one with nalu learn … --print-config.',
}

/** What a configuration says about itself; everything else in it is an option. */
const aboutItself = ['schema', 'version', 'task', 'configurationHash']

/** What `--print-config` prints and `--config` reads. */
export function configurationDocument(what: string, { values, hash }: Training): object {
  const { schema, version } = configurationKind
  const options = Object.entries(values).filter(([, value]) => value !== undefined)
  return { schema, version, configurationHash: hash, task: what, ...Object.fromEntries(options) }
}

/** @throws NaluError if the file cannot be read, is no configuration, or has an option that is unknown or wrong. */
export async function readConfiguration(
  path: string,
): Promise<{ readonly what: string | undefined; readonly given: GivenTrainingValues }> {
  const { object } = openDocument(await readText(path), configurationKind, path)
  const task = object['task']
  if (task !== undefined && typeof task !== 'string') {
    throw invalid(`The task in ${path} is ${JSON.stringify(task)}; expected a formula or the id of a task.`)
  }
  const given = Object.entries(object).flatMap(([key, value]) => {
    if (aboutItself.includes(key)) return []
    const specs: Readonly<Record<string, OptionSpec>> = trainingOptionSpecs
    const spec = Object.hasOwn(specs, key) ? specs[key] : undefined
    if (spec === undefined) throw unknownName('option', key, Object.keys(specs), { where: path })
    return [[key, checkOption(key, spec, value)] as const]
  })
  return { what: task, given: Object.fromEntries(given) as GivenTrainingValues }
}
