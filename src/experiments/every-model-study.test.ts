import { expect, test } from 'vitest'
import { initialNetwork } from '../layers/network.ts'
import { everyModelProcedure } from './every-model-study.ts'
import { matrixHeads, matrixNetwork, matrixTask, matrixTasks } from './every-model-tasks.ts'

const heads = Object.keys(matrixHeads)

test('there are four networks, each with a task with arithmetic and one without', () => {
  const hosts = (isArithmetic: boolean) =>
    matrixTasks.filter((task) => task.isArithmetic === isArithmetic).map(({ host }) => host)
  expect(new Set(hosts(true)).size).toBe(4)
  expect(hosts(true)).toEqual(hosts(false))
})

test.each(matrixTasks.map((task) => [task.id, task] as const))(
  'the layers below the head of %s start from the same values with every head of a seed',
  (_, task) => {
    const starts = heads.map((head) => initialNetwork(matrixNetwork(task, head, 'inside'), 3))
    // A NAC shares no name with the others, so that these are those below.
    const host = Object.keys(starts[0] ?? {}).filter((name) => starts.every((start) => name in start))
    expect(host.length).toBeGreaterThanOrEqual(2)
    for (const name of host) for (const start of starts) expect(start[name]).toEqual(starts[0]?.[name])
  },
)

test.each(matrixTasks.map((task) => [task.id, task] as const))(
  'networks of %s have the same parameters inside and outside, with every head',
  (_, task) => {
    const slots = (head: string, where: 'inside' | 'outside') =>
      matrixNetwork(task, head, where).parameters.map(({ slot: { name, axes } }) => [
        name,
        axes.map(({ size }) => size),
      ])
    for (const head of heads) expect(slots(head, 'outside')).toEqual(slots(head, 'inside'))
  },
)

test('a seed of a cell has finite losses, and the same ones again', async () => {
  const options = { task: 'product', head: 'NAU', learningRate: 0.01, batch: 32, steps: 100, rows: 64 }
  const hooks = {
    onProgress: () => {},
    signal: { aborted: false, addEventListener: () => {}, removeEventListener: () => {} },
  }
  const run = () => everyModelProcedure.run({ procedure: 'every-model', options }, 0, hooks)
  const [first, again] = [await run(), await run()]
  expect(again).toEqual(first)
  expect(first).toMatchObject({ steps: 100, stopReason: 'steps', notFiniteAtStep: undefined })
  const { validation, inside, outside } = first.measures
  // Targets are means of 2 and 32 with mean squares of 6.2 and 1,150: training has learned some of it.
  expect(validation).toBeLessThan(6.2)
  expect(inside).toBeLessThan(6.2)
  expect(outside).toBeGreaterThan(inside as number)
})

test('tasks and heads that there are none of are refused with those that there are', () => {
  expect(() => matrixTask('sums')).toThrow('There is no task "sums". Those of every-model are product, count')
  expect(() => matrixNetwork(matrixTask('sum'), 'GRU', 'inside')).toThrow(
    'There is no head "GRU". Those of every-model are linear, NAC, NALU, NAU, NMU.',
  )
})
