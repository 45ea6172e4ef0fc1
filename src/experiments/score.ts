// Scores one seed: chooses a record without a look at the test range, and only then looks there.

import { Kernel } from '../compile/kernel.ts'
import { polish } from '../formula/polish.ts'
import { distanceFromSnap, snappedValues, type Values } from '../formula/snap.ts'
import { interpret, spreadOver } from '../graph/interpret.ts'
import { metricsOf } from '../train/evaluation.ts'
import type { SlotValues } from '../train/model.ts'
import { drawRows } from '../train/rows.ts'
import type { SeedResult } from '../train/trainer.ts'
import type { ScoringJob } from './scoring.ts'

/** Mean squared errors; NaN where there is none. */
export interface Score {
  /** Steps after which the record that counts was taken. */
  readonly chosenStep: number
  readonly interpolation: number
  readonly extrapolation: number
  /** Steps after which a record first was below the threshold outside, whichever record is chosen. NaN if none was. */
  readonly solvedAt: number
  /** Largest distance of a weight from its nearest value, at the chosen record. */
  readonly sparsity: number
  /** The chosen record outside, evaluated in float64. */
  readonly float64: number
  /** … with every weight on its nearest value and every gate decided. */
  readonly snapped: number
  /** … with weights near their values held there and the others fitted in float64 inside the training range. */
  readonly polished: number
}

// All seeds of a protocol are judged on the same rows; any number would do.
const rowsSeed = 43_953_907

/** The rows on which every seed of a scoring is finally judged, `[in, rows]`. */
export const testRowsOf = ({ testRange, inputs, rows }: Pick<ScoringJob, 'testRange' | 'inputs' | 'rows'>) =>
  drawRows(rowsSeed, 'test', testRange, inputs, rows)

/** The rows of one scoring, drawn once for all seeds that a thread scores. */
class Rows {
  readonly inside: Float32Array<ArrayBuffer>
  readonly #job: ScoringJob
  #outside: Float32Array<ArrayBuffer> | undefined

  constructor(job: ScoringJob) {
    this.#job = job
    this.inside = drawRows(rowsSeed, 'validation', job.distribution, job.inputs, job.rows)
  }

  get outside(): Float32Array<ArrayBuffer> {
    this.#outside ??= testRowsOf(this.#job)
    return this.#outside
  }
}

let lastKey: string | undefined
let lastRows: Rows | undefined

/** `key` names the scoring: seeds of one key share their rows. */
function rowsOf(job: ScoringJob, key: string): Rows {
  const rows = lastKey === key && lastRows !== undefined ? lastRows : new Rows(job)
  lastKey = key
  lastRows = rows
  return rows
}

/** Scores a finished seed. `subsets` are the values of the slots that say what each variable sums. */
export function scoreSeed(job: ScoringJob, key: string, result: SeedResult, subsets: SlotValues): Score {
  const rows = rowsOf(job, key)
  const errorsOn = (x: Float32Array): number[] => {
    const kernel = new Kernel(job.plan)
    kernel.write('looks', 0)
    kernel.write('x', x)
    for (const [name, values] of Object.entries(subsets)) kernel.write(name, values)
    return result.records.map(({ parameters }) => {
      for (const name of job.parameters) kernel.write(name, parameters[name] as Float32Array)
      return (kernel.run(1)['error'] as Float32Array)[0] as number
    })
  }
  const inside = errorsOn(rows.inside)
  const chosen = job.choice === 'last' ? indexOfLast(result) : indexOfLeast(inside)
  // The record is chosen: from here on the test range may be looked at.
  const outside = errorsOn(rows.outside)
  const solved = result.records.find((_, i) => (outside[i] as number) < job.threshold)
  const record = chosen === undefined ? undefined : result.records[chosen]
  const forms = record === undefined ? nothing : scoreForms(job, rows, record.parameters, subsets)
  return {
    chosenStep: record?.step ?? Number.NaN,
    interpolation: chosen === undefined ? Number.NaN : (inside[chosen] as number),
    extrapolation: chosen === undefined ? Number.NaN : (outside[chosen] as number),
    solvedAt: solved?.step ?? Number.NaN,
    ...forms,
  }
}

/** A training whose loss was not finite has no last record. */
function indexOfLast({ records, stopReason }: SeedResult): number | undefined {
  return records.length === 0 || stopReason === 'not finite' ? undefined : records.length - 1
}

/** Where the smallest number stands, the first of equals; undefined if there is none. */
function indexOfLeast(values: readonly number[]): number | undefined {
  let best: number | undefined
  values.forEach((value, i) => {
    if (!Number.isNaN(value) && (best === undefined || value < (values[best] as number))) best = i
  })
  return best
}

type Forms = Pick<Score, 'sparsity' | 'float64' | 'snapped' | 'polished'>

const nothing: Forms = { sparsity: Number.NaN, float64: Number.NaN, snapped: Number.NaN, polished: Number.NaN }

function scoreForms(job: ScoringJob, rows: Rows, parameters: SlotValues, subsets: SlotValues): Forms {
  const { snapping, polishing, polishTarget, evaluation, inputs } = job
  const given: Values = { ...parameters, ...subsets }
  const x = rows.outside
  const target = spreadOver(interpret(evaluation.target, { ...given, x }), evaluation.target.axes)
  const errorOf = (values: Values, prediction = snapping.prediction): number =>
    metricsOf(interpret(prediction, { ...values, x }).data, target).meanSquaredError
  const polishX = firstRows(rows.inside, inputs, polishing.rows.size)
  const polishTargets = interpret(polishTarget, { ...given, x: polishX }).data
  const polished = polish(polishing, given, polishX, polishTargets)
  const float64 = errorOf(given, evaluation.prediction)
  return {
    sparsity: distanceFromSnap(snapping, given),
    float64,
    snapped: errorOf(snappedValues(snapping, given, rows.inside)),
    // Where nothing can be fitted the record stays as it is.
    polished: polished === undefined ? float64 : errorOf(polished.values),
  }
}

/** The first rows of `[in, rows]`. */
function firstRows(x: Float32Array, inputs: number, count: number): Float32Array {
  const rows = x.length / inputs
  const first = new Float32Array(inputs * count)
  for (let input = 0; input < inputs; input += 1) {
    first.set(x.subarray(input * rows, input * rows + count), input * count)
  }
  return first
}
