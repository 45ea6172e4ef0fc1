// Saved models and checkpoints in files, in Node.

import { printDocument } from '../base/document.ts'
import { readText, type WriteOptions, writeText } from '../base/files.node.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { type LoadedModel, loadModel, type SavedModel, saveModel } from './saved-model.ts'

/**
 * Writes a model to a file, whole or not at all.
 * @throws NaluError as `saveModel` does, if the file is there and `overwrite` is not set, or it cannot be written.
 */
export async function writeModelFile(path: string, saved: SavedModel, options: WriteOptions = {}): Promise<void> {
  await writeText(path, printDocument(saveModel(saved)), options)
}

/** @throws NaluError if the file cannot be read, and as `loadModel` does; messages call it by its name. */
export async function readModelFile(path: string, modules: readonly ArithmeticModule[]): Promise<LoadedModel> {
  return loadModel(await readText(path), modules, path)
}

/**
 * Writes a checkpoint to a file, whole or not at all: whoever is interrupted meanwhile keeps the one before.
 * @throws NaluError as `saveCheckpoint` does, if the file is there and `overwrite` is not set, or it cannot be written.
 */
export async function writeCheckpointFile(
  path: string,
  checkpoint: Checkpoint,
  options: WriteOptions = {},
): Promise<void> {
  await writeText(path, printDocument(saveCheckpoint(checkpoint)), options)
}

/** @throws NaluError if the file cannot be read, and as `loadCheckpoint` does; messages call it by its name. */
export async function readCheckpointFile(path: string): Promise<Required<Checkpoint>> {
  return loadCheckpoint(await readText(path), path)
}
