// `nalu export`: the weights of a saved model as safetensors, or the formula of a saved fit in a language.

import { resolve } from 'node:path'
import type { Command } from 'commander'
import { invalid } from '../base/errors.ts'
import { writeBytes, writeText } from '../base/files.node.ts'
import { formatCount } from '../base/numbers.ts'
import { defineOptions, resolveOptions, type ValuesOf } from '../base/options.ts'
import { modelToSafetensors } from '../bridges/safetensors-model.ts'
import type { Found } from '../fit/found.ts'
import { formulaStyles } from '../graph/formula-print.ts'
import { summary } from '../train/model.ts'
import type { LoadedModel } from '../train/saved-model.ts'
import { addCommand, commonSpecs, readOptions } from './command.ts'
import { notFoundRemark } from './fit-remarks.ts'
import { fitToSafetensors } from './fit-weights.ts'
import { checkOutput } from './output-file.ts'
import { ownModuleSpec, pickSpec, readSaved } from './saved-model.ts'
import { print, printAside } from './terminal.ts'
import { packageVersion } from './version.ts'

const specs = defineOptions({
  as: {
    type: 'choice',
    choices: [...formulaStyles, 'safetensors'],
    group: 'Output',
    help: 'A language for the formula of a fit (default: what the ending of the file means, else text), or safetensors for weights (the default for models).',
  },
  out: { type: 'text', placeholder: 'file', group: 'Output', help: 'Write it there. Default: standard output.' },
  overwrite: { type: 'boolean', default: false, group: 'Output', help: 'Replace a file that is there already.' },
  pick: pickSpec,
  module: ownModuleSpec,
  ...commonSpecs,
})

type ExportValues = ValuesOf<typeof specs>

/** Adds the command to the program. */
export function exportCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'export',
    arguments: '<model> [file]',
    summary: 'a formula as code, or weights as safetensors',
    description:
      'Prints the formula of a saved fit: as text, for a terminal (pretty), as LaTeX, JavaScript, Python, Excel or SQL. ' +
      'Writes the weights of a saved model, or those of the training that led to a formula, as safetensors, which PyTorch ' +
      'and others read: layers.0.W and so on, outputs before inputs. docs/pytorch.md has the same units in PyTorch.',
    examples: [
      ['nalu export fit.json --as python', 'the formula as a function'],
      ['nalu export fit.json --as excel --out fare.txt', 'into a file'],
      ['nalu export fit.json --as latex --pick 2', 'the second formula of the list'],
      ['nalu export model.json weights.safetensors', 'for load_file and load_state_dict'],
      ['nalu export model.json weights.safetensors --module ./my-module.ts', 'of a module of your own'],
    ],
    specs,
  })
  command.action(async (model: string, file: string | undefined) => {
    await runExport(model, file, resolveOptions(specs, readOptions(specs, command)))
  })
}

async function runExport(source: string, given: string | undefined, values: ExportValues): Promise<void> {
  const file = given ?? values.out
  if (given !== undefined && values.out !== undefined && resolve(given) !== resolve(values.out)) {
    throw invalid(`nalu export was given two files to write, ${given} and ${values.out}. Give one.`)
  }
  if (file !== undefined && resolve(source) === resolve(file)) {
    throw invalid(`nalu export would replace ${source} by what it exports. Give another name.`)
  }
  const saved = await readSaved(source, values.module, values.pick)
  if (file !== undefined) await checkOutput(file, values.overwrite)
  if (saved.kind === 'fit') await exportFit(saved.found, source, file, values)
  else await exportModel(saved.model, source, file, values)
}

async function exportModel(
  { model, parameters }: LoadedModel,
  source: string,
  file: string | undefined,
  { as, overwrite }: ExportValues,
): Promise<void> {
  if (as !== undefined && as !== 'safetensors') {
    throw invalid(`${source} is a saved model: it has weights and no formula. Export it --as safetensors.`)
  }
  if (file === undefined) throw noFile(source)
  const bytes = modelToSafetensors(model, parameters, { madeBy: madeBy() })
  await writeBytes(file, bytes, { overwrite })
  const { layers, parameters: count } = summary(model)
  const words = layers.map(({ module, inputs, outputs }) => `${module} ${inputs} → ${outputs}`)
  printAside(`Wrote ${file}: ${formatCount(count)} numbers of ${words.join(', ')}.`)
}

async function exportFit(
  found: Found,
  source: string,
  file: string | undefined,
  { as: asked, overwrite }: ExportValues,
): Promise<void> {
  // Text under the name of weights would be no file of weights, nor a formula under that of a program a program.
  const as = asked ?? styleOfFile(file)
  if (as === 'safetensors') {
    const bytes = fitToSafetensors(found, source, madeBy())
    if (file === undefined) throw noFile(source)
    await writeBytes(file, bytes, { overwrite })
    printAside(`Wrote ${file}: the weights that training ended with; the formula is ${found.to('pretty')}.`)
  } else {
    const text = found.to(as).trimEnd()
    if (file === undefined) print(text)
    else {
      await writeText(file, `${text}\n`, { overwrite })
      printAside(`Wrote ${file}: the formula as ${as}.`)
    }
  }
  const remark = notFoundRemark(found)
  if (remark !== undefined) printAside(remark)
}

/** The language that the ending of a file means. */
function styleOfFile(file: string | undefined): NonNullable<ExportValues['as']> {
  const [, style] = Object.entries(endings).find(([ending]) => file?.endsWith(ending)) ?? []
  return style ?? 'text'
}

const endings = {
  '.safetensors': 'safetensors',
  '.py': 'python',
  '.js': 'javascript',
  '.sql': 'sql',
  '.tex': 'latex',
} as const satisfies Record<string, NonNullable<ExportValues['as']>>

const madeBy = () => `nalu ${packageVersion()}`

const noFile = (source: string) =>
  invalid(`nalu export needs <file> for weights. For example: nalu export ${source} weights.safetensors`)
