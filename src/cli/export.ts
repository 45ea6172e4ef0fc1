// `nalu export`: the weights of a saved model as safetensors, for PyTorch and others.

import { resolve } from 'node:path'
import type { Command } from 'commander'
import { invalid } from '../base/errors.ts'
import { writeBytes } from '../base/files.node.ts'
import { formatCount } from '../base/numbers.ts'
import { defineOptions, resolveOptions } from '../base/options.ts'
import { modelToSafetensors } from '../bridges/safetensors-model.ts'
import { summary } from '../train/model.ts'
import { addCommand, commonSpecs, readOptions } from './command.ts'
import { checkOutput } from './output-file.ts'
import { ownModuleSpec, readSavedModel } from './saved-model.ts'
import { printAside } from './terminal.ts'
import { packageVersion } from './version.ts'

const specs = defineOptions({
  overwrite: { type: 'boolean', default: false, group: 'Output', help: 'Replace a file that is there already.' },
  module: ownModuleSpec,
  ...commonSpecs,
})

/** Adds the command to the program. */
export function exportCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'export',
    arguments: '<model> <file>',
    summary: 'weights of a saved model as safetensors, for PyTorch',
    description:
      'Writes the weights of a saved model as safetensors, which PyTorch and others read: layers.0.W and so on, outputs ' +
      'before inputs. docs/pytorch.md has the same units in PyTorch.',
    examples: [
      ['nalu export model.json weights.safetensors', 'for load_file and load_state_dict'],
      ['nalu export model.json weights.safetensors --module ./my-module.ts', 'of a module of your own'],
    ],
    specs,
  })
  command.action(async (model: string, file: string) => {
    await runExport(model, file, resolveOptions(specs, readOptions(specs, command)))
  })
}

interface ExportValues {
  readonly overwrite: boolean
  readonly module: string | undefined
}

async function runExport(modelFile: string, file: string, { overwrite, module: own }: ExportValues): Promise<void> {
  if (resolve(modelFile) === resolve(file)) {
    throw invalid(`nalu export would replace the model ${modelFile} by its weights. Give another name for them.`)
  }
  const { model, parameters } = await readSavedModel(modelFile, own)
  await checkOutput(file, overwrite)
  const bytes = modelToSafetensors(model, parameters, { madeBy: `nalu ${packageVersion()}` })
  await writeBytes(file, bytes, { overwrite })
  const { layers, parameters: count } = summary(model)
  const words = layers.map(({ module, inputs, outputs }) => `${module} ${inputs} → ${outputs}`)
  printAside(`Wrote ${file}: ${formatCount(count)} numbers of ${words.join(', ')}.`)
}
