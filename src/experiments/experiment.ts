// What an experiment is: a claim, the trainings that test it, and how their outcomes are read. Plain data and functions.

import type { Citation } from '../base/citations.ts'
import type { Figure } from '../plot/figure.ts'
import type { TrainingOptions } from '../train/job.ts'
import type { StopReason } from '../train/stop.ts'
import type { SeedResult, TrainingRecord } from '../train/trainer.ts'
import type { CellSummary, PublishedSuccess } from './cell-summary.ts'
import type { Recipe } from './recipe.ts'
import type { ScoringOptions } from './scoring.ts'
import { changedStudy, type Study, type StudyOptions } from './study.ts'

/** Numbers by name. Those that are not finite say that something failed. */
export type Measures = Readonly<Record<string, number>>

/** One configuration of an experiment: it is run for many seeds. */
export type Cell = FormulaCell | StudyCell

interface CellHead {
  /** Unique in its experiment. */
  readonly id: string
  readonly title: string
  /** What it is, key by key, such as `{ module: 'nmu', op: 'mul' }`: for choosing cells and for tables. */
  readonly keys?: Readonly<Record<string, string>>
  /** What a paper says of it. */
  readonly published?: PublishedSuccess
}

/** Networks of any shape on data of any kind: a procedure trains and measures them. */
export interface StudyCell extends CellHead {
  readonly study: Study
}

/** A model of formulas on numbers. */
export interface FormulaCell extends CellHead {
  readonly training: TrainingOptions
  /** Trains on exactly these inputs, `[in, rows]`, in place of draws from the training range. */
  readonly rows?: readonly number[]
  /** Scores each seed by a protocol, where it was trained. */
  readonly scoring?: ScoringOptions
  /** Trains by the robust recipe in place of `training`, whose task and rows it shares. Needs `scoring`. */
  readonly recipe?: Recipe
  /**
   * Measures finished weights. Nothing before it may look outside the training range. Where a protocol scores the seed,
   * `chosen` is the record that counts, undefined if there is none.
   */
  readonly measure?: (trained: SeedResult, chosen: TrainingRecord | undefined) => Measures
  /** Everything that `measure` depends on, so that other measures never pass for the same. */
  readonly measured: Readonly<Record<string, unknown>>
}

/** What became of one seed of a cell: one line of a table of results. */
export interface Outcome {
  readonly cell: string
  readonly seed: number
  readonly steps: number
  readonly stopReason: StopReason
  /** The first step whose loss was not finite. */
  readonly notFiniteAtStep: number | undefined
  readonly seconds: number
  readonly measures: Measures
}

/** A number that somebody published. */
export interface Published {
  readonly what: string
  readonly value: number
  readonly source: string
}

export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Report {
  readonly tables: readonly ReportTable[]
  readonly figures: readonly { readonly name: string; readonly figure: Figure }[]
  /** Pictures that are no lines over two axes, as SVG; the page shows them after the figures. */
  readonly pictures?: readonly { readonly name: string; readonly title: string; readonly svg: string }[]
  /** What was seen, in sentences; the first is the verdict on the claim. */
  readonly findings: readonly string[]
  /** Where cells are scored by a protocol: each with its success and the paper's. */
  readonly cells?: readonly CellSummary[]
  /** The same, an operation each: each becomes a figure. */
  readonly groups?: readonly CellGroup[]
  /** The tables that a terminal has room for, where that is not all. */
  readonly shown?: readonly ReportTable[]
  /** Other files beside the page. */
  readonly files?: readonly { readonly name: string; readonly what: string; readonly text: string }[]
}

/** Scored cells that belong together. */
export interface CellGroup {
  /** For names of files. */
  readonly name: string
  readonly title: string
  readonly cells: readonly CellSummary[]
}

