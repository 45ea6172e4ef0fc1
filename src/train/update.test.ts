import { describe, expect, test } from 'vitest'
import { Kernel } from '../compile/kernel.ts'
import { planKernel } from '../compile/plan-kernel.ts'
import { axis } from '../graph/axis.ts'
import { add, index, multiply, select, slot, sum, toFloat } from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import { type Bindings, interpretAll } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { positionOver, randomKey } from '../graph/random.ts'
import { constantInitial } from '../modules/initializers.ts'
import { type ArithmeticModule, defineModule, type ParameterSpec, type RestartRule } from '../modules/module.ts'
import { linear } from '../modules/parts.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { initialParameters, type Model, stack } from './model.ts'
import type { PenaltyChanges } from './penalties.ts'
import { followLosses, redrawn } from './restart.ts'
import { seedValues, type TrainingStep, trainingStep } from './step.ts'

/** A linear layer of one input whose weight is declared with some properties more. */
const moduleWith = (spec: Partial<ParameterSpec>, more: Partial<ArithmeticModule> = {}): ArithmeticModule =>
  defineModule({
    id: 'test-linear',
    title: 'Linear',
    citation: undefined,
    equation: 'y = W x',
    computes: [],
    failures: ['None.'],
    parameters: { W: { axes: ['out', 'in'], initial: constantInitial(0.5), description: 'weight', ...spec } },
    forward: ({ x, input, parameters: { W } }) => linear(W as Node, x, input),
    exact: [],
    ...more,
  } as ArithmeticModule)

function stepOf(module: ArithmeticModule, penalties?: PenaltyChanges): { step: TrainingStep; model: Model } {
  const model = stack(1, [{ module, outputs: 1 }])
  const step = trainingStep({
    model,
    task: formulaTask('3 * a', { trainRange: [1, 2] }),
    batching: { kind: 'fresh', batch: 16 },
    loss: 'meanSquaredError',
    optimizer: sgd,
    schedule: schedules.constant,
    clipping: {},
    ...(penalties === undefined ? {} : { penalties }),
  })
  return { step, model }
}

function kernelOf(module: ArithmeticModule, rate: number, penalties?: PenaltyChanges): Kernel {
  const { step, model } = stepOf(module, penalties)
  const kernel = new Kernel(planKernel(step.program))
  const values = {
    ...step.initial,
    ...seedValues(7),
    'learning rate': rate,
    'planned steps': 100,
    'train low': 1,
    'train high': 2,
    ...initialParameters(model, 7),
  }
  for (const [name, value] of Object.entries(values)) kernel.write(name, value)
  return kernel
}

const weight = (kernel: Kernel) => kernel.read('layer1.W')[0] as number

describe('a parameter with bounds', () => {
  test('is put back into them after every step', () => {
    const kernel = kernelOf(moduleWith({ bounds: [-1, 1] }), 0.1)
    const free = kernelOf(moduleWith({}), 0.1)
    kernel.run(20)
    free.run(20)
    expect(weight(kernel)).toBe(1)
    expect(weight(free)).toBeGreaterThan(2)
  })
})

describe('a parameter with turns', () => {
  test('changes in its turns alone, and its optimiser’s state with it', () => {
    const kernel = kernelOf(moduleWith({ turns: { period: 5, from: 1, to: 3 } }), 0.01)
    const seen = Array.from({ length: 10 }, () => {
      const before = weight(kernel)
      kernel.run(1)
      return weight(kernel) !== before
    })
    expect(seen).toEqual([false, true, true, false, false, false, true, true, false, false])
  })
})

