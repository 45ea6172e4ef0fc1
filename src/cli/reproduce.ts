// `nalu reproduce`: runs an experiment in full, goes on where it stopped, and writes its page.

import type { Command } from 'commander'
import { unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { defineOptions, resolveOptions } from '../base/options.ts'
import { readMnist } from '../data/mnist.node.ts'
import { type Cell, changedCell, type Experiment, type Report, scoringOf, smokeOf } from '../experiments/experiment.ts'
import { onMnist } from '../experiments/given-images.ts'
import { experiments } from '../experiments/index.ts'
import { selectCells } from '../experiments/select.ts'
import { cellJson } from './cell-json.ts'
import { addCommand, readOptions } from './command.ts'
import { runExperiment } from './run-experiment.ts'
import { commandOf, imagesOption, type RunValues, runSpecs } from './run-options.ts'
import type { Counting } from './run-progress.ts'

const specs = defineOptions({
  ...runSpecs,
  recipe: {
    type: 'choice',
    choices: ['protocol', 'robust'],
    default: 'protocol',
    group: 'Running',
    help: 'robust: the same task by restarts, snapping, a polish in float64 and a choice inside the training range.',
  },
  data: {
    type: 'text',
    placeholder: 'folder',
    group: 'Running',
    help: 'The folder with MNIST’s files, or the two of its test, for experiments on digits. Default: synthetic digits.',
  },
})

/** Adds the command to the program. */
export function reproduceCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'reproduce',
    arguments: '<experiment>',
    summary: 'run an experiment in full and write its page',
    description:
      'Runs every line of an experiment for all its seeds and writes a table with one line a seed, a page and figures. ' +
      'What was interrupted goes on where it stopped. Exit codes: 0 done, 2 wrong input, 1 failure, 130 interrupted.',
    examples: [
      ['nalu reproduce single-module', '5,175 trainings beside what papers say of them'],
      ['nalu reproduce single-module --only op=mul,module=nmu', 'one unit on products'],
      ['nalu reproduce single-module --recipe robust', 'restarts, snapping and a polish'],
      ['nalu reproduce digit-sequences --data mnist', 'handwritten digits in place of synthetic ones'],
      ['nalu reproduce identity --seeds 10', 'fewer seeds'],
      ['nalu reproduce counter --smoke', 'seconds, to see that it runs'],
    ],
    specs,
  })
  command.action(async (id: string) => {
    const values = resolveOptions(specs, readOptions(specs, command))
    const named = values.recipe === 'robust' ? robustId(id) : id
    process.exitCode = await reproduce(await experimentOn(named, values.data), values)
  })
}

/** @throws NaluError if the recipe was not made for this experiment. */
function robustId(id: string): string {
  const ending = '-robust'
  const found = findExperiment(id)
  const robust = found.id.endsWith(ending) ? found.id : `${found.id}${ending}`
  if (experiments.some((experiment) => experiment.id === robust)) return robust
  const known = experiments.flatMap((each) => (each.id.endsWith(ending) ? each.id.slice(0, -ending.length) : []))
  throw invalid(`Option --recipe: ${id} has no robust variant. Those that have one: ${known.join(', ')}.`)
}

/** @throws NaluError with a guess if there is no such experiment. */
function findExperiment(id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id)
  const ids = experiments.map((experiment) => experiment.id)
  if (found === undefined) throw unknownName('experiment', id, ids)
  return found
}

/** @throws NaluError if images are missing, or are given to an experiment that is on none. */
async function experimentOn(id: string, folder: string | undefined): Promise<Experiment> {
  const found = findExperiment(id)
  if (folder !== undefined) return onMnist(id, await readMnist(folder))
  if (found.needs === undefined) return found
  throw invalid(`${id} is on images of MNIST. Give the folder with its files: --data folder.`)
}

async function reproduce(
  found: Experiment,
  values: RunValues & { readonly data?: string | undefined },
): Promise<number> {
  const { smoke, strict, seeds, only, out, data } = values
  const { id } = found
  const sized = smoke ? smokeOf(found) : found
  const cells = strict ? sized.cells.map((cell) => changedCell(cell, { strict })) : sized.cells
  const experiment = { ...sized, seeds: seeds ?? sized.seeds, cells }
  const undertaking = {
    experiment,
    chosen: selectCells(cells, only, id),
    folder: out ?? `runs/${id}${smoke ? '-smoke' : ''}`,
    command: commandOf(`nalu reproduce ${id}`, values, ...(data === undefined ? [] : [imagesOption])),
    by: 'reproduce' as const,
    counting,
    json: (report: Report) => reproduceJson(experiment, report),
  }
  return await runExperiment(undertaking, values)
}

/** One line for all ranges of a pair of module and operation, where a protocol says what a success is. */
const counting: Counting = {
  titleOf: ({ id, keys }: Cell) =>
    [keys?.['op'], keys?.['module']].filter((part) => part !== undefined).join(' ') || id,
  isSuccess: (cell, { measures }) => {
    const scoring = scoringOf(cell)
    return scoring === undefined ? undefined : (measures['extrapolation'] ?? Number.NaN) < scoring.threshold
  },
}

function reproduceJson({ id, title, claim, published }: Experiment, { tables, findings, cells }: Report): object {
  return {
    schema: 'nalu.reproduce',
    version: 1,
    experiment: id,
    title,
    claim,
    published,
    tables,
    findings,
    cells: cells?.map(cellJson),
  }
}
