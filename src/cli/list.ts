// `nalu list`: every module, task and experiment, a line each.

import type { Command } from 'commander'
import type { OptionSpecs } from '../base/options.ts'
import { experiments } from '../experiments/index.ts'
import { modules } from '../modules/index.ts'
import type { Operation } from '../modules/module.ts'
import { tableToText } from '../plot/table.ts'
import { tasks } from '../tasks/index.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { hasColour, paint, print, printJson, widthOf } from './terminal.ts'

const specs = { json: jsonSpec, ...commonSpecs } as const satisfies OptionSpecs

/** Adds the command to the program. */
export function listCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'list',
    summary: 'modules, tasks and experiments',
    description: 'Lists what there is: arithmetic modules, tasks to learn, and experiments to repeat.',
    examples: [
      ['nalu list', 'everything, a line each'],
      ['nalu list --json', 'for programs'],
    ],
    specs,
  })
  command.action(() => {
    const listed: Listed = {
      modules: modules.map(({ id, title, computes }) => ({ id, title, computes })),
      tasks: tasks.map(({ task: { id, title } }) => ({ id, title })),
      experiments: experiments.map(({ id, title }) => ({ id, title })),
    }
    if (readOptions(specs, command).json) printJson({ schema: 'nalu.list', version: 1, ...listed })
    else print(listText(listed))
  })
}

interface Listed {
  readonly modules: readonly { readonly id: string; readonly title: string; readonly computes: readonly Operation[] }[]
  readonly tasks: readonly { readonly id: string; readonly title: string }[]
  readonly experiments: readonly { readonly id: string; readonly title: string }[]
}

const isBaseline = ({ computes }: Listed['modules'][number]) => computes.length === 0

const signs: Readonly<Record<Operation, string>> = {
  add: '+',
  subtract: '−',
  multiply: '×',
  divide: '÷',
  square: 'x²',
  root: '√',
  identity: 'x',
  greater: '>',
  equal: '=',
}

function listText({ modules: all, tasks: known, experiments: published }: Listed): string {
  const units = all.filter((module) => !isBaseline(module))
  const baselines = all.filter(isBaseline)
  const sections = [
    section(
      'Modules',
      units.map(({ id, title, computes }) => [id, title, computes.map((each) => signs[each]).join(' ')]),
      ['', '', 'computes'],
    ),
    `${paint('faint', 'Baselines, which compute nothing exactly:')}\n${wrapped(baselines.map(({ id }) => id))}`,
    section(
      'Tasks',
      known.map(({ id, title }) => [id, title]),
    ),
    section(
      'Experiments',
      published.map(({ id, title }) => [id, title]),
    ),
  ]
  const next = 'Next: nalu explain <module or task>, nalu learn <task>, nalu learn "a + b"'
  return [...sections.filter((text) => text !== ''), paint('faint', next)].join('\n\n')
}

function section(title: string, rows: readonly (readonly string[])[], titles: readonly string[] = ['', '']): string {
  if (rows.length === 0) return ''
  const columns = titles.map((text, i) => ({ title: i === 0 ? title : text }))
  return tableToText(columns, rows, { width: widthOf(), colour: hasColour() })
}

function wrapped(words: readonly string[]): string {
  const lines: string[] = []
  for (const word of words) {
    const last = lines[lines.length - 1]
    if (last === undefined || last.length + word.length + 2 > widthOf()) lines.push(word)
    else lines[lines.length - 1] = `${last}, ${word}`
  }
  return lines.join(',\n')
}
