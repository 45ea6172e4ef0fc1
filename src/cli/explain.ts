// `nalu explain`: what a module computes and where it fails, or what a task asks for.

import type { Command } from 'commander'
import stringWidth from 'string-width'
import { type Citation, citationUrl, formatCitation, shortCitation } from '../base/citations.ts'
import { unknownName } from '../base/did-you-mean.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import type { OptionSpecs } from '../base/options.ts'
import type { Experiment } from '../experiments/experiment.ts'
import { experiments } from '../experiments/index.ts'
import { printFormula } from '../graph/formula-print.ts'
import { modules } from '../modules/index.ts'
import type { ArithmeticModule, Operation } from '../modules/module.ts'
import { wrapText } from '../plot/labels.ts'
import { tasks } from '../tasks/index.ts'
import type { TestedTask } from '../tasks/task.ts'
import { defaultModule } from '../train/options.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { equationLines } from './latex.ts'
import { metricTitles, printRanges } from './learn-report.ts'
import { importModule, isModuleFile } from './module-file.ts'
import { paint, print, printJson, widthOf } from './terminal.ts'

const specs = { json: jsonSpec, ...commonSpecs } as const satisfies OptionSpecs

/** Adds the command to the program. */
export function explainCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'explain',
    arguments: '<module-or-task>',
    summary: 'a module: equation, paper, failures; or a task',
    examples: [
      ['nalu explain nalu', 'a module'],
      ['nalu explain static-add', 'a task'],
      ['nalu explain ./my-module.ts', 'a module of your own'],
      ['nalu explain nalu --json', 'for programs; the equation as LaTeX'],
    ],
    specs,
  })
  command.action(async (name: string) => {
    const asJson = readOptions(specs, command).json === true
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
      const known = [...modules, ...tasks.map((each) => each.task), ...experiments].map(({ id }) => id)
      throw unknownName('module, task or experiment', name, known, { plural: 'modules, tasks and experiments' })
    }
    if (asJson) printJson(moduleJson(module))
    else print(moduleText(module, name))
  })
}

const parametersOf = ({ parameters }: ArithmeticModule) =>
  Object.entries(parameters).map(([name, { axes, initial, description, snap }]) => ({
    name,
    shape: axes,
    initial: initial.description,
    description,
    ...(snap === undefined ? {} : { snap }),
  }))

function moduleJson(module: ArithmeticModule): object {
  const { id, title, citation, equation, computes, failures, exact } = module
  return {
    schema: 'nalu.module',
    version: 1,
    id,
    title,
    equation,
    paper: paperJson(citation),
    computes,
    parameters: parametersOf(module),
    exact: exact.map(({ operation, weights, error }) => ({
      operation,
      weights,
      ...(error === undefined ? {} : { error }),
    })),
    domain: module.domain ?? 'every number',
    failures,
  }
}

function paperJson(citation: Citation | undefined): object | null {
  if (citation === undefined) return null
  return { reference: formatCitation(citation), url: citationUrl(citation) ?? null }
}

function paperLines(citation: Citation | undefined): string[] {
  if (citation === undefined) return []
  const url = citationUrl(citation)
  const title = paragraph(`${shortCitation(citation)}, “${citation.title}”`)
  return url === undefined ? [title] : [title, `  ${url}`]
}

const heading = (text: string) => paint('strong', text)

/** A paragraph in lines of at most the width, each but the first indented as much as the first is by its mark. */
function paragraph(text: string, mark = '  '): string {
  const lines = wrapText(text, widthOf() - mark.length, stringWidth)
  return lines.map((line, i) => (i === 0 ? mark : ' '.repeat(mark.length)) + line).join('\n')
}

const formulas: Readonly<Partial<Record<Operation, string>>> = {
  add: 'a + b',
  subtract: 'a - b',
  multiply: 'a * b',
  divide: 'a / b',
  square: 'a^2',
  root: 'sqrt(a)',
}

function moduleText(module: ArithmeticModule, name: string): string {
  const { id, title, citation, equation, computes, failures } = module
  const formula = computes.map((operation) => formulas[operation]).find((text) => text !== undefined) ?? 'a + b'
  const own = name === defaultModule.id ? '' : ` --module ${name}`
  return [
    `${heading(id)}  ${title}`,
    ...paperLines(citation),
    '',
    `${heading('Equation')}  ${paint('faint', 'x: the inputs, y: the outputs')}`,
    ...equationLines(equation).map((line) => `  ${line}`),
    '',
    heading('Computes exactly, with the right weights'),
    paragraph(computes.length === 0 ? 'nothing' : computes.join(', ')),
    '',
    heading('Parameters'),
    ...parameterLines(module),
    '',
    ...(module.domain === 'positive' ? [heading('Defined for'), '  positive inputs', ''] : []),
    ...(failures.length === 0
      ? []
      : [heading('Known failures'), ...failures.map((each) => paragraph(each, '  · ')), '']),
    `Try it: nalu learn "${formula}"${own}`,
  ].join('\n')
}

/** Name, shape and meaning of each, and how it starts below. */
function parameterLines(module: ArithmeticModule): string[] {
  const parameters = parametersOf(module).map((each) => ({ ...each, shape: `[${each.shape.join(', ')}]` }))
  if (parameters.length === 0) return ['  none']
  const longest = (key: 'name' | 'shape') => Math.max(...parameters.map((each) => each[key].length))
  return parameters.flatMap(({ name, shape, initial, description }) => {
    const start = `  ${name.padEnd(longest('name'))}  ${shape.padEnd(longest('shape'))}  `
    const below = ' '.repeat(start.length)
    return [paragraph(description, start), paint('faint', paragraph(`starts at ${initial}`, below))]
  })
}

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