describe('a penalty', () => {
  // Half the square of W: its gradient is W, so that the step tells the factor.
  const decay = (schedule: NonNullable<ArithmeticModule['penalties']>[number]['schedule']) =>
    moduleWith(
      {},
      {
        penalties: [
          {
            id: 'decay',
            description: 'half the square of W',
            weight: 2,
            schedule,
            value: ({ parameters, input, output }) =>
              multiply(0.5, sum(square(parameters['W'] as Node), [input, output])),
          },
        ],
      },
    )

  /** The factor in each step, from what W does beside the loss: its difference from a twin without a penalty. */
  function factors(module: ArithmeticModule, steps: number, changes?: PenaltyChanges): number[] {
    const rate = 1e-3
    const kernel = kernelOf(module, rate, changes)
    const twin = kernelOf(moduleWith({}), rate)
    return Array.from({ length: steps }, () => {
      const before = weight(kernel)
      twin.write('layer1.W', [before])
      twin.write('step', kernel.read('step')[0] as number)
      kernel.run(1)
      twin.run(1)
      return (weight(twin) - weight(kernel)) / (rate * before)
    })
  }

  const close = (found: readonly number[], wanted: readonly number[]) =>
    wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 2))

  test('with a ramp grows evenly between its two steps', () => {
    close(factors(decay({ kind: 'ramp', from: 2, to: 6 }), 8), [0, 0, 0, 0.5, 1, 1.5, 2, 2])
  })

  test('with a tenfold schedule grows by steps up to its most', () => {
    close(factors(decay({ kind: 'tenfold', every: 2, most: 50 }), 6), [2, 2, 20, 20, 50, 50])
  })

  test('that looks at the loss acts below its bound only, after its step', () => {
    close(factors(decay({ kind: 'whenLossBelow', from: 1, bound: 1e6 }), 4), [0, 0, 2, 2])
    close(factors(decay({ kind: 'whenLossBelow', from: 1, bound: 1e-6 }), 4), [0, 0, 0, 0])
  })

  test('takes other numbers than the module’s where they are given', () => {
    close(factors(decay({ kind: 'ramp', from: 100, to: 200 }), 3, { decay: { weight: 4, from: 0, to: 2 } }), [0, 2, 4])
  })
})

