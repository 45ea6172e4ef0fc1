import { describe, expect, test } from 'vitest'
import * as nalu from './index.ts'

const quick = { steps: 20, seeds: 1, checkEvery: 10, validationRows: 10, batch: 8 } as const

async function learnQuickly(what: string, given: nalu.GivenTrainingValues, module?: nalu.ArithmeticModule) {
  const training = nalu.resolveTraining(what, { ...quick, ...given }, module)
  const learned = await nalu.learn(training.options, training.seeds, { range: training.testRange, rows: 10 })
  return { training, learned }
}

describe('every module of the registry', () => {
  test.each(nalu.modules.map(({ id }) => id))(
    '%s is found by its id, trained, saved, loaded and predicts',
    async (id) => {
      const { training, learned } = await learnQuickly('a + b', { module: id })
      const [seed] = learned.seeds
      expect(seed).toMatchObject({ steps: 20, stopReason: 'steps' })
      const { model, task } = training.options
      const { parameters } = seed as nalu.ScoredSeed
      const document = nalu.saveModel({
        model,
        parameters,
        columns: nalu.inputColumns(task),
        training: { ...(seed as nalu.ScoredSeed), fused: false },
        configuration: training.configuration,
      })
      const loaded = nalu.loadModel(nalu.printDocument(document), nalu.modules)
      const rows = Float32Array.of(1, 2, 3, 4)
      expect(nalu.predict(loaded.model, loaded.parameters, rows)).toEqual(nalu.predict(model, parameters, rows))
    },
  )
})

test.each(nalu.tasks.map(({ task }) => task.id))('the task %s is found by its id and trained', async (id) => {
  const { learned } = await learnQuickly(id, {})
  expect(learned.seeds[0]?.steps).toBe(20)
})

test('a module that is in no registry is trained like the others', async () => {
  const own: nalu.ArithmeticModule = { ...nalu.findModule('nac'), id: 'own' }
  const { training, learned } = await learnQuickly('a + b', {}, own)
  expect(training.module).toBe(own)
  expect(learned.seeds[0]?.steps).toBe(20)
})

test('a module that does not exist is answered with a guess', () => {
  expect(() => nalu.findModule('nallu')).toThrow(/nallu.*nalu/s)
})

test('graphs are built, differentiated and evaluated by what the namespace offers', () => {
  const { axis, slot, sum, square, gradients, interpret } = nalu.graph
  const along = axis('elements', 3)
  const x = slot('x', [along])
  const [slope] = gradients(sum(square(x), along), [x])
  expect([...interpret(slope as nalu.graph.Node, { x: [1, 2, 3] }).data]).toEqual([2, 4, 6])
})

test('numbers in words are read by a network of tokens, which fits them better than their mean does', async () => {
  const { embedding, lstm, meanSquaredError, network, tokens, unit } = nalu.layers
  const input = tokens(nalu.numberWordSteps, nalu.numberWordVocabulary.length + 1)
  const net = network(input, embedding(8), lstm(8), unit(nalu.findModule('linear'), 1))
  const { training } = nalu.splitNumberWords(1)
  const rows = {
    inputs: nalu.numberWordTokens(training, { leftPadding: true }),
    targets: training.map((n) => n / 1000),
  }
  const options = { network: net, loss: meanSquaredError, steps: 500, batch: 32, learningRate: 0.01, seed: 1 }
  const { values } = await nalu.trainNetwork(options, rows)
  const mean = rows.targets.reduce((sum, y) => sum + y, 0) / rows.targets.length
  const variance = rows.targets.reduce((sum, y) => sum + (y - mean) ** 2, 0) / rows.targets.length
  expect(nalu.scoreNetwork(net, values, rows, meanSquaredError).loss).toBeLessThan(variance / 10)
})
