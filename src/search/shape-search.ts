// One shape on the rows that train: many starts in the compiled loop, the best of them climbed to whole exponents, then fitted.

import type { CancelSignal } from '../base/platform.ts'
import type { Law, SumPower } from '../formula/law.ts'
import { type FreeNumbers, fitLaw, freeNumbers, type LawRows } from '../formula/law-fit.ts'
import type { SlotValues } from '../train/model.ts'
import { Climb, type Climbed } from './climb.ts'
import type { ClimbRows } from './climb-system.ts'
import { lawOfShape, type PowerShape, shapeName } from './shapes.ts'
import { drawBeside, drawStarts, regressionOfLogs, type Start } from './starts.ts'
import { type TableJob, trainStarts } from './train-starts.ts'

/** The rows that train, scaled. */
export interface SearchRows {
  /** One `[rows]` a column. */
  readonly columns: readonly Float64Array[]
  /** `[rows]`, of mean square about 1. */
  readonly target: Float64Array
}

export interface ShapeTask {
  readonly shape: PowerShape
  /** Counted from 0: other rounds, other starts. */
  readonly round: number
  readonly seed: number
  /** Trained in the compiled loop. */
  readonly starts: number
  /** Exponents of the best laws of this shape so far, `[products][columns]`: some climbs start a few moves beside them. */
  readonly around: readonly (readonly Float64Array[])[]
}

/** What a start was trained to. */
export interface Training {
  readonly loss: number
  readonly values: SlotValues
  /** Of modules: gates as they were decided, and weights in the papers' sense where parameters make them, by their names. */
  readonly weights?: SlotValues
  /** Of modules: the sizes of each slot's axes, as its module declares them. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>
}

/** A law that some starts led to, with coefficients fitted to the rows that train. */
export interface ShapeLaw {
  readonly law: Law
  /** As they were climbed to, `[products][columns]`. */
  readonly exponents: readonly Float64Array[]
  /** Mean squared error on the rows that train. */
  readonly error: number
  /** How many of the climbed starts ended here, without those that began beside a law. */
  readonly reachedBy: number
  /** The least loss in training among them, if one was trained, with its weights. */
  readonly trained: Training | undefined
}

export interface ShapeResult {
  readonly laws: readonly ShapeLaw[]
  /** Starts that were climbed. */
  readonly climbed: number
  readonly steps: number
}

const trainingSteps = 400
const learningRate = 0.05
// The best of so many trained starts are read, and so many are read without training: each finds laws that the other misses.
const bestTrained = 8
// Quotients are found by climbing alone more often than by training.
const untrainedOf = ({ under }: PowerShape): number => (under > 0 ? 24 : 10)
// Climbs from beside what earlier rounds found, for each weighting.
const besides = 12
// What a search of one shape hands on.
const mostLaws = 12

/** @param job the compiled training of this shape's net; without it starts are climbed as they are drawn. */
export async function searchShape(
  rows: SearchRows,
  fitRows: LawRows,
  { shape, round, seed, starts, around }: ShapeTask,
  job: TableJob | undefined,
  signal?: CancelSignal,
): Promise<ShapeResult> {
  const { columns, target } = rows
  const { k } = shape
  const z = target.map((value) => Math.sign(value) * Math.abs(value) ** k)
  const zScale = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / z.length)
  const scaled = z.map((value) => value / zScale)
  const middle = regressionOfLogs(fitRows.logs, scaled)
  const untrained = untrainedOf(shape)
  const found = new Map<string, { climbed: Climbed; count: number; trained: ShapeLaw['trained'] }>()
  let climbedStarts = 0
  let steps = 0
  for (const weighting of ['absolute', 'relative'] as const) {
    const weights = weightsOf(target, k, weighting).map((weight) => weight * zScale)
    const climb = new Climb(climbRows(columns, scaled, weights), shape)
    const name = `${shapeName(shape)}, ${weighting}, round ${round}`
    const drawn = drawStarts(shape, middle, { seed, name, count: halfOf(starts, weighting) + untrained / 2 })
    const toTrain = drawn.slice(untrained / 2)
    const powerRows: LawRows = { ...fitRows, target: scaled, weights }
    const take = (start: Start, trained: ShapeLaw['trained'], restarts: 0 | 1) => {
      const settled = trained === undefined ? start : settle(start, shape, powerRows)
      const climbed = climb.run(settled.exponents, climbedStarts % 2 === 0 ? [1, 0.5] : [0.5])
      if (climbed === undefined) return
      climbedStarts += 1
      const key = keyOf(climbed, shape)
      const known = found.get(key)
      if (known === undefined) found.set(key, { climbed, count: restarts, trained })
      else {
        known.count += restarts
        known.trained ??= trained
      }
    }
    for (const start of drawn.slice(0, untrained / 2)) take(start, undefined, 1)
    // Starts beside a law say nothing of how many restarts find it.
    for (const start of drawBeside(around, { seed, name, count: around.length === 0 ? 0 : besides })) {
      take(start, undefined, 0)
    }
    if (job !== undefined && toTrain.length > 0) {
      const results = await trainStarts({
        job,
        rows: columns.flatMap((column) => [...column]),
        target: scaled,
        weight: weights,
        starts: toTrain.map((start) => slotsOf(start, shape)),
        steps: trainingSteps,
        learningRate,
        ...(signal === undefined ? {} : { signal }),
      })
      steps += results.length * trainingSteps
      const best = results.toSorted((a, b) => a.loss - b.loss).slice(0, bestTrained / 2)
      for (const trained of best) {
        if (Number.isFinite(trained.loss)) take(startOf(trained.values, shape, columns.length), trained, 1)
      }
    }
  }
  const laws = [...found.values()]
    .sort((a, b) => a.climbed.cost - b.climbed.cost)
    .slice(0, mostLaws)
    .flatMap(({ climbed, count, trained }): ShapeLaw[] => {
      const coefficients = climbed.coefficients.map((value, t) => (t < shape.over ? value * zScale : value))
      const start = lawOfShape(shape, climbed.exponents, coefficients)
      const fitted = fitLaw(start, fitRows, { free: freeNumbers(start, 'coefficients') })
      return fitted === undefined
        ? []
        : [{ law: fitted.law, exponents: climbed.exponents, error: fitted.error, reachedBy: count, trained }]
    })
  return { laws, climbed: climbedStarts, steps }
}

