// `nalu list`: every module, task and experiment, a line each.

import type { Command } from 'commander'
import type { OptionSpecs } from '../base/options.ts'
import { experiments } from '../experiments/index.ts'
import { modules } from '../modules/index.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { groupModules, type ModuleGroup, signsOf } from '../modules/operations.ts'
import { tableToText } from '../plot/table.ts'
import { tasks } from '../tasks/index.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { columnWidths, entryLines, heading, paragraph } from './explain-parts.ts'
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
    if (readOptions(specs, command).json) printJson(listJson())
    else print(listText())
  })
}

interface Listed {
  readonly id: string
  readonly title: string
}

function listJson(): object {
  return {
    schema: 'nalu.list',
    version: 1,
    modules: modules.map(({ id, title, computes }) => ({ id, title, computes })),
    tasks: tasks.map(({ task }) => listed(task)),
    experiments: experiments.map(listed),
  }
}

const listed = ({ id, title }: Listed): Listed => ({ id, title })

function listText(): string {
  const sections = [
    `${heading('Modules')}  ${paint('faint', 'by what they compute exactly; x: an input itself')}`,
    moduleList(groupModules(modules)),
    section(
      'Tasks',
      tasks.map(({ task }) => task),
    ),
    section('Experiments', experiments),
  ]
  const next = 'Next: nalu explain <module or task>, nalu learn <task>, nalu learn "a + b"'
  return [...sections.filter((text) => text !== ''), paint('faint', next)].join('\n\n')
}

/** A line each, below the title of its group; of those that compute nothing the ids are enough. */
function moduleList(groups: readonly ModuleGroup[]): string {
  const cellsOf = ({ id, computes, title }: ArithmeticModule) => [id, signsOf(computes), title]
  const isUnit = ({ computes }: ArithmeticModule) => computes.length > 0
  const widths = columnWidths(modules.filter(isUnit).map(cellsOf))
  return groups
    .map(({ title, modules: members }) => {
      const entries = members.filter(isUnit).map((module) => ({ cells: cellsOf(module), details: [] }))
      if (entries.length > 0) return [heading(title), ...entryLines(entries, widths)].join('\n')
      const ids = paragraph(members.map(({ id }) => id).join(', '))
      return `${heading(title)}  ${paint('faint', 'compute nothing exactly')}\n${ids}`
    })
    .join('\n\n')
}

function section(title: string, rows: readonly Listed[]): string {
  if (rows.length === 0) return ''
  const cells = rows.map((row) => [`  ${row.id}`, row.title])
  return tableToText([{ title }, { title: '' }], cells, { width: widthOf(), colour: hasColour() })
}
