// One stack of modules on the rows that train: many starts in the compiled loop, laws read off the best, climbed and fitted.

import { randomStream } from '../base/normal.ts'
import type { CancelSignal } from '../base/platform.ts'
import type { LawRows } from '../formula/law-fit.ts'
import type { ColumnRange } from '../formula/reading.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { findModule } from '../train/configuration.ts'
import { initialParameters, type SlotValues } from '../train/model.ts'
import { type ClimbedLaw, LawClimber } from './climb-law.ts'
import { lawsOfStack, type StackNet, stackNet, weightsOfStack } from './module-net.ts'
import { type ModuleStack, stackName } from './module-stacks.ts'
import { halfOf, type SearchRows, type ShapeLaw, type ShapeResult, weightsOf } from './shape-search.ts'
import { type TableJob, type TrainedStart, tableJob, trainStarts } from './train-starts.ts'

/** What is posted to a worker: modules by their ids in the registry. */
export interface StackTask {
  readonly ids: readonly string[]
  readonly sizes: readonly number[]
  /** Of each column on all rows of the table. */
  readonly ranges: readonly ColumnRange[]
  /** Counted from 0: other rounds, other starts. */
  readonly round: number
  readonly seed: number
  readonly starts: number
}

const trainingSteps = 800
const learningRate = 0.05
// Of each weighting so many trained starts are read, the best first; those whose gates are undecided are passed over.
const mostRead = 6
const mostLookedAt = 24

const nets = new Map<string, StackNet>()

/** @param modules those of the task; found in the registry if not given. */
export function searchStack(
  rows: SearchRows,
  fitRows: LawRows,
  task: StackTask,
  modules: readonly ArithmeticModule[] = task.ids.map(findModule),
  signal?: CancelSignal,
): Promise<ShapeResult> {
  const net = netOf(rows.columns.length, { modules, sizes: task.sizes })
  return readBest(net, tableJob(net, rows.target.length), rows, fitRows, task, signal)
}

/** Graphs are made once; modules of the same ids need not be the same. */
function netOf(columns: number, stack: ModuleStack): StackNet {
  const key = `${columns} ${stackName(stack)}`
  const known = nets.get(key)
  if (known !== undefined && stack.modules.every((module, layer) => known.model.layers[layer]?.module === module)) {
    return known
  }
  const net = stackNet(columns, stack)
  nets.set(key, net)
  return net
}

interface Reached extends ClimbedLaw {
  count: number
  readonly trained: TrainedStart
}

async function readBest(
  net: StackNet,
  job: TableJob,
  rows: SearchRows,
  fitRows: LawRows,
  { ranges, round, seed, starts }: StackTask,
  signal: CancelSignal | undefined,
): Promise<ShapeResult> {
  const { columns, target } = rows
  const climber = new LawClimber(rows, fitRows)
  const found = new Map<string, Reached>()
  let steps = 0
  let climbed = 0
  for (const weighting of ['absolute', 'relative'] as const) {
    const name = `${net.name}, ${weighting}, round ${round}`
    const results = await trainStarts({
      job,
      rows: columns.flatMap((column) => [...column]),
      target,
      weight: weightsOf(target, 1, weighting),
      starts: drawStarts(net, seed, name, halfOf(starts, weighting)),
      steps: trainingSteps,
      learningRate,
      ...(signal === undefined ? {} : { signal }),
    })
    steps += results.length * trainingSteps
    const best = results.filter(({ loss }) => Number.isFinite(loss)).toSorted((a, b) => a.loss - b.loss)
    let read = 0
    for (const trained of best.slice(0, mostLookedAt)) {
      if (read === mostRead || signal?.aborted) break
      const laws = lawsOfStack(net, trained.values, columns, ranges)
      const law = cheapest(laws.flatMap((each) => climber.climb(each) ?? []))
      if (law === undefined) continue
      read += 1
      const known = found.get(law.skeleton)
      if (known === undefined) found.set(law.skeleton, { ...law, count: 1, trained })
      else known.count += 1
    }
    climbed += read
  }
  const laws = [...found.values()].map(
    ({ law, error, count, trained }): ShapeLaw => ({
      law,
      // No shape is searched beside what a stack found.
      exponents: [],
      error,
      reachedBy: count,
      trained: { ...trained, weights: weightsOfStack(net, trained.values, columns), shapes: slotShapes(net) },
    }),
  )
  return { laws, climbed, steps }
}

const slotShapes = ({ layers }: StackNet): Record<string, number[]> =>
  Object.fromEntries(
    layers.flatMap(({ parameters }) =>
      Object.values(parameters).map(({ name, axes }) => [name, axes.map(({ size }) => size)] as const),
    ),
  )

const cheapest = (laws: readonly ClimbedLaw[]): ClimbedLaw | undefined => laws.toSorted((a, b) => a.cost - b.cost)[0]

/** Modules start as they declare; the linear layer behind them passes its input on. */
function drawStarts({ model }: StackNet, seed: number, name: string, count: number): SlotValues[] {
  const random = randomStream(seed, `starts of ${name}`)
  const scale = model.layers.at(-1) as (typeof model.layers)[number]
  return Array.from({ length: count }, () => ({
    ...initialParameters(model, random.integer(2 ** 32)),
    [`${scale.name}.W`]: Float32Array.of(1),
    [`${scale.name}.b`]: Float32Array.of(0),
  }))
}
