import { describe, expect, test } from 'vitest'
import { runInterpreter, runKernel } from '../../test/agreement.ts'
import { kolmogorovSmirnovChance } from '../../test/statistics.ts'
import { randomBits, randomKey, streamNumber, uniformFromBits } from '../base/random.ts'
import { linear } from '../modules/linear.ts'
import { nalu } from '../modules/nalu.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { stackOf } from './model.ts'
import { type StepOptions, seedValues, trainingStep } from './step.ts'

const task = formulaTask('a - 2 * b', { trainRange: [1, 3] })
const plain: StepOptions = {
  model: stackOf(linear, 2, []),
  task,
  batching: { kind: 'full', rows: 5 },
  loss: 'meanSquaredError',
  optimizer: sgd,
  schedule: schedules.constant,
  clipping: {},
}

const rows = [
  [1, 1.5, 2, 2.5, 3],
  [3, 1, 2.5, 1.5, 2],
] as const
const values = {
  ...seedValues(1),
  'learning rate': 0.0625,
  'planned steps': 100,
  'train low': 1,
  'train high': 3,
  rows: rows.flat(),
  'layer1.W': [0.5, -0.25],
  'layer1.b': [0.125],
}

/** Slots and losses after some steps, in float64. */
const run = (options: Partial<StepOptions>, given: object = {}, steps = 1) => {
  const { program, initial } = trainingStep({ ...plain, ...options })
  return runInterpreter(program, { ...initial, ...values, ...given }, steps)
}

/** Gradients of the mean squared error of y = W·x + b, worked out on paper. */
function gradientsOnPaper(w: readonly number[], b: number): { loss: number; W: number[]; b: number } {
  const [xs, ys] = rows
  const errors = xs.map(
    (x, r) => (w[0] as number) * x + (w[1] as number) * (ys[r] as number) + b - (x - 2 * (ys[r] as number)),
  )
  const mean = (each: (r: number) => number) => errors.reduce((sum, _, r) => sum + each(r), 0) / errors.length
  return {
    loss: mean((r) => (errors[r] as number) ** 2),
    W: rows.map((input) => mean((r) => 2 * (errors[r] as number) * (input[r] as number))),
    b: mean((r) => 2 * (errors[r] as number)),
  }
}

const weights = values['layer1.W']
const [bias = 0] = values['layer1.b']
const onPaper = gradientsOnPaper(weights, bias)
const moved = ({ slots }: { slots: Readonly<Record<string, Float64Array>> }, rate = 0.0625) => ({
  W: Array.from(slots['layer1.W'] ?? [], (value, i) => ((weights[i] as number) - value) / rate),
  b: (bias - (slots['layer1.b']?.[0] as number)) / rate,
})

describe('a step', () => {
  test('of a task with a formula for each output makes the mean over rows and outputs small', () => {
    const model = stackOf(linear, 2, [], 2)
    const two = formulaTask('a - 2 * b', { trainRange: [1, 3], more: ['a * b'] })
    const given = { 'layer1.W': [0, 0, 0, 0], 'layer1.b': [0, 0] }
    const [xs, ys] = rows
    const squares = xs.map((x, r) => (x - 2 * (ys[r] as number)) ** 2 + (x * (ys[r] as number)) ** 2)
    const { traces } = run({ model, task: two }, given)
    expect(traces['loss']?.[0]).toBeCloseTo(squares.reduce((sum, each) => sum + each, 0) / 10, 12)
  })

  test('descends the gradient of the mean squared error that paper and pencil give', () => {
    const outcome = run({})
    expect(outcome.traces['loss']?.[0]).toBeCloseTo(onPaper.loss, 12)
    moved(outcome).W.forEach((value, i) => expect(value).toBeCloseTo(onPaper.W[i] as number, 10))
    expect(moved(outcome).b).toBeCloseTo(onPaper.b, 10)
  })

  test('with half the sum of squares descends a gradient that is larger by half the number of rows', () => {
    const outcome = run({ loss: 'halfSumOfSquares' })
    expect(outcome.traces['loss']?.[0]).toBeCloseTo((onPaper.loss * 5) / 2, 12)
    expect(moved(outcome).b).toBeCloseTo((onPaper.b * 5) / 2, 10)
  })

  test('with log ratios descends the gradient of the mean square of log(|y| / |target|)', () => {
    // The same as on paper, with dz/dy = 1/y for z = log |y|.
    const [xs, ys] = rows
    const each = xs.map((x, r) => {
      const y = (weights[0] as number) * x + (weights[1] as number) * (ys[r] as number) + bias
      const target = x - 2 * (ys[r] as number)
      return { ratio: Math.log(Math.abs(y) / Math.abs(target)), y, x, r }
    })
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const outcome = run({ loss: 'meanSquaredLogRatio' })
    expect(outcome.traces['loss']?.[0]).toBeCloseTo(mean(each.map(({ ratio }) => ratio ** 2)), 9)
    expect(moved(outcome).b).toBeCloseTo(mean(each.map(({ ratio, y }) => (2 * ratio) / y)), 8)
    expect(moved(outcome).W[0]).toBeCloseTo(mean(each.map(({ ratio, y, x }) => (2 * ratio * x) / y)), 8)
  })

  test('traces the loss of the weights before its update', () => {
    const outcome = run({}, {}, 2)
    const after = run({})
    const second = gradientsOnPaper(
      [...(after.slots['layer1.W'] as Float64Array)],
      after.slots['layer1.b']?.[0] as number,
    )
    expect([...(outcome.traces['loss'] ?? [])]).toEqual([
      expect.closeTo(onPaper.loss, 12),
      expect.closeTo(second.loss, 12),
    ])
  })

  test('multiplies the learning rate by the schedule', () => {
    const outcome = run({ schedule: schedules.linear }, { step: 50 })
    expect(moved(outcome, 0.0625 * 0.505).b).toBeCloseTo(onPaper.b, 10)
    expect(outcome.slots['step']?.[0]).toBe(51)
  })
})