/** `C` says of what kind its cells are, where all are of one. */
export interface Experiment<C extends Cell = Cell> {
  readonly id: string
  readonly title: string
  readonly citation: Citation | undefined
  /** What the source claims, or the question that is asked. */
  readonly claim: string
  /** How it is set up: one fact a sentence. */
  readonly protocol: readonly string[]
  readonly cells: readonly C[]
  /** Images that have to be given; see `withMnist`. */
  readonly needs?: 'mnist'
  /** Seeds of every cell in the full run: 0, 1, … */
  readonly seeds: number
  /** A run of seconds that shows that it works; its numbers mean nothing. */
  readonly smoke: {
    readonly seeds: number
    readonly steps: number
    /** Which cells are enough. Default: all. */
    readonly cells?: (cell: Cell) => boolean
    /** Other options of studies, such as fewer images. */
    readonly options?: StudyOptions
  }
  readonly published: readonly Published[]
  readonly report: (outcomes: readonly Outcome[], reading?: Reading) => Report
}

/** What a report may make of its outcomes. */
export interface Reading {
  /** False where numbers mean nothing: nothing is said of whether they agree with what was published. Default true. */
  readonly isCompared?: boolean
}

/** Cells that are made when they are first asked for: hundreds of models take their time, and most commands need none. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

export interface CellChange {
  readonly steps?: number | undefined
  readonly strict?: boolean | undefined
}

/** The cell with fewer steps, or with the same bits on every machine. */
export function changedCell<C extends Cell>(cell: C, change: CellChange): C
export function changedCell(cell: Cell, { steps, strict }: CellChange): Cell {
  if ('study' in cell) return { ...cell, study: changedStudy(cell.study, { steps, strict }) }
  const changed = (training: TrainingOptions): TrainingOptions => {
    const most = steps === undefined ? training.stop.steps : Math.min(steps, training.stop.steps)
    return { ...training, strict: strict ?? training.strict, stop: { ...training.stop, steps: most } }
  }
  const { recipe } = cell
  const candidates = recipe?.candidates.map((each) => ({ ...each, training: changed(each.training) })) ?? []
  const training = changed(cell.training)
  return recipe === undefined ? { ...cell, training } : { ...cell, training, recipe: { ...recipe, candidates } }
}

/** Steps of a training of the cell. */
export const stepsOf = (cell: Cell): number => ('study' in cell ? cell.study.options.steps : cell.training.stop.steps)

/** How a cell's seeds are scored by a protocol; undefined where they are not. */
export const scoringOf = (cell: Cell): ScoringOptions | undefined => ('study' in cell ? undefined : cell.scoring)

// As few as polishing takes.
const smokeRows = 256
const smokeIterations = 5

const smokeFinding =
  'A smoke run: a few seeds of few steps. It shows that everything runs; its numbers mean nothing and are compared with nothing.'

/** The short variant: a few seeds of few steps, which are compared with nothing. */
export function smokeOf<C extends Cell>(experiment: Experiment<C>): Experiment<C> {
  const { smoke, cells } = experiment
  return {
    ...experiment,
    seeds: smoke.seeds,
    cells: cells
      .filter((cell) => smoke.cells?.(cell) ?? true)
      .map((cell) => short(changedCell(cell, { steps: smoke.steps }), smoke.options)),
    report: (outcomes) => {
      const report = experiment.report(outcomes, { isCompared: false })
      return { ...report, findings: [smokeFinding, ...report.findings] }
    },
  }
}

function short<C extends Cell>(cell: C, options?: StudyOptions): C
function short(cell: Cell, options: StudyOptions = {}): Cell {
  if ('study' in cell) {
    const { study } = cell
    return { ...cell, study: { ...study, options: { ...study.options, ...options } } }
  }
  return {
    ...cell,
    ...(cell.scoring === undefined ? {} : { scoring: { ...cell.scoring, rows: smokeRows } }),
    ...(cell.recipe === undefined ? {} : { recipe: shortRecipe(cell.recipe) }),
  }
}

/** One start, and a fit that is cut off. */
const shortRecipe = (recipe: Recipe): Recipe => ({
  ...recipe,
  restarts: 1,
  candidates: recipe.candidates.map(({ refining, ...candidate }) =>
    refining === undefined
      ? candidate
      : { ...candidate, refining: { ...refining, rows: smokeRows, iterations: smokeIterations } },
  ),
})

/** The outcomes of an experiment by cell and seed, whatever the order in which they came. */
export const inOrder = ({ cells }: Experiment, outcomes: readonly Outcome[]): Outcome[] =>
  cells.flatMap(({ id }) => outcomes.filter(({ cell }) => cell === id).toSorted((a, b) => a.seed - b.seed))
