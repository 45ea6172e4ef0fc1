// `nalu demo`: the main job in half a minute, with what other networks make of it, and a formula from a table.

import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { formatCount, formatDuration } from '../base/numbers.ts'
import { defineOptions, resolveOptions, type ValuesOf } from '../base/options.ts'
import { now } from '../base/platform.ts'
import { type DemoResult, published, runDemo } from '../experiments/demo.ts'
import { experimentThread } from '../experiments/threads.node.ts'
import type { Found } from '../fit/found.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { demoFigures, writeFigures } from './demo-files.ts'
import { type DemoFacts, demoJson } from './demo-json.ts'
import { fitPlanets, reportPlanets } from './demo-planets.ts'
import { demoDisplay, noDemoDisplay } from './demo-progress.ts'
import { reportBaselines, reportCounter, reportIdentity, reportMain } from './demo-report.ts'
import { exitCodes } from './failures.ts'
import { listenForInterruption } from './interruption.ts'
import { paint, print, printJson, say } from './terminal.ts'

const running = 'Running'
const output = 'Output'

const specs = defineOptions({
  rounds: {
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    group: running,
    help: 'Run exactly so many rounds (seeds of the main job): the same number gives the same result.',
  },
  seconds: {
    type: 'number',
    default: 28,
    above: 0,
    unit: 's',
    group: running,
    help: 'Without --rounds: run as many whole rounds as fit, one at least.',
  },
  steps: {
    type: 'integer',
    default: published.epochs,
    minimum: 1,
    maximum: 10_000_000,
    unit: 'epochs',
    group: running,
    help: 'Epochs of a seed of the main job.',
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
    help: 'Few steps everywhere: shows that it runs; its numbers mean nothing.',
  },
  out: {
    type: 'text',
    placeholder: 'folder',
    group: output,
    help: 'Write the figures as SVG here. Default: a new folder in runs/. Nothing is overwritten.',
  },
  logEvery: {
    type: 'integer',
    minimum: 1,
    unit: 'epochs',
    group: output,
    help: 'A line of progress whenever a seed is so many epochs further, such as 1000. Default: a tenth of a seed; in a terminal none.',
  },
  json: jsonSpec,
  quiet: { type: 'boolean', default: false, group: output, help: 'No progress and no tables, only the outcome.' },
  ...commonSpecs,
})

type DemoValues = ValuesOf<typeof specs>

const smokeSteps = 500

/** Adds the command to the program. */
export function demoCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'demo',
    summary: 'what this is about, in half a minute',
    description:
      'Trains a NALU to add ten numbers below 10 and tests it on numbers below 100, as often as the time allows, beside ' +
      'other networks, the identity and a counter. Then it finds the law of the planets in a table, as nalu fit does. ' +
      'Exit codes: 0 the published test loss is reached, 3 it is not, 2 wrong input, 1 failure, 130 interrupted.',
    examples: [
      ['nalu demo', 'as many rounds as fit into half a minute'],
      ['nalu demo --rounds 4', 'exactly four, the same every time'],
      ['nalu demo --log-every 1000', 'more lines of progress'],
      ['nalu demo --json', 'for programs'],
    ],
    specs,
  })
  command.action(async () => {
    process.exitCode = await demo(resolveOptions(specs, readOptions(specs, command)))
  })
}

async function demo(values: DemoValues): Promise<number> {
  const { rounds, strict, smoke, json, quiet, out } = values
  const threads = values.threads ?? availableParallelism()
  const epochs = smoke ? Math.min(smokeSteps, values.steps) : values.steps
  if (!json && !quiet) printHeader(epochs, threads)
  const isShown = !quiet && (!json || process.stderr.isTTY || values.logEvery !== undefined)
  const display = isShown ? demoDisplay({ logEvery: values.logEvery, epochs }) : noDemoDisplay
  const interruption = listenForInterruption()
  // The clock starts with the process, so that what came before counts too.
  const limit = rounds === undefined ? { seconds: Math.max(0, values.seconds - now() / 1000) } : { rounds }
  let result: DemoResult
  let found: Found | undefined
  try {
    result = await runDemo(
      { limit, epochs, strict, smoke },
      { threads, spawn: experimentThread, signal: interruption.signal, onProgress: display.update },
    )
    if (!result.isInterrupted) found = await fitPlanets(interruption.signal)
  } finally {
    display.end()
    interruption.end()
  }
  const name = result.isInterrupted ? 'demo-interrupted' : `demo-${result.rounds}-rounds`
  const figures = await writeFigures(demoFigures(result, published.loss), out, name)
  const facts: DemoFacts = {
    threads,
    strict,
    epochs,
    figures,
    repeat: repeatCommand(result, values),
    seconds: now() / 1000,
  }
  if (json) printJson(demoJson(result, found, facts))
  else printReport(result, found, facts, values)
  if (result.isInterrupted) return exitCodes.interrupted
  return result.isSolved ? exitCodes.done : exitCodes.notFound
}

/** The command that gives exactly this again. */
function repeatCommand({ rounds }: DemoResult, { strict, smoke, steps }: DemoValues): string {
  const options = [
    strict ? '--strict' : '',
    smoke ? '--smoke' : '',
    steps === published.epochs ? '' : `--steps ${steps}`,
  ]
  return [`nalu demo --rounds ${Math.max(1, rounds)}`, ...options].filter((text) => text !== '').join(' ')
}

function printHeader(epochs: number, threads: number): void {
  say(
    `Learning ${paint('strong', 'a + b')} with ${paint('strong', 'nalu')}: 10 → 2 → 1, where a is the sum of the first four inputs and b of the other six. ` +
      `10,000 rows of [0, 10), all in every epoch, ${formatCount(epochs)} epochs a seed, adam at 0.1; then tested on [0, 100). ` +
      `${threads} ${threads === 1 ? 'seed' : 'seeds'} at a time, and beside it other networks, the identity and a counter. Ctrl-C keeps what is there.`,
  )
}

function printReport(
  result: DemoResult,
  found: Found | undefined,
  { figures, repeat, threads, seconds }: DemoFacts,
  { quiet }: DemoValues,
): void {
  const { rounds, isInterrupted } = result
  if (isInterrupted) print(`\n${paint('attention', 'Interrupted.')} What follows is what was there.`)
  reportMain(result, quiet)
  if (!quiet) {
    reportBaselines(result)
    reportIdentity(result)
    reportCounter(result)
  }
  if (found !== undefined) reportPlanets(found, quiet)
  if (!quiet) print('')
  const counted = `${rounds} whole ${rounds === 1 ? 'round' : 'rounds'}`
  print(`${counted} in ${formatDuration(seconds)} on ${threads} ${threads === 1 ? 'thread' : 'threads'}.`)
  // Commands to copy stand on lines of their own.
  if (!isInterrupted) print(`The same again: ${paint('strong', repeat)}`)
  if (quiet) return
  if (figures.length > 0) say(`Figures: ${figures.join(', ')}`)
  print(`All six functions with 100 seeds each: ${paint('strong', 'nalu reproduce static-arithmetic')}`)
  print(`A formula for a table of yours:         ${paint('strong', 'nalu fit data.csv --target column')}`)
}