describe('clipping', () => {
  const length = Math.hypot(...onPaper.W, onPaper.b)

  test('by norm shortens the gradient over all parameters and keeps its direction', () => {
    const { W, b } = moved(run({ clipping: { norm: 0.5 } }))
    expect(Math.hypot(...W, b)).toBeCloseTo(0.5, 10)
    expect(b / onPaper.b).toBeCloseTo(0.5 / length, 10)
    W.forEach((value, i) => expect(value / (onPaper.W[i] as number)).toBeCloseTo(0.5 / length, 10))
  })

  test('by norm leaves a shorter gradient as it is', () => {
    expect(moved(run({ clipping: { norm: length * 1.01 } })).b).toBeCloseTo(onPaper.b, 10)
  })

  test('by norm of a gradient of zero is zero', () => {
    const solved = { 'layer1.W': [1, -2], 'layer1.b': [0] }
    expect([...(run({ clipping: { norm: 1 } }, solved).slots['layer1.W'] ?? [])]).toEqual([1, -2])
  })

  test('by value keeps every element within the bound', () => {
    const { W, b } = moved(run({ clipping: { value: 3 } }))
    const clamp = (value: number) => Math.max(-3, Math.min(3, value))
    expect(onPaper.W.some((value) => Math.abs(value) > 3)).toBe(true)
    W.forEach((value, i) => expect(value).toBeCloseTo(clamp(onPaper.W[i] as number), 10))
    expect(b).toBeCloseTo(clamp(onPaper.b), 10)
  })

  test('by both clips elements first', () => {
    const clamped = [...onPaper.W, onPaper.b].map((value) => Math.max(-3, Math.min(3, value)))
    const { b } = moved(run({ clipping: { value: 3, norm: 1 } }))
    expect(b).toBeCloseTo((clamped[2] as number) / Math.hypot(...clamped), 10)
  })

  test('counts an element that a gradient does not spell out', () => {
    // The bias of a layer with two equal outputs: its gradient may be one number for both.
    const model = stackOf(linear, 2, [], 2)
    const given = { 'layer1.W': [...weights, ...weights], 'layer1.b': [bias, bias] }
    const { program, initial } = trainingStep({ ...plain, model, clipping: { norm: 1 } })
    const { slots } = runInterpreter(program, { ...initial, ...values, ...given }, 1)
    const all = [...(slots['layer1.W'] ?? [])].map((value, i) => (weights[i % 2] as number) - value)
    const biases = [...(slots['layer1.b'] ?? [])].map((value) => bias - value)
    expect(Math.hypot(...all, ...biases)).toBeCloseTo(0.0625, 10)
  })
})

