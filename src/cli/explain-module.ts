// What `nalu explain` says about a module: its description for a terminal, and as data.

import { layerCost, parameterFormula } from '../modules/cost.ts'
import { type Content, describeModule, type Section } from '../modules/describe.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { formulaFor } from '../modules/operations.ts'
import { defaultModule } from '../train/options.ts'
import { entryLines, heading, paperJson, paperLines, paragraph } from './explain-parts.ts'
import { latexToText } from './latex.ts'
import { paint, shellWord } from './terminal.ts'

/** Everything that a module declares; what it has not is null or empty. */
export function moduleJson(module: ArithmeticModule): object {
  const { id, title, citation, equation, computes, failures, notes = [], exact, domain, readout } = module
  const { parameters, weights = {}, penalties = [], advice, restart } = module
  return {
    schema: 'nalu.module',
    version: 1,
    id,
    title,
    equation,
    paper: paperJson(citation),
    computes,
    parameters: Object.entries(parameters).map(([name, { axes, initial, description, ...rest }]) => {
      return { name, shape: axes, initial: initial.description, description, ...rest }
    }),
    weights: Object.entries(weights).map(([name, { axes, description, snap }]) => {
      return { name, shape: axes, description, snap }
    }),
    exact,
    domain: domain ?? 'every number',
    readout: readout?.id ?? null,
    penalties: penalties.map(({ id: name, description, weight, schedule }) => {
      return { id: name, description, weight, schedule }
    }),
    advice: advice ?? null,
    restart: restart ?? null,
    failures,
    notes,
    cost: { inputs: 2, outputs: 1, formula: parameterFormula(module), ...layerCost(module) },
  }
}

/** The description in lines of at most the terminal's width. `name` is what the user calls the module. */
export function moduleText(module: ArithmeticModule, name: string): string {
  const own = name === defaultModule.id ? '' : ` --module ${shellWord(name)}`
  return [
    paragraph(module.title, `${heading(module.id)}  `),
    ...paperLines(module.citation),
    ...describeModule(module).flatMap(sectionLines),
    '',
    `Try it: nalu learn "${formulaFor(module)}"${own}`,
  ].join('\n')
}

function sectionLines({ title, aside, content }: Section): string[] {
  const head = aside === undefined ? heading(title) : `${heading(title)}  ${paint('faint', aside)}`
  return ['', head, ...contentLines(content)]
}

function contentLines(content: Content): string[] {
  switch (content.kind) {
    case 'equations':
      return content.latex.map((latex) => paragraph(latexToText(latex)))
    case 'sentences':
      return content.sentences.map((sentence) => paragraph(sentence))
    case 'points':
      return content.points.map((point) => paragraph(point, '  · '))
    case 'entries':
      return entryLines(content.entries)
    default:
      return content satisfies never
  }
}
