import { describe, expect, test } from 'vitest'
import { smallTraining, stopping } from '../../test/trainings.ts'
import { constantInitial } from '../modules/initializers.ts'
import { linear } from '../modules/linear.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { seedStart, type TrainingOptions, trainingJob } from './job.ts'
import { trainSeeds } from './learn.ts'
import { stackOf } from './model.ts'

const moduleOf = (changes: Partial<TrainingOptions>) => trainingJob(smallTraining(changes)).plan.module

describe('two trainings share one compiled kernel if they differ only in', () => {
  test.each<[string, Partial<TrainingOptions>]>([
    ['the learning rate', { learningRate: 0.5 }],
    ['the training range', { task: formulaTask('a + b', { trainRange: [-7, 9] }) }],
    [
      'the threshold',
      { task: formulaTask('a + b', { trainRange: [1, 2], threshold: { metric: 'meanSquaredError', below: 1 } }) },
    ],
    ['when they stop', stopping({ steps: 7, patience: 9, seconds: 1, whenSolved: true })],
    ['how they are checked', { checkEvery: 9, validationRows: 7 }],
    ['how they start', { initial: constantInitial(2) }],
    ['the objects of the model', { model: stackOf(linear, 2, []) }],
  ])('%s', (_, changes) => {
    expect(moduleOf(changes)).toBe(moduleOf({}))
  })
})

describe('two trainings have kernels of their own if they differ in', () => {
  test.each<[string, Partial<TrainingOptions>]>([
    ['the formula', { task: formulaTask('a - b', { trainRange: [1, 2] }) }],
    ['a constant of the formula', { task: formulaTask('a + 2 * b', { trainRange: [1, 2] }) }],
    ['the batch', { batching: { kind: 'fresh', batch: 17 } }],
    ['where rows come from', { batching: { kind: 'full', rows: 16 } }],
    ['the layers', { model: stackOf(linear, 2, [3]) }],
    ['the optimiser', { optimizer: sgd }],
    ['the schedule', { schedule: schedules.cosine }],
    ['the loss', { loss: 'halfSumOfSquares' }],
    ['the clipping', { clipping: { norm: 1 } }],
  ])('%s', (_, changes) => {
    expect(moduleOf(changes)).not.toBe(moduleOf({}))
  })
})

test('many seeds build the graph of their step once', async () => {
  let calls = 0
  const counting: ArithmeticModule = {
    ...(linear as ArithmeticModule),
    forward: (context) => {
      calls += 1
      return (linear as ArithmeticModule).forward(context)
    },
  }
  const options = stopping({ steps: 3 }, { model: stackOf(counting, 2, []) })
  await trainSeeds(
    options,
    Array.from({ length: 100 }, (_, seed) => seed),
  )
  // Once for the step and once for the validation.
  expect(calls).toBe(2)
})

describe('the start of a seed', () => {
  test('fills every slot of the kernel but the rows', () => {
    for (const batching of [
      { kind: 'fresh', batch: 4 },
      { kind: 'full', rows: 4 },
      { kind: 'shuffled', rows: 8, batch: 4 },
    ] as const) {
      const options = smallTraining({
        batching,
        model: stackOf(linear, 4, [2]),
        task: formulaTask('a * b', {
          trainRange: [1, 2],
          subsets: [
            { from: 0, to: 2 },
            { from: 1, to: 4 },
          ],
        }),
      })
      const slots = [...trainingJob(options).plan.slots.keys()].filter((name) => name !== 'rows')
      expect(Object.keys(seedStart(options, 1).slots).toSorted()).toEqual(slots.toSorted())
    }
  })

  test('depends on the seed in nothing but the seed, the parameters and where subsets lie', () => {
    const [first, second] = [seedStart(smallTraining(), 1).slots, seedStart(smallTraining(), 2).slots]
    const changed = Object.keys(first).filter((name) => JSON.stringify(first[name]) !== JSON.stringify(second[name]))
    expect(changed.toSorted()).toEqual(['layer1.W', 'seed low'])
  })

  test.each([-1, 1.5, 2 ** 53])('of %f is refused, for it is no seed', (seed) => {
    expect(() => seedStart(smallTraining(), seed)).toThrow(`Seed ${seed} is not a whole number`)
  })
})
