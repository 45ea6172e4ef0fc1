// The options that commands which run many cells have in common.

import { defineOptions, type ValuesOf } from '../base/options.ts'
import { commonSpecs, jsonSpec } from './command.ts'
import { shellWord } from './terminal.ts'

const running = 'Running'
const output = 'Output'

export const runSpecs = defineOptions({
  only: {
    type: 'list',
    of: 'text',
    placeholder: 'cells',
    group: running,
    help: 'Run only these lines: by name, or by what they are, such as op=mul,module=nmu.',
  },
  seeds: {
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    group: running,
    help: 'Seeds of each line, from 0 on. Default: its own number.',
  },
  threads: {
    type: 'integer',
    minimum: 1,
    maximum: 1024,
    group: running,
    help: 'Seeds trained at once. Default: as many as there are cores. It changes no result.',
  },
  strict: {
    type: 'boolean',
    default: false,
    group: running,
    help: 'The same bits on every machine: without fused multiply-add, and slower.',
  },
  smoke: {
    type: 'boolean',
    default: false,
    group: running,
    help: 'A few seeds of few steps: shows that it runs; its numbers mean nothing.',
  },
  out: {
    type: 'text',
    placeholder: 'folder',
    group: output,
    help: 'Where table, page and figures go; seeds that stand there already are not run again. Default: runs/ and its name.',
  },
  json: jsonSpec,
  store: {
    type: 'text',
    placeholder: 'file',
    group: output,
    help: 'The store that keeps every seed as it comes. Default: results.sqlite in the folder.',
  },
  resume: {
    type: 'boolean',
    default: true,
    group: output,
    help: 'Stop if there are results already, instead of going on from them.',
  },
  quiet: { type: 'boolean', default: false, group: output, help: 'No progress and no tables, only the findings.' },
  ...commonSpecs,
})

export type RunValues = ValuesOf<typeof runSpecs>

/** What stands for a folder of images in a command: where it lies is nobody's business but the user's. */
export const imagesOption = '--data folder/of/mnist'

/** The command that gives the same again, to be copied into a shell: `command` and `more` are put there as they are. */
export function commandOf(
  command: string,
  { only, seeds, strict, smoke, out }: Partial<RunValues>,
  ...more: readonly string[]
): string {
  const options = [
    only === undefined ? '' : `--only ${shellWord(only.join(','))}`,
    seeds === undefined ? '' : `--seeds ${seeds}`,
    ...more,
    strict === true ? '--strict' : '',
    smoke === true ? '--smoke' : '',
    out === undefined ? '' : `--out ${shellWord(out)}`,
  ]
  return ['npx', command, ...options].filter((text) => text !== '').join(' ')
}
