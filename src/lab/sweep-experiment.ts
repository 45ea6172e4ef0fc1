// A sweep as an experiment: one cell for each combination of its grid, run, stored and reported like any other.

import { invalid, NaluError } from '../base/errors.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import { printOption } from '../base/options.ts'
import { type Cell, type Experiment, type Measures, smokeOf } from '../experiments/experiment.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { Threshold } from '../tasks/task.ts'
import { resolveTraining, type Training } from '../train/configuration.ts'
import { score } from '../train/learn.ts'
import { type GivenTrainingValues, trainingOptionSpecs } from '../train/options.ts'
import type { SeedResult } from '../train/trainer.ts'
import type { GridValue, Sweep } from './sweep.ts'
import { reportSweep } from './sweep-report.ts'

export interface SweepExperiment {
  readonly experiment: Experiment
  /** Sentences for the user: nothing is wrong, and yet they should know. */
  readonly notes: readonly string[]
}

type Combination = readonly (readonly [key: string, value: GridValue])[]

/**
 * Every combination as a cell whose keys are its values as text.
 * @param modules those of the user's own, by the path that the sweep names.
 * @throws NaluError if a combination contradicts itself, or two are the same training.
 */
export function sweepExperiment(sweep: Sweep, modules: ReadonlyMap<string, ArithmeticModule>): SweepExperiment {
  const { id, title, grid, seeds, by, smoke } = sweep
  const varied = [...grid].filter(([key, values]) => key !== 'task' || values.length > 1).map(([key]) => key)
  const seen = new Map<string, string>()
  const notes = new Set<string>()
  const thresholds = new Set<string>()
  const cells = combinationsOf([...grid]).map((combination): Cell => {
    const shown = combination.filter(([key]) => varied.includes(key))
    const name = shown.map(([key, { text }]) => `${key}=${text}`).join(' ')
    const training = trainingOf(sweep, combination, name, modules)
    const twin = seen.get(training.hash)
    if (twin !== undefined) {
      throw invalid(`Two combinations of ${id} are the same training: ${twin} and ${name}. Leave one out.`)
    }
    seen.set(training.hash, name)
    for (const note of training.notes) notes.add(note)
    thresholds.add(thresholdText(training.options.task.threshold))
    return cellOf(name, Object.fromEntries(shown.map(([key, { text }]) => [key, text])), training)
  })
  const tasks = (grid.get('task') ?? []).map(({ text }) => text)
  const experiment: Experiment = {
    id,
    title: title ?? `Sweep ${id}`,
    citation: undefined,
    claim: `Which of ${formatCount(cells.length)} combinations of ${listText(varied)} ${tasks.length === 1 ? `learn ${tasks[0]}` : 'learn their task'}, and how surely?`,
    protocol: protocolOf(sweep, varied, [...thresholds]),
    cells,
    seeds,
    smoke: { seeds: 1, steps: 1000 },
    published: [],
    report: (outcomes) =>
      reportSweep({ id, keys: varied, cells, by, task: tasks.length === 1 ? tasks[0] : undefined }, outcomes),
  }
  return { experiment: smoke ? { ...smokeOf(experiment), seeds } : experiment, notes: [...notes] }
}

// More models than this do not fit into memory beside each other.
const mostCombinations = 100_000

/** The last key changes fastest. */
function combinationsOf(grid: readonly (readonly [string, readonly GridValue[]])[]): Combination[] {
  const count = grid.reduce((product, [, values]) => product * values.length, 1)
  if (count > mostCombinations) {
    throw invalid(
      `The grid has ${formatCount(count)} combinations; at most ${formatCount(mostCombinations)} are taken at once. Split it into several sweeps.`,
    )
  }
  return grid.reduce<Combination[]>(
    (before, [key, values]) => before.flatMap((each) => values.map((value) => [...each, [key, value] as const])),
    [[]],
  )
}

function trainingOf(
  { base }: Sweep,
  combination: Combination,
  name: string,
  modules: ReadonlyMap<string, ArithmeticModule>,
): Training {
  const { task, ...given } = Object.fromEntries(combination.map(([key, { value }]) => [key, value]))
  const options = { ...base, ...given } as GivenTrainingValues
  try {
    return resolveTraining(String(task), options, modules.get(options.module ?? ''))
  } catch (cause) {
    if (!(cause instanceof NaluError) || name === '') throw cause
    throw invalid(`The combination ${name}: ${cause.message}`, { cause })
  }
}

function cellOf(id: string, keys: Readonly<Record<string, string>>, training: Training): Cell {
  const { options, testRange, testRows, configuration } = training
  const measure = (result: SeedResult): Measures => {
    const { solved, solvedAtStep = Number.NaN, validation } = result
    const test = score(options, result, testRange, testRows)
    return {
      solved: Number(solved),
      solvedAtStep,
      insideMeanSquaredError: validation.meanSquaredError,
      testRelativeRmse: test.relativeRmse,
      testMeanSquaredError: test.meanSquaredError,
    }
  }
  return { id, title: id, keys, training: options, measure, measured: configuration }
}

function protocolOf({ base, grid, seeds }: Sweep, varied: readonly string[], thresholds: readonly string[]): string[] {
  const values = varied.map((key) => `${key}: ${(grid.get(key) ?? []).map(({ text }) => text || 'none').join('; ')}.`)
  const shared = Object.entries(base).map(([key, value]) => {
    return `${key} ${printOption(trainingOptionSpecs[key as keyof typeof trainingOptionSpecs], value)}`
  })
  return [
    ...values,
    `${shared.length === 0 ? 'All else is as nalu learn has it' : `In all of them: ${shared.join(', ')}`}; ${formatCount(seeds)} seeds each.`,
    `A seed counts as solved by its task’s own rule: on new rows of the training range, evaluated in float64, ${listText(thresholds, 'or')}.`,
    'The test range is looked at after training alone; the test error is the root mean square error there over the root mean square of the target.',
  ]
}

const metricTexts: Readonly<Record<Threshold['metric'], string>> = {
  relativeRmse: 'the relative root mean square error',
  meanSquaredError: 'the mean squared error',
  halfSumOfSquares: 'half the sum of squared errors',
}

const thresholdText = ({ metric, below }: Threshold): string =>
  `${metricTexts[metric]} is below ${formatNumber(below, 4)}`

const listText = (items: readonly string[], last = 'and'): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
