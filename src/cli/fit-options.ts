// What `nalu fit` takes: every option of a fit, how the table is read, and what only the command line has.

import { defineOptions, type ValuesOf } from '../base/options.ts'
import type { Separator } from '../data/csv.ts'
import { fitOptionSpecs } from '../fit/options.ts'
import { commonSpecs, jsonSpec } from './command.ts'

const reading = 'Read'
const output = 'Output'

const separators = { comma: ',', semicolon: ';', tab: '\t' } as const satisfies Record<string, Separator>

const runSpecs = defineOptions({
  threads: {
    type: 'integer',
    minimum: 1,
    maximum: 1024,
    group: 'Search',
    help: 'Forms of formulas searched at once. Default: as many as there are cores. It changes no result.',
  },
  header: {
    type: 'choice',
    choices: ['auto', 'yes', 'no'],
    default: 'auto',
    placeholder: 'yes|no|auto',
    group: reading,
    help: 'Whether the first line names the columns; auto: unless all that it holds is numbers.',
  },
  separator: {
    type: 'choice',
    choices: ['comma', 'semicolon', 'tab'],
    group: reading,
    help: 'What stands between cells. Default: whichever fits.',
  },
  out: {
    type: 'text',
    placeholder: 'file',
    group: output,
    help: 'Save the fit, for nalu predict, nalu export and nalu explain.',
  },
  overwrite: { type: 'boolean', default: false, group: output, help: 'Replace a file that is there already.' },
  why: { type: 'boolean', default: false, group: output, help: 'Say which unit and weights each term comes from.' },
  json: jsonSpec,
  quiet: { type: 'boolean', default: false, group: output, help: 'No progress and no table, only the outcome.' },
  ...commonSpecs,
})

export const fitSpecs = { ...fitOptionSpecs, ...runSpecs }

/** As many starts as `--seeds` takes. */
export const mostSeeds = fitOptionSpecs.seeds.maximum

export type FitCommandValues = ValuesOf<typeof fitSpecs>

/** How the table is read. */
export function readingOptions({ header, separator, seed }: FitCommandValues) {
  return { header, seed, ...(separator === undefined ? {} : { separator: separators[separator] }) }
}
