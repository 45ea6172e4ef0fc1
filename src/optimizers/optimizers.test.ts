import { describe, expect, test } from 'vitest'
import { Kernel } from '../compile/kernel.ts'
import { planKernel } from '../compile/plan-kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { axis } from '../graph/axis.ts'
import { add, constant, multiply, slot, subtract } from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import { type Bindings, interpretAll } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { adam } from './adam.ts'
import { optimizers } from './index.ts'
import type { Optimizer } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

const size = 3
const along = axis('elements', size)
const p = slot('p', [along])
const target = slot('target', [along])
const start = [1, -2, 0.5]
const wanted = [0.25, 3, 0.5]

/** 2·(p − target) + 0.3·p²: smooth, different for every element, and 0.075 at the last. */
const gradientGraph = add(multiply(2, subtract(p, target)), multiply(0.3, square(p)))
const gradientAt = (values: readonly number[]) =>
  values.map((value, i) => 2 * (value - (wanted[i] as number)) + 0.3 * value ** 2)

function program(optimizer: Optimizer, gradient: Node = gradientGraph): { program: StepProgram; initial: Bindings } {
  const learningRate = slot('learning rate')
  const step = slot('step', [], { type: 'int' })
  const bound = optimizer.bind({ learningRate, step })
  const { next, states } = bound.update(p, gradient)
  const own = [...bound.shared, ...states]
  return {
    program: {
      states: [
        { slot: learningRate },
        { slot: target },
        { slot: step, next: add(step, 1) },
        ...own.map((each) => ({ slot: each.slot, next: each.next })),
        { slot: p, next },
      ],
      traces: {},
    },
    initial: { step: 0, ...Object.fromEntries(own.map((each) => [each.slot.name, each.initial])) },
  }
}

/** The parameter after each step, in float64. */
function interpretSteps(optimizer: Optimizer, rate: number, steps: number): number[][] {
  const { program: built, initial } = program(optimizer)
  const fill = (value: ArrayLike<number> | number, count: number) =>
    typeof value === 'number' ? new Float64Array(count).fill(value) : Float64Array.from(value)
  const given: Bindings = { ...initial, p: start, target: wanted, 'learning rate': rate }
  let values: Bindings = Object.fromEntries(
    built.states.map(({ slot: each }) => [
      each.name,
      fill(given[each.name] as number, each.axes.length === 0 ? 1 : size),
    ]),
  )
  const changing = built.states.flatMap(({ slot: each, next }) =>
    next === undefined ? [] : [{ name: each.name, next }],
  )
  return Array.from({ length: steps }, () => {
    const results = interpretAll(
      changing.map(({ next }) => next),
      values,
    )
    values = {
      ...values,
      ...Object.fromEntries(changing.map(({ name }, i) => [name, results[i]?.data as Float64Array])),
    }
    return [...(values['p'] as Float64Array)]
  })
}

/** Kingma & Ba 2015, algorithm 1, written down as it stands there. */
function plainAdam(rate: number, steps: number): number[][] {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]
  const theta = [...start]
  const m = theta.map(() => 0)
  const v = theta.map(() => 0)
  return Array.from({ length: steps }, (_, k) => {
    const t = k + 1
    gradientAt(theta).forEach((g, i) => {
      m[i] = beta1 * (m[i] as number) + (1 - beta1) * g
      v[i] = beta2 * (v[i] as number) + (1 - beta2) * g * g
      const mHat = (m[i] as number) / (1 - beta1 ** t)
      const vHat = (v[i] as number) / (1 - beta2 ** t)
      theta[i] = (theta[i] as number) - (rate * mHat) / (Math.sqrt(vHat) + epsilon)
    })
    return [...theta]
  })
}

function plainDescent(rate: number, steps: number): number[][] {
  const theta = [...start]
  return Array.from({ length: steps }, () => {
    gradientAt(theta).forEach((g, i) => {
      theta[i] = (theta[i] as number) - rate * g
    })
    return [...theta]
  })
}

/** The update of TensorFlow 1, written out: tf.train.RMSPropOptimizer without momentum. */
function plainRmsprop(rate: number, steps: number): number[][] {
  const theta = [...start]
  const meanSquare = start.map(() => 1)
  return Array.from({ length: steps }, () => {
    gradientAt(theta).forEach((g, i) => {
      meanSquare[i] = 0.9 * (meanSquare[i] as number) + 0.1 * g * g
      theta[i] = (theta[i] as number) - (rate * g) / Math.sqrt((meanSquare[i] as number) + 1e-10)
    })
    return [...theta]
  })
}