describe('restarts', () => {
  const rule = { every: 10, after: 30, above: 1 }

  /** In which steps a rule calls for a restart, for losses given one by one. */
  function restartsOf(losses: readonly number[], rest: Partial<RestartRule> = {}): number[] {
    const loss = slot('loss')
    const { isDue, states } = followLosses({ ...rule, ...rest }, loss)
    let values: Bindings = Object.fromEntries(
      states.map(({ slot: each }) => [each.name, new Array<number>(each.axes[0]?.size ?? 1).fill(0)]),
    )
    return losses.flatMap((value, step) => {
      const [due, ...next] = interpretAll([isDue, ...states.map((state) => state.next)], { ...values, loss: [value] })
      values = Object.fromEntries(states.map(({ slot: each }, i) => [each.name, Array.from(next[i]?.data ?? [])]))
      return due?.data[0] === 0 ? [] : [step]
    })
  }

  /** The rule as its paper writes it, with the list of losses. */
  function plainRestarts(losses: readonly number[], remember = 1): number[] {
    let list: number[] = []
    return losses.flatMap((value, step) => {
      list.push(value)
      if (list.length % rule.every !== 0 || list.length <= rule.after) return []
      const marked = rule.every * remember
      const half = Math.floor(Math.floor(list.length / marked) / 2) * marked
      const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
      const [first, second] = [list.slice(0, half), list.slice(half)]
      const center = mean(second)
      const deviation = Math.sqrt(mean(second.map((each) => (each - center) ** 2)))
      if (!(mean(first) <= center + deviation && center > rule.above)) return []
      list = []
      return [step]
    })
  }

  /** The same by compiled code, in float32. */
  function restartsInFloat32(losses: readonly number[]): number[] {
    const [loss, due] = [slot('loss'), slot('due')]
    const { isDue, states } = followLosses(rule, loss)
    const isDueAsNumber = { slot: due, next: select(isDue, 1, 0) }
    const kernel = new Kernel(planKernel({ states: [{ slot: loss }, isDueAsNumber, ...states], traces: {} }))
    for (const { slot: each } of states) kernel.write(each.name, new Array<number>(each.axes[0]?.size ?? 1).fill(0))
    return losses.flatMap((value, step) => {
      kernel.write('loss', value)
      kernel.run(1)
      return kernel.read('due')[0] === 0 ? [] : [step]
    })
  }

  const wave = (i: number) => 5 + Math.sin(i)
  const many = Array.from({ length: 200 }, (_, i) => i)
  test.each([
    ['where all of them are', many.map((i) => 1e25 * wave(i))],
    ['where some of them are', many.map((i) => (i % 7 === 3 ? 1e25 : wave(i)))],
    ['where they are at first', many.map((i) => (i < 5 ? 1e25 : wave(i)))],
    ['where they are once it rises', many.map((i) => (i < 90 ? wave(i) : 1e25 * i))],
    ['where none is', many.map((i) => 1e4 * wave(i))],
  ])('are due in float32 too at losses whose squares it cannot hold, %s', (_, losses) => {
    expect(restartsInFloat32(losses)).toEqual(plainRestarts(losses))
  })

  test.each([
    ['never while the loss falls', Array.from({ length: 200 }, (_, i) => 1000 * 0.95 ** i)],
    ['again and again where it stays', Array.from({ length: 200 }, (_, i) => wave(i))],
    ['never where it stays below the bound', Array.from({ length: 200 }, (_, i) => wave(i) / 10)],
    ['once it rises', Array.from({ length: 200 }, (_, i) => (i < 90 ? 50 - i / 2 : i))],
  ])('are due %s', (name, losses) => {
    const wanted = plainRestarts(losses)
    expect(restartsOf(losses)).toEqual(wanted)
    expect(wanted.length > 0).toBe(!name.startsWith('never'))
  })

  test('are due long after as many checks as there are places, with sums remembered at every few', () => {
    const long = Array.from({ length: 2400 }, (_, i) => (i < 1500 ? 100 - i / 20 : i - 1475))
    const wanted = plainRestarts(long, 3)
    expect(wanted[0]).toBeGreaterThan(127 * rule.every)
    expect(restartsOf(long, { remember: 3 })).toEqual(wanted)
    expect(restartsOf(long)).toEqual([])
  })

  test('that are never due are refused', () => {
    expect(() => followLosses({ every: 10, after: 5000, above: 1 }, slot('loss'))).toThrow(
      'A restart after 5000 steps is never due: sums at every 10 steps are remembered for 1270. Remember them at every 4 checks',
    )
  })

  test('draw parameters anew within a compiled step and start the optimiser’s state again', () => {
    const module = moduleWith({ redraw: { kind: 'uniform', low: 100, high: 101 } }, { restart: { ...rule, above: 0 } })
    // So small a rate leaves the loss where it is.
    const kernel = kernelOf(module, 1e-9)
    kernel.run(39)
    expect(weight(kernel)).toBeCloseTo(0.5, 5)
    kernel.run(1)
    expect(weight(kernel)).toBeGreaterThanOrEqual(100)
    expect(weight(kernel)).toBeLessThan(101)
    expect(kernel.read('restart checks')[0]).toBe(0)
  })

  test('draw from a normal with the mean and the deviation that are wanted', () => {
    const many = axis('many', 40_000)
    const key = randomKey({ seedLow: toSlot(1), seedHigh: toSlot(2), stream: 3, step: 4 })
    const node = redrawn({ kind: 'normal', mean: 2, deviation: 0.5 }, [many], key)
    const { data } = interpretAll([node], { low1: [1], low2: [2] })[0] as { data: Float64Array }
    const mean = data.reduce((a, b) => a + b, 0) / data.length
    const deviation = Math.sqrt(data.reduce((a, b) => a + (b - mean) ** 2, 0) / data.length)
    // Four standard errors.
    expect(Math.abs(mean - 2)).toBeLessThan((4 * 0.5) / Math.sqrt(data.length))
    expect(Math.abs(deviation - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(2 * data.length))
  })
})

const toSlot = (number: number) => slot(`low${number}`, [], { type: 'int' })

test('positions over several axes count up, the last axis fastest', () => {
  const [a, b] = [axis('a', 3), axis('b', 4)]
  const { data } = interpretAll([toFloat(add(positionOver([a, b]), multiply(0, index(b))))], {})[0] as {
    data: Float64Array
  }
  expect(Array.from(data)).toEqual(Array.from({ length: 12 }, (_, i) => i))
})
