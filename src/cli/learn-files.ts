// The files of `nalu learn`: checked before training, written after and meanwhile.

import { resolve } from 'node:path'
import { invalid } from '../base/errors.ts'
import { now } from '../base/platform.ts'
import { subsetsFor } from '../tasks/task.ts'
import { statesToResume } from '../train/checkpoint.ts'
import type { Training } from '../train/configuration.ts'
import { readCheckpointFile, writeCheckpointFile, writeModelFile } from '../train/files.node.ts'
import { trainingJob } from '../train/job.ts'
import type { ScoredSeed } from '../train/learn.ts'
import { inputColumns } from '../train/saved-model.ts'
import type { TrainingState } from '../train/trainer.ts'
import type { RunValues } from './learn-options.ts'
import { checkOutput } from './output-file.ts'
import { packageVersion } from './version.ts'

type FileValues = Pick<RunValues, 'save' | 'checkpoint' | 'resume' | 'overwrite'>

const madeBy = () => `nalu ${packageVersion()}`

/** @throws NaluError if what is to be written cannot be, or would replace something. */
export async function checkFiles({ save, checkpoint, resume, overwrite }: FileValues): Promise<void> {
  if (save !== undefined && checkpoint !== undefined && resolve(save) === resolve(checkpoint)) {
    throw invalid(`Options --save and --checkpoint both name ${save}. Give two different files.`)
  }
  if (save !== undefined) await checkOutput(save, overwrite)
  if (checkpoint === undefined) return
  const isOwn = resume !== undefined && resolve(resume) === resolve(checkpoint)
  const hint = `\nTo go on from it: --resume ${checkpoint} --checkpoint ${checkpoint}`
  await checkOutput(checkpoint, overwrite || isOwn, hint)
}

/**
 * What each seed starts from: its number, or its state in the checkpoint.
 * @throws NaluError if the checkpoint cannot be read, or is of another training.
 */
export async function seedsToTrain(
  { seeds, options, configuration }: Training,
  { resume }: FileValues,
): Promise<readonly (number | TrainingState)[]> {
  if (resume === undefined) return seeds
  const checkpoint = await readCheckpointFile(resume)
  const states = statesToResume(checkpoint, { configuration, job: trainingJob(options) }, resume)
  return seeds.map((seed) => states.find((state) => state.seed === seed) ?? seed)
}

/** Saves the model of a seed. */
export async function saveChosen(
  { options, configuration, testRange }: Training,
  chosen: ScoredSeed,
  { save, overwrite }: FileValues,
): Promise<void> {
  if (save === undefined) return
  const { model, task } = options
  const saved = {
    model,
    parameters: chosen.parameters,
    columns: inputColumns(task),
    task: { ...task, subsets: subsetsFor(task, chosen.seed) },
    testRange: testRange(),
    training: { ...chosen, fused: configuration['fused'] === true },
    configuration,
    madeBy: madeBy(),
  }
  await writeModelFile(save, saved, { overwrite })
}

const millisecondsBetween = 3000

/** Keeps the last state of every seed and writes them all to a file now and then. */
export class CheckpointWriter {
  readonly #path: string
  readonly #training: Training
  readonly #states = new Map<number, TrainingState>()
  #written = now()
  #writing: Promise<void> = Promise.resolve()
  #failed: { readonly error: unknown } | undefined

  /** `states`: of seeds that go on from a checkpoint, kept until they say more. */
  constructor(path: string, training: Training, states: readonly TrainingState[]) {
    this.#path = path
    this.#training = training
    for (const state of states) this.#states.set(state.seed, state)
  }

  keep(state: TrainingState): void {
    this.#states.set(state.seed, state)
    if (now() - this.#written < millisecondsBetween) return
    this.#written = now()
    this.#write()
  }

  #write(): void {
    const { configuration } = this.#training
    const states = [...this.#states.values()].toSorted((a, b) => a.seed - b.seed)
    const checkpoint = { configuration, fused: configuration['fused'] === true, states, madeBy: madeBy() }
    // The first write found the place free, or was allowed to take it; the file is ours since.
    this.#writing = this.#writing
      .then(() => writeCheckpointFile(this.#path, checkpoint, { overwrite: true }))
      .catch((error: unknown) => {
        this.#failed ??= { error }
      })
  }

  /** Writes the last states. @throws NaluError if any write failed. */
  async finish(): Promise<void> {
    this.#write()
    await this.#writing
    if (this.#failed !== undefined) throw this.#failed.error
  }
}