const steps = 50
const references = [
  { optimizer: rmsprop, plain: plainRmsprop, rate: 0.01 },
  { optimizer: adam, plain: plainAdam, rate: 0.01 },
  { optimizer: sgd, plain: plainDescent, rate: 0.05 },
]

describe.each(references.map((each) => [each.optimizer.id, each] as const))('%s', (_, { optimizer, plain, rate }) => {
  test('takes the steps of its algorithm in float64', () => {
    const found = interpretSteps(optimizer, rate, steps)
    plain(rate, steps).forEach((theta, k) => {
      theta.forEach((value, i) => expect(found[k]?.[i]).toBeCloseTo(value, 12))
    })
  })

  test('takes the same steps when compiled, as far as float32 goes', () => {
    const { program: built, initial } = program(optimizer)
    const kernel = new Kernel(planKernel(built))
    for (const [name, value] of Object.entries(initial)) kernel.write(name, value)
    kernel.write('p', start)
    kernel.write('target', wanted)
    kernel.write('learning rate', rate)
    plain(rate, steps).forEach((theta) => {
      kernel.run(1)
      theta.forEach((value, i) => expect(kernel.read('p')[i]).toBeCloseTo(value, 5))
    })
  })
})

test('there is a reference for every optimiser', () => {
  expect(references.map(({ optimizer }) => optimizer)).toEqual(expect.arrayContaining([...optimizers]))
})

test('the first step of Adam is the learning rate against the sign of the gradient, whatever its size', () => {
  const [after] = interpretSteps(adam, 0.01, 1) as [number[]]
  // Gradients 1.8, −8.8 and 0.075: with both means corrected for bias the step is 0.01·g / (|g| + 1e-8).
  expect(after[0]).toBeCloseTo(1 - (0.01 * 1.8) / (1.8 + 1e-8), 14)
  expect(after[1]).toBeCloseTo(-2 + (0.01 * 8.8) / (8.8 + 1e-8), 14)
  expect(after[2]).toBeCloseTo(0.5 - (0.01 * 0.075) / (0.075 + 1e-8), 14)
})

test('the first step of gradient descent is the learning rate times the gradient', () => {
  expect(interpretSteps(sgd, 0.1, 1)[0]).toEqual([1 - 0.1 * 1.8, -2 + 0.1 * 8.8, 0.5 - 0.1 * 0.075])
})

test('Adam stands still where the gradient is zero, and divides nothing by zero', () => {
  const { program: built, initial } = program(adam, constant(0))
  const kernel = new Kernel(planKernel(built))
  for (const [name, value] of Object.entries(initial)) kernel.write(name, value)
  kernel.write('p', start)
  kernel.write('learning rate', 1)
  kernel.run(100)
  expect([...kernel.read('p')]).toEqual(start)
})

test('the bias correction of Adam stays exact long after its powers have vanished', () => {
  const { program: built, initial } = program(adam, constant(1))
  const kernel = new Kernel(planKernel(built))
  for (const [name, value] of Object.entries(initial)) kernel.write(name, value)
  kernel.write('p', 0)
  kernel.write('learning rate', 2 ** -10)
  for (let call = 0; call < 50; call += 1) kernel.run(4000)
  expect(kernel.read('adam beta1^t')[0]).toBeLessThan(1e-29)
  expect(kernel.read('adam beta1^t')[0]).toBeGreaterThan(2 ** -126)
  kernel.write('p', 0)
  kernel.run(1)
  // A gradient of 1 in every step: both means are 1, as far as a float32 mean goes, so the step is the rate.
  expect((kernel.read('p')[0] as number) * -(2 ** 10)).toBeCloseTo(1, 4)
})

test('the state of a parameter is named after it, so that several parameters can share a program', () => {
  const bound = adam.bind({ learningRate: slot('rate'), step: slot('step', [], { type: 'int' }) })
  const names = [p, slot('q', [along])].flatMap((each) =>
    bound.update(each, constant(1)).states.map((state) => state.slot.name),
  )
  expect(new Set(names).size).toBe(4)
})