describe('fresh batches', () => {
  // With weights of zero and the target a, the loss of a batch of one row is a².
  const batching = { kind: 'fresh', batch: 1 } as const
  const one = { ...plain, task: formulaTask('a', { trainRange: [1, 3] }), model: stackOf(linear, 1, []), batching }
  const zero = { 'learning rate': 0, 'layer1.W': [0], 'layer1.b': [0] }
  const inputs = (seed: number, steps: number, more: object = {}) => {
    const { program, initial } = trainingStep({ ...one, ...more })
    const { rows: _, ...given } = values
    const { traces } = runInterpreter(program, { ...initial, ...given, ...zero, ...seedValues(seed) }, steps)
    return Array.from(traces['loss'] ?? [], Math.sqrt)
  }

  test('are the draws of the stream "batch" of seed and step', () => {
    inputs(7, 20).forEach((value, step) => {
      const draw = uniformFromBits(randomBits(randomKey(7, streamNumber('batch'), step), 0))
      expect(value).toBeCloseTo(1 + 2 * draw, 6)
    })
  })

  test('are drawn from the distribution of the task, each input from its own', () => {
    const inputs = [[[-2, -1]], { kind: 'logUniform', bounds: [10, 100] }] as const
    // With weights of zero the loss of one row is the square of its target.
    const targets = (formula: string) => {
      const drawn = formulaTask(formula, {
        trainRange: [-2, 100],
        inputs: 2,
        subsets: [{ from: formula === 'a' ? 0 : 1, to: formula === 'a' ? 1 : 2 }],
        trainDistribution: { kind: 'perInput', inputs },
      })
      const { program, initial } = trainingStep({ ...one, model: stackOf(linear, 2, []), task: drawn })
      const { rows: _, ...given } = values
      const start = { ...initial, ...given, ...zero, 'layer1.W': [0, 0], 'layer1.b': [0] }
      return Array.from(runInterpreter(program, start, 200).traces['loss'] ?? [], Math.sqrt)
    }
    const [first, second] = [targets('a'), targets('b')]
    for (const [sizes, low, high] of [
      [first, 1, 2],
      [second, 10, 100],
    ] as const) {
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(low)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(high)
    }
    expect(kolmogorovSmirnovChance(first, (x) => x - 1)).toBeGreaterThan(1e-3)
    expect(kolmogorovSmirnovChance(second, (x) => Math.log10(x) - 1)).toBeGreaterThan(1e-3)
  })

  test('do not depend on module, optimiser or learning rate', () => {
    const other = inputs(7, 5, { optimizer: adam })
    expect(other).toEqual(inputs(7, 5))
  })

  test('differ from step to step and from seed to seed', () => {
    expect(new Set([...inputs(7, 20), ...inputs(8, 20), ...inputs(7 + 2 ** 32, 20)]).size).toBe(60)
  })
})

describe('shuffled batches', () => {
  // Row r holds the input r + 1; with weights of zero its loss is (r + 1)².
  const count = 11
  const seen = (batch: number, steps: number, seed = 1) => {
    const { program, initial } = trainingStep({
      ...plain,
      task: formulaTask('a', { trainRange: [1, 3] }),
      model: stackOf(linear, 1, []),
      batching: { kind: 'shuffled', rows: count, batch },
    })
    const given = { ...values, 'learning rate': 0, 'layer1.W': [0], 'layer1.b': [0], ...seedValues(seed) }
    const all = Array.from({ length: count }, (_, r) => r + 1)
    return runKernel(program, { ...initial, ...given, rows: all }, steps).traces['loss'] as Float64Array
  }
  const singles = (steps: number, seed?: number) =>
    Array.from(seen(1, steps, seed), (loss) => Math.round(Math.sqrt(loss)))

  test('take every row once in a pass, in another order in the next', () => {
    const rowsSeen = singles(5 * count)
    const passes = Array.from({ length: 5 }, (_, pass) => rowsSeen.slice(pass * count, (pass + 1) * count))
    for (const pass of passes)
      expect(pass.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, r) => r + 1))
    expect(new Set(passes.map(String)).size).toBe(5)
    expect(singles(count, 2)).not.toEqual(passes[0])
  })

  test('let what is left over rest for a pass', () => {
    // Batches of 4 take 8 of 11 rows: the two losses of a pass are means of different squares.
    const order = singles(2 * count)
    const mean = (from: number) => order.slice(from, from + 4).reduce((sum, value) => sum + value ** 2, 0) / 4
    const wanted = [mean(0), mean(4), mean(count), mean(count + 4)]
    expect([...seen(4, 4)]).toEqual(wanted.map((value) => expect.closeTo(value, 3)))
  })

  test('of all rows at once are the whole set in every step', () => {
    const mean = Array.from({ length: count }, (_, r) => (r + 1) ** 2).reduce((sum, value) => sum + value, 0) / count
    for (const loss of seen(count, 3)) expect(loss).toBeCloseTo(mean, 4)
  })

  test('of more rows than there are is refused', () => {
    expect(() => seen(12, 1)).toThrow('A batch of 12 rows is more than all 11 rows.')
  })
})

test('a program names every slot once, and its starting values cover the state of optimiser and batches', () => {
  const batching = { kind: 'shuffled', rows: 20, batch: 4 } as const
  const { program, initial, parameters } = trainingStep({
    ...plain,
    model: stackOf(nalu, 2, [2]),
    optimizer: adam,
    batching,
  })
  const given = new Set([...Object.keys(initial), ...Object.keys(values), ...parameters.map(({ name }) => name)])
  expect(program.states.map(({ slot }) => slot.name).filter((name) => !given.has(name))).toEqual([])
})
