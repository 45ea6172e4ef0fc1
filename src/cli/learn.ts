// `nalu learn`: trains a module on a formula or a task, over many seeds, and says whether it holds outside the range.

import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { invalid } from '../base/errors.ts'
import { type OptionSpecs, resolveOptions } from '../base/options.ts'
import { compileProgram } from '../compile/compile.ts'
import { printPlan } from '../compile/print-plan.ts'
import { resolveTraining, type Training } from '../train/configuration.ts'
import { metricOfLoss } from '../train/evaluation.ts'
import { type Learned, type LearnHooks, learn } from '../train/learn.ts'
import { type GivenTrainingValues, trainingOptionSpecs } from '../train/options.ts'
import { trainingStep } from '../train/step.ts'
import { trainingThread } from '../train/threads.node.ts'
import type { TrainingState } from '../train/trainer.ts'
import { addCommand, readOptions } from './command.ts'
import { exitCodes } from './failures.ts'
import { listenForInterruption } from './interruption.ts'
import { advice } from './learn-advice.ts'
import { CheckpointWriter, checkFiles, saveChosen, seedsToTrain } from './learn-files.ts'
import { learnJson, type RunFacts } from './learn-json.ts'
import { configurationDocument, learnSpecs, type RunValues, readConfiguration, runSpecs } from './learn-options.ts'
import {
  divergenceText,
  factsText,
  headerText,
  legend,
  othersText,
  resumedText,
  seedTable,
  shortMetrics,
  successText,
  verdict,
} from './learn-report.ts'
import { importModule, isModuleFile } from './module-file.ts'
import { noDisplay, ProgressCount, progressDisplay } from './progress.ts'
import { paint, print, printAside, printJson, say } from './terminal.ts'

const examples = [
  ['nalu learn "a + b"', 'ten seeds of the first module, on [1, 2)'],
  ['nalu learn "a * b" --module nac-mul --seeds 100', 'how often another module finds a product'],
  ['nalu learn "a / b" --train 1,10 --test 10,100', 'ranges of your own'],
  ['nalu learn "a - b" --inputs 100 --subset 0.25 --overlap 0.5', 'sums of inputs, most of which do not matter'],
  ['nalu learn static-add --save sum.json', 'a task of nalu list; keep the best'],
  ['nalu learn "a + b" --json', 'for programs'],
] as const

/** Adds the command to the program. */
export function learnCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'learn',
    arguments: '[formula-or-task]',
    summary: 'learn a formula or a task from examples',
    description:
      'Trains a module on examples of a formula, or of a task of nalu list, from many random starts, and tests what it ' +
      'learned outside the range that it was trained on. Exit codes: 0 found, 3 not found, 2 wrong input, 1 failure, ' +
      '130 interrupted.',
    examples,
    specs: learnSpecs as OptionSpecs,
  })
  command.action(async (text: string | undefined) => {
    const run = resolveOptions(runSpecs, readOptions(runSpecs, command))
    const file = run.config === undefined ? undefined : await readConfiguration(run.config)
    const what = (text ?? file?.what)?.trim()
    if (what === undefined) {
      throw invalid('nalu learn needs a formula or a task. For example: nalu learn "a + b"')
    }
    const given = { ...file?.given, ...readOptions(trainingOptionSpecs, command) }
    process.exitCode = await runLearn(what, given, run)
  })
}

async function runLearn(what: string, given: GivenTrainingValues, run: RunValues): Promise<number> {
  const own = given.module !== undefined && isModuleFile(given.module) ? await importModule(given.module) : undefined
  const training = resolveTraining(what, given, own)
  if (run.printConfig) {
    printJson(configurationDocument(what, training))
    return exitCodes.done
  }
  if (run.printPlan) {
    print(printPlan(compileProgram(trainingStep(training.options).program).loops))
    return exitCodes.done
  }
  await checkFiles(run)
  const starts = await seedsToTrain(training, run)
  const threads = Math.min(run.threads ?? availableParallelism(), starts.length)
  if (!run.json && !run.quiet) {
    printHeader(training)
    if (run.resume !== undefined) say(resumedText(run.resume, starts))
    if (run.verbose) say(factsText(training, threads))
  }
  const { learned, interrupted } = await train(training, starts, run, threads)
  const saved = learned.chosen === undefined ? undefined : run.save
  if (learned.chosen !== undefined) await saveChosen(training, learned.chosen, run)
  if (run.json) printJson(learnJson(training, learned, { threads, interrupted, saved }))
  else printReport(training, learned, run, { threads, interrupted, saved })
  if (interrupted) return exitCodes.interrupted
  return learned.success.successes > 0 ? exitCodes.done : exitCodes.notFound
}

function printHeader(training: Training): void {
  say(headerText(training))
  for (const note of training.notes) say(`${paint('attention', 'Note:')} ${note}`)
}

async function train(
  training: Training,
  starts: readonly (number | TrainingState)[],
  run: RunValues,
  threads: number,
): Promise<{ readonly learned: Learned; readonly interrupted: boolean }> {
  const { options, testRange, testRows } = training
  const isShown = !run.quiet && (!run.json || process.stderr.isTTY)
  const display = isShown ? progressDisplay(shortMetrics[metricOfLoss(options.loss)]) : noDisplay
  const stepsBefore = starts.reduce<number>((sum, start) => sum + (typeof start === 'number' ? 0 : start.step), 0)
  const count = new ProgressCount(starts.length, stepsBefore)
  const states = starts.filter((start) => typeof start !== 'number')
  const writer = run.checkpoint === undefined ? undefined : new CheckpointWriter(run.checkpoint, training, states)
  const interruption = listenForInterruption()
  const hooks: LearnHooks = {
    signal: interruption.signal,
    onProgress: (progress) => {
      count.update(progress)
      display.update(count.overview())
    },
    onSeed: (result) => {
      count.finish(result)
      writer?.keep(result.state)
      display.update(count.overview())
    },
    ...(writer === undefined ? {} : { onCheckpoint: (state) => writer.keep(state) }),
    ...(threads > 1 ? { threads, spawn: trainingThread } : {}),
  }
  try {
    const learned = await learn(options, starts, { range: testRange, rows: testRows }, hooks)
    return { learned, interrupted: interruption.signal.aborted }
  } finally {
    display.end()
    interruption.end()
    await writer?.finish()
  }
}

function printReport(training: Training, learned: Learned, run: RunValues, { interrupted, saved }: RunFacts): void {
  const { seeds, chosen } = learned
  if (interrupted) {
    print(`\n${paint('attention', 'Interrupted.')} ${seeds.length} of ${training.seeds.length} seeds had started.`)
  }
  if (!run.quiet && seeds.length > 0) {
    print(`\n${seedTable(learned, metricOfLoss(training.options.loss), run.verbose)}`)
    say(`${legend(training)}\n`)
  }
  if (seeds.length > 0) say(successText(learned))
  if (chosen !== undefined) say(`${verdict(chosen, training)} ${othersText(learned, training)}`)
  const diverged = divergenceText(learned)
  if (diverged !== '') say(diverged)
  if (saved !== undefined) print(`Saved ${saved}.`)
  if (chosen === undefined && run.save !== undefined) printAside(`Nothing was saved: no seed has finite weights.`)
  if (run.quiet) return
  const outcome = { learned, interrupted, saved, checkpoint: run.checkpoint }
  const next = advice(training, outcome, process.argv.slice(2))
  if (next.length > 0) print(`\n${next.join('\n')}`)
}