// So many steps of Levenberg and Marquardt's method take exponents near to where they belong.
const settlingSteps = 40

/** A trained start with exponents and coefficients fitted on in float64. */
function settle(start: Start, shape: PowerShape, rows: LawRows): Start {
  const { over, under } = shape
  const law = lawOfShape({ k: 1, over, under }, start.exponents, start.coefficients)
  const fitted = fitLaw(law, rows, { free: everyNumber(law), iterations: settlingSteps, goal: 1e-20 })
  if (fitted === undefined) return start
  const { law: settled } = fitted
  const above = over === 1 ? [settled] : (settled.sums[0] as SumPower).terms
  const below = under === 0 ? [] : (settled.sums.at(-1) as SumPower).terms.slice(1)
  const products = [...above, ...below]
  return {
    exponents: products.map(({ exponents }) => Float64Array.from(exponents)),
    coefficients: Float64Array.from(products, ({ coefficient }) => coefficient),
  }
}

/** All numbers of the products are free but those of the 1 under the line. */
function everyNumber(law: Law): FreeNumbers {
  const { exponents, sums } = law
  const hasOuter = sums.every(({ power }) => power < 0)
  const isFree = [hasOuter, ...sums.flatMap(({ terms, power }) => terms.map((_, t) => power > 0 || t > 0))]
  let count = 0
  return isFree.flatMap((free) => [0, ...exponents].map(() => (free ? count++ : -1)))
}

/** Which products these are, whatever their order. */
function keyOf({ exponents }: Climbed, { over }: PowerShape): string {
  const names = exponents.map((each) => each.join(' '))
  return `${names.slice(0, over).sort().join(' + ')} / ${names.slice(over).sort().join(' + ')}`
}

// Targets nearer to 0 weigh as much as one of this share of the root mean square.
const leastTarget = { absolute: 0.03, relative: 0.05 }

/** How many of the starts are trained with this weighting: half of them, and of an odd number one more by absolute errors. */
export const halfOf = (starts: number, weighting: 'absolute' | 'relative'): number =>
  weighting === 'absolute' ? Math.ceil(starts / 2) : Math.floor(starts / 2)

/** What an error of y^k is multiplied by to be one of y, or one of y as a share of it. */
export function weightsOf(target: Float64Array, k: number, weighting: 'absolute' | 'relative'): Float64Array {
  return target.map((value) => {
    const size = Math.max(Math.abs(value), leastTarget[weighting])
    const slope = Math.abs(k) * size ** (k - 1)
    return 1 / (slope * (weighting === 'absolute' ? 1 : size))
  })
}

export function climbRows(columns: readonly Float64Array[], z: Float64Array, weights: Float64Array): ClimbRows {
  return {
    sizes: columns.map((column) => column.map(Math.abs)),
    negative: columns.map((column) =>
      column.some((value) => value < 0) ? column.map((value) => (value < 0 ? 1 : 0)) : undefined,
    ),
    hasZero: columns.map((column) => column.includes(0)),
    z,
    weights,
  }
}

/** Slots of the nets of `nets.ts`. */
function slotsOf({ exponents, coefficients }: Start, { over, under }: PowerShape): SlotValues {
  const flat = (parts: readonly Float64Array[]) => Float32Array.from(parts.flatMap((part) => [...part]))
  return {
    'over products.W': flat(exponents.slice(0, over)),
    'over.W': Float32Array.from(coefficients.slice(0, over)),
    ...(under === 0
      ? {}
      : {
          'under products.W': flat(exponents.slice(over)),
          'under.W': Float32Array.from(coefficients.slice(over)),
        }),
  }
}

function startOf(values: SlotValues, { over, under }: PowerShape, columns: number): Start {
  const split = (name: string, count: number) => {
    const all = values[name] as Float32Array
    return Array.from({ length: count }, (_, t) => Float64Array.from(all.subarray(t * columns, (t + 1) * columns)))
  }
  const below = under === 0 ? [] : split('under products.W', under)
  const coefficients = [...(values['over.W'] as Float32Array), ...((values['under.W'] as Float32Array) ?? [])]
  return { exponents: [...split('over products.W', over), ...below], coefficients: Float64Array.from(coefficients) }
}
