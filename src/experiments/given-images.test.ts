import { expect, test } from 'vitest'
import type { Mnist, MnistSet } from '../data/mnist.ts'
import { syntheticDigits } from '../tasks/synthetic-digits.ts'
import { digitsOf } from './digit-networks.ts'
import { onMnist } from './given-images.ts'

const setOf = (origin: MnistSet['origin'], count: number, verified = true): MnistSet => ({
  ...syntheticDigits({ count }),
  origin,
  verified,
  notes: [],
})
const testOnly: Mnist = { test: setOf('test', 40) }
const whole: Mnist = { train: setOf('train', 60), test: setOf('test', 40) }

test('an experiment on images is told apart by what there is, and every cell is given it', () => {
  expect(onMnist('digit-canvases', testOnly).id).toBe('digit-canvases-mnist-test')
  expect(onMnist('digit-canvases-mnist-test', testOnly).id).toBe('digit-canvases-mnist-test')
  const { id, cells } = onMnist('digit-sequences', whole)
  expect(id).toBe('digit-sequences-mnist')
  for (const { study } of cells) {
    const { training, validation, test: tested } = digitsOf(study, 1)
    expect([training, validation, tested].map(({ labels }) => labels.length)).toEqual([55, 5, 40])
    expect(training.size).toBe(14)
  }
})

test('images that are not MNIST’s own, and experiments on none, are refused', () => {
  expect(() => onMnist('digit-canvases', { test: setOf('test', 40, false) })).toThrow(
    'these are not the files of MNIST',
  )
  expect(() => onMnist('counter', testOnly)).toThrow(
    'counter is not on images. Those that are: digit-sequences, digit-sequences-full, digit-canvases.',
  )
})

test('images that do not fit a line, or none, are said so', () => {
  const [cell] = onMnist('digit-canvases', testOnly).cells
  const study = cell?.study
  if (study === undefined) throw new Error('There is no cell.')
  expect(() => digitsOf({ ...study, options: { ...study.options, images: 'mnist' } }, 1)).toThrow(
    'other images were given',
  )
  expect(() => digitsOf({ ...study, given: {} }, 1)).toThrow('Give their folder with --data.')
})
