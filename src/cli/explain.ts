// `nalu explain`: what a module computes and where it fails, what a task asks for, what a saved fit found, or how fits are judged.

import { statSync } from 'node:fs'
import type { Command } from 'commander'
import { unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import { type OptionSpecs, resolveOptions } from '../base/options.ts'
import type { Experiment } from '../experiments/experiment.ts'
import { experiments } from '../experiments/index.ts'
import { printFormula } from '../graph/formula-print.ts'
import { modules } from '../modules/index.ts'
import { tasks } from '../tasks/index.ts'
import type { TestedTask } from '../tasks/task.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { fitRulesJson, fitRulesText } from './explain-fit.ts'
import { moduleJson, moduleText } from './explain-module.ts'
import { heading, paperJson, paperLines, paragraph } from './explain-parts.ts'
import { fitJson } from './fit-json.ts'
import { fitHead, printFit } from './fit-report.ts'
import { metricTitles, printRanges } from './learn-report.ts'
import { importModule, isModuleFile } from './module-file.ts'
import { pickSpec, readFit } from './saved-model.ts'
import { print, printJson } from './terminal.ts'

const specs = { json: jsonSpec, pick: pickSpec, ...commonSpecs } as const satisfies OptionSpecs

/** Adds the command to the program. */
export function explainCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'explain',
    arguments: '<module-or-task-or-fit>',
    summary: 'a module: equation, paper, failures; a task; a fit',
    examples: [
      ['nalu explain nalu', 'a module'],
      ['nalu explain static-add', 'a task'],
      ['nalu explain ./my-module.ts', 'a module of your own'],
      ['nalu explain fit.json', 'what nalu fit found, and where it comes from'],
      ['nalu explain fit.json --pick 2', 'the second formula of its list'],
      ['nalu explain fit', 'the rules by which nalu fit judges'],
      ['nalu explain nalu --json', 'for programs; the equation as LaTeX'],
    ],
    specs,
  })
  command.action(async (name: string) => {
    const { json, pick } = resolveOptions(specs, readOptions(specs, command))
    const asJson = json === true
    if (isSavedFit(name)) {
      const found = await readFit(name, pick)
      if (asJson) printJson(fitJson(found))
      else {
        print(fitHead(found))
        printFit(found, { quiet: false, why: true })
      }
      return
    }
    if (pick !== undefined) throw invalid(`Option --pick is for saved fits; ${name} is none. Leave it out.`)
    if (name === 'fit') {
      if (asJson) printJson(fitRulesJson())
      else print(fitRulesText())
      return
    }
    const task = tasks.find((each) => each.task.id === name)
    if (task !== undefined) {
      if (asJson) printJson(taskJson(task))
      else print(taskText(task))
      return
    }
    const experiment = experiments.find(({ id }) => id === name)
    if (experiment !== undefined) {
      if (asJson) printJson(experimentJson(experiment))
      else print(experimentText(experiment))
      return
    }
    const module = isModuleFile(name) ? await importModule(name) : modules.find(({ id }) => id === name)
    if (module === undefined) {
      throw unknownName('module, task or experiment', name, knownNames(), { plural: 'modules, tasks and experiments' })
    }
    if (asJson) printJson(moduleJson(module))
    else print(moduleText(module, name))
  })
}

/** Files of another ending are fits, too, where nothing that can be explained has their name. */
function isSavedFit(name: string): boolean {
  if (name.endsWith('.json')) return true
  if (/\.[cm]?[jt]s$/.test(name) || knownNames().includes(name)) return false
  return statSync(name, { throwIfNoEntry: false })?.isFile() === true
}

const knownNames = (): string[] => [
  ...[...modules, ...tasks.map((each) => each.task), ...experiments].map(({ id }) => id),
  'fit',
]

function taskJson({ task, testRange, layers }: TestedTask): object {
  const { id, title, formula, inputs, variables, subsets, trainRange, threshold } = task
  return {
    schema: 'nalu.task',
    version: 1,
    id,
    title,
    formula: printFormula(formula),
    latex: printFormula(formula, 'latex'),
    inputs,
    variables: variables.map((name, i) => ({ name, ...subsets[i] })),
    trainRange,
    testRange,
    threshold,
    layers: layers ?? [],
  }
}

function taskText({ task, testRange, layers = [] }: TestedTask): string {
  const { id, title, formula, inputs, variables, subsets, trainRange, threshold } = task
  const sums = variables.map((name, i) => {
    const { from = 0, to = 1 } = subsets[i] ?? {}
    return `  ${name} = ${to - from === 1 ? `x${from + 1}` : `x${from + 1} + … + x${to}`}`
  })
  return [
    `${heading(id)}  ${title}`,
    '',
    heading('Target'),
    `  ${printFormula(formula)}`,
    ...sums,
    '',
    heading('Inputs'),
    `  ${formatCount(inputs)} to a row, in training from ${printRanges([trainRange])}, in the test from ${printRanges(testRange)}`,
    '',
    heading('Solved'),
    paragraph(
      `when the ${metricTitles[threshold.metric]} is below ${formatNumber(threshold.below)} on fresh rows of the training range`,
    ),
    '',
    `Try it: nalu learn ${id}${layers.length === 0 ? '' : `  (hidden layers: ${layers.join(', ')})`}`,
  ].join('\n')
}

function experimentJson({ id, title, citation, claim, protocol, seeds, cells, published }: Experiment): object {
  const trainings = cells.map((cell) => ({ id: cell.id, title: cell.title }))
  const paper = paperJson(citation)
  return { schema: 'nalu.experiment', version: 1, id, title, paper, claim, protocol, seeds, trainings, published }
}

function experimentText({ id, title, citation, claim, protocol, seeds, cells }: Experiment): string {
  return [
    `${heading(id)}  ${title}`,
    ...paperLines(citation),
    '',
    heading('Claim'),
    paragraph(claim),
    '',
    heading('Protocol'),
    ...protocol.map((line) => paragraph(line, '  · ')),
    paragraph(`${formatCount(cells.length)} trainings with ${formatCount(seeds)} seeds each`, '  · '),
  ].join('\n')
}
