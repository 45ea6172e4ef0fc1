import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { incompleteRows, modelRows, numberColumns } from '../data/columns.ts'
import { readCsv } from '../data/csv.ts'
import { tableWithPredictions } from '../data/predictions.ts'
import { modules } from '../modules/index.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { formulaTask } from '../tasks/task.ts'
import { readCheckpointFile, readModelFile, writeCheckpointFile, writeModelFile } from './files.node.ts'
import { seedStart, type TrainingOptions, trainingJob } from './job.ts'
import { stackOf } from './model.ts'
import { predict } from './predict.ts'
import { inputColumns } from './saved-model.ts'
import { trainSeed } from './trainer.ts'

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nalu-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const configuration = { module: 'nac', formula: 'b - a' }
const task = formulaTask('b - a', { trainRange: [0, 10] })
const options: TrainingOptions = {
  model: stackOf(modules.find(({ id }) => id === 'nac') as (typeof modules)[number], 2, []),
  task,
  batching: { kind: 'fresh', batch: 64 },
  loss: 'meanSquaredError',
  optimizer: adam,
  learningRate: 0.05,
  schedule: schedules.constant,
  clipping: {},
  stop: { steps: 2000, whenSolved: false, patience: 0, seconds: Infinity },
  checkEvery: 500,
  validationRows: 100,
  strict: false,
}
const job = trainingJob(options)
const trained = async () => {
  const result = await trainSeed(job, seedStart(options, 1))
  const training = { ...result, fused: job.fused }
  return { result, saved: { ...options, ...result, columns: inputColumns(task), training, configuration } }
}

test('a model is trained, written to a file, read, and predicts a table', async () => {
  const { result, saved } = await trained()
  await writeModelFile(at('m.json'), saved)
  expect(readFileSync(at('m.json'), 'utf8')).toMatch(/^\{\n {2}"schema": "nalu\.model",\n {2}"version": 1,\n/)
  const { model, parameters, columns, training } = await readModelFile(at('m.json'), modules)
  expect(training.validation).toEqual(result.validation)
  const table = readCsv('a,name,b\n30,x,50\n,y,1\n7,z,3\n')
  const numbers = numberColumns(table, columns)
  const predictions = predict(model, parameters, modelRows(numbers))
  const { text } = tableWithPredictions(table, predictions, { incomplete: incompleteRows(numbers) })
  const cells = text.split('\n').map((line) => line.split(',').at(-1))
  expect(cells).toEqual(['prediction', expect.any(String), '', expect.any(String), ''])
  expect(Math.abs(Number(cells[1]) - 20)).toBeLessThan(1)
  expect(Math.abs(Number(cells[3]) + 4)).toBeLessThan(1)
  expect(Math.fround(Number(cells[1]))).toBe(predict(options.model, result.parameters, Float32Array.of(50, 30))[0])
})

test('a model that is there is not overwritten unless that was asked for', async () => {
  const { saved } = await trained()
  writeFileSync(at('m.json'), 'mine')
  await expect(writeModelFile(at('m.json'), saved)).rejects.toThrow(
    `${at('m.json')} exists already and was not changed. Give another name, or set the option overwrite.`,
  )
  expect(readFileSync(at('m.json'), 'utf8')).toBe('mine')
  await writeModelFile(at('m.json'), saved, { overwrite: true })
  expect((await readModelFile(at('m.json'), modules)).columns).toEqual(saved.columns)
  expect(readdirSync(folder)).toEqual(['m.json'])
})

test('a checkpoint is written over and over and read', async () => {
  const { result } = await trained()
  const checkpoint = { configuration, fused: job.fused, states: [result.state], madeBy: undefined }
  await writeCheckpointFile(at('c.json'), { ...checkpoint, states: [] })
  await writeCheckpointFile(at('c.json'), checkpoint, { overwrite: true })
  expect(await readCheckpointFile(at('c.json'))).toEqual(checkpoint)
})

test('messages call a document by its file', async () => {
  writeFileSync(at('m.json'), '{"schema": "nalu.mo')
  await expect(readModelFile(at('m.json'), modules)).rejects.toThrow(`${at('m.json')} stops in the middle, after 19`)
  await expect(readCheckpointFile(at('n.json'))).rejects.toThrow(`There is no file ${at('n.json')}. Did you mean`)
})
