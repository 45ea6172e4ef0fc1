// Outcomes as CSV, one line a seed: written as they come, read back to go on where a run ended.

import { configurationHash } from '../base/configuration.ts'
import { invalid } from '../base/errors.ts'
import { programKey } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import { trainingStep } from '../train/step.ts'
import type { StopReason } from '../train/stop.ts'
import type { Cell, Outcome } from './experiment.ts'

const fixed = ['cell', 'seed', 'steps', 'stopReason', 'notFiniteAtStep', 'seconds', 'configuration'] as const

/** The first line: what stands in which column. */
export function csvHeader(measures: readonly string[]): string {
  return [...fixed, ...measures].map(quoted).join(',')
}

/** Numbers in their shortest form that reads back the same. */
export function csvLine(outcome: Outcome, configuration: string, measures: readonly string[]): string {
  const { cell, seed, steps, stopReason, notFiniteAtStep = '', seconds, measures: values } = outcome
  const head = [cell, seed, steps, stopReason, notFiniteAtStep, seconds.toFixed(3), configuration]
  return [...head, ...measures.map((name) => values[name] ?? '')].map((value) => quoted(String(value))).join(',')
}

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export interface CsvOutcome extends Outcome {
  readonly configuration: string
}

/**
 * Reads what `csvHeader` and `csvLine` wrote. A last line that was cut off is left out.
 * @throws NaluError if it is another table.
 */
export function parseOutcomes(text: string, source: string): CsvOutcome[] {
  const lines = text.split('\n')
  // Every whole line ends in a line end: what follows the last one was cut off.
  const [header, ...rows] = lines.slice(0, -1).map(cellsOf)
  if (header === undefined || fixed.some((name, i) => header[i] !== name)) {
    throw invalid(
      `${source} is no table of results: its first columns are not ${fixed.join(', ')}. Give another folder.`,
    )
  }
  const names = header.slice(fixed.length)
  return rows.map((row, i) => {
    if (row.length !== header.length) {
      throw invalid(
        `Line ${i + 2} of ${source} has ${row.length} columns, its header ${header.length}. Mend or remove it.`,
      )
    }
    const [cell = '', seed, steps, stopReason, notFiniteAtStep, seconds, configuration = '', ...values] = row
    return {
      cell,
      seed: Number(seed),
      steps: Number(steps),
      stopReason: stopReason as StopReason,
      notFiniteAtStep: notFiniteAtStep === '' ? undefined : Number(notFiniteAtStep),
      seconds: Number(seconds),
      configuration,
      measures: Object.fromEntries(
        names.flatMap((name, k) => (values[k] === '' ? [] : [[name, Number(values[k])] as const])),
      ),
    }
  })
}

function cellsOf(line: string): string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)
  return [...cells].map(([, text, plain]) => (text === undefined ? (plain ?? '') : text.replaceAll('""', '"')))
}

/**
 * Names everything that a cell's outcomes depend on: its equations, down to every operation of a step, and its options.
 * Results of another configuration are never mixed with these.
 */
export function cellConfiguration({ training, rows, measured }: Cell): string {
  const { task, learningRate, stop, validationRows, strict, initial, model } = training
  return configurationHash({
    step: programKey(trainingStep(training).program),
    starts: model.layers.map(({ module }) => Object.values(module.parameters).map((spec) => spec.initial.description)),
    initial: initial?.description,
    trainRange: task.trainRange,
    subsets: task.subsets,
    learningRate,
    steps: stop.steps,
    whenSolved: stop.whenSolved,
    patience: stop.patience,
    validationRows,
    fused: !strict && findFusedSupport(),
    rows,
    measured,
  })
}
