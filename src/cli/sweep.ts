// `nalu sweep`: one's own grid over training options, many seeds of each combination, stored, resumed and reported.

import type { Command } from 'commander'
import { invalid } from '../base/errors.ts'
import { formatCount, jsonNumber } from '../base/numbers.ts'
import { defineOptions, resolveOptions, type ValuesOf } from '../base/options.ts'
import type { Outcome, Report } from '../experiments/experiment.ts'
import { experiments } from '../experiments/index.ts'
import { selectCells } from '../experiments/select.ts'
import { groupedBy, type Sweep, trainingsOf } from '../lab/sweep.ts'
import { writeSweepDocument } from '../lab/sweep-document.ts'
import { sweepExperiment } from '../lab/sweep-experiment.ts'
import { isSolved, type SweepSummary, summarizeBy, summarizeSweep } from '../lab/sweep-report.ts'
import { addCommand, readOptions } from './command.ts'
import { runExperiment } from './run-experiment.ts'
import { commandOf, runSpecs } from './run-options.ts'
import { modulesOf, readSweepFile } from './sweep-file.ts'
import { shellWord } from './terminal.ts'

const specs = defineOptions({
  ...runSpecs,
  by: {
    type: 'text',
    placeholder: 'key',
    group: 'Output',
    help: 'Count seeds together too, of all combinations with the same value of this key.',
  },
  yes: {
    type: 'boolean',
    default: false,
    group: 'Running',
    help: 'Run more than 100,000 trainings.',
  },
})

type SweepValues = ValuesOf<typeof specs>

// More is more likely a slip than a wish.
const mostTrainings = 100_000

/** Adds the command to the program. */
export function sweepCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'sweep',
    arguments: '<file>',
    summary: 'run a grid of options over many seeds',
    description:
      'Trains every combination of a grid of options of nalu learn for all its seeds, and writes a table, a page and a ' +
      'table of combinations. The file is JSON, or TypeScript that exports an object:\n\n' +
      '  { "id": "rates", "task": "a * b", "base": { "steps": 20000 }, "seeds": 10,\n' +
      '    "grid": { "module": ["nmu", "nalu"], "lr": [0.001, 0.01] } }\n\n' +
      'Exit codes: 0 done, 2 wrong input, 1 failure, 130 interrupted.',
    examples: [
      ['nalu sweep rates.json', 'all of it; run again, it goes on where it stopped'],
      ['nalu sweep rates.json --smoke', 'seconds, to see that it runs'],
      ['nalu sweep rates.json --only module=nmu', 'a part of it'],
      ['nalu sweep rates.json --by module', 'rates of each module over all else'],
    ],
    specs,
  })
  command.action(async (file: string) => {
    process.exitCode = await runSweep(file, resolveOptions(specs, readOptions(specs, command)))
  })
}

async function runSweep(file: string, values: SweepValues): Promise<number> {
  const { modulesFrom, ...read } = await readSweepFile(file)
  const sweep = asWanted(read.sweep, file, values)
  const { experiment, notes } = sweepExperiment(sweep, await modulesOf(sweep, modulesFrom))
  const { id } = sweep
  const folder = values.out ?? `runs/${id}${sweep.smoke ? '-smoke' : ''}`
  const { by, yes } = values
  const more = [by === undefined ? '' : `--by ${by}`, yes ? '--yes' : '']
  const undertaking = {
    experiment,
    chosen: selectCells(experiment.cells, values.only, file),
    folder,
    command: commandOf(`nalu sweep ${shellWord(file)}`, values, ...more),
    by: 'sweep' as const,
    counting: {
      titleOf: ({ id: name }: { readonly id: string }) => name,
      isSuccess: (_: unknown, outcome: Outcome) => isSolved(outcome),
    },
    notes,
    prepare: () => writeSweepDocument(folder, { sweep, modulesFrom }),
    json: (report: Report, outcomes: readonly Outcome[]) => sweepJson(sweep, experiment, report, outcomes),
  }
  return await runExperiment(undertaking, values)
}

/** The sweep with the options' changes. */
function asWanted(read: Sweep, file: string, { seeds, smoke, strict, by, yes }: SweepValues): Sweep {
  if (experiments.some(({ id }) => id === read.id)) {
    throw invalid(`The id in ${file} is ${read.id}, which is an experiment of nalu reproduce. Give another.`)
  }
  if (strict && read.grid.has('strict')) {
    throw invalid(`Option --strict: the grid of ${file} has strict itself. Leave one of them out.`)
  }
  const sweep: Sweep = {
    ...read,
    smoke: smoke || read.smoke,
    seeds: seeds ?? (smoke ? 1 : read.seeds),
    base: strict ? { ...read.base, strict } : read.base,
  }
  const trainings = trainingsOf(sweep)
  if (trainings > mostTrainings && !yes) {
    throw invalid(
      `${file} has ${formatCount(trainings)} trainings, more than ${formatCount(mostTrainings)}. ` +
        'Leave out values, give fewer --seeds, or run them all with --yes.',
    )
  }
  return by === undefined ? sweep : groupedBy(sweep, by, file)
}

function sweepJson(
  { id, by, grid }: Sweep,
  { title, cells }: Parameters<typeof summarizeSweep>[0] & { readonly title: string },
  { findings }: Report,
  outcomes: readonly Outcome[],
): object {
  return {
    schema: 'nalu.sweep-results',
    version: 1,
    sweep: id,
    title,
    grid: Object.fromEntries([...grid].map(([key, values]) => [key, values.map(({ text }) => text)])),
    cells: summarizeSweep({ cells }, outcomes).map(summaryJson),
    by: by === undefined ? null : { key: by, groups: summarizeBy({ cells }, outcomes, by).map(summaryJson) },
    findings,
  }
}

/** `{key, keys, seeds, solved, successRate, interval, solvedAt, testError, failed, notFinite, coreSeconds}` */
function summaryJson({
  name,
  keys,
  success,
  solvedAt,
  testError,
  failed,
  notFinite,
  coreSeconds,
}: SweepSummary): object {
  return {
    key: name,
    keys,
    seeds: success.count,
    solved: success.successes,
    successRate: success.rate,
    interval: success.interval,
    solvedAt: solvedAt === undefined ? null : { median: solvedAt },
    testError: {
      median: jsonNumber(testError.median).value,
      quartiles: testError.quartiles.map((each) => jsonNumber(each).value),
    },
    failed,
    notFinite,
    coreSeconds,
  }
}
