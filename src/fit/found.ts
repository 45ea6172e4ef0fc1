// `fit` of the library: from a table to a formula that predicts, explains itself, and can be printed and kept.

import { invalid } from '../base/errors.ts'
import { type GivenValues, resolveOptions } from '../base/options.ts'
import type { CancelSignal } from '../base/platform.ts'
import { type TableInput, tableOf } from '../data/table.ts'
import { evaluateFormula, type Formula, variablesOf } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { type FormulaStyle, printProgram } from '../graph/formula-print.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { KeptWorkers } from '../pool/kept-workers.ts'
import type { WorkerPort } from '../pool/pool.ts'
import { runOnThreads } from '../search/search-threads.ts'
import { findModule } from '../train/configuration.ts'
import type { FitProgress } from './attempt.ts'
import { factsOf } from './collect-facts.ts'
import type {
  CandidateFacts,
  Certified,
  FitFacts,
  FittedConstant,
  RuleReport,
  SeedsAgreeing,
  WhyPart,
} from './facts.ts'
import { fitTable } from './fit.ts'
import { fitOptionSpecs } from './options.ts'
import { determination, inputColumns } from './predict-rows.ts'
import { rules } from './rules.ts'
import { type FitDocument, readFitDocument, writeFitDocument } from './saved-fit.ts'

/** Options of `fit`: those of `nalu fit`, and what belongs to the program around it. */
export interface FitTableOptions extends Omit<GivenValues<typeof fitOptionSpecs>, 'modules'> {
  /** The column to explain. */
  readonly target: string
  /**
   * Arithmetic modules that are trained in stacks before anything else: ids of the registry, or modules of your own, which
   * are trained on this thread. The formula is read off their weights, if the rows speak for it.
   */
  readonly modules?: readonly (string | ArithmeticModule)[] | undefined
  /** Aborting ends the search early; the best so far is judged. */
  readonly signal?: CancelSignal | undefined
  readonly onProgress?: ((progress: FitProgress) => void) | undefined
  /** Forms of formulas that are searched at once, where `spawn` is given; it changes no result. At least 1, the default. */
  readonly threads?: number | undefined
  /** Starts a worker: `fitThread` of `nalu/threads`. Without it everything runs here, between turns of the event loop. */
  readonly spawn?: (() => WorkerPort) | undefined
}

/** One formula of the list, from short to long. */
export interface FoundCandidate {
  readonly formula: string
  /** Columns, numbers and operations. */
  readonly complexity: number
  /** On the inner rows; in the unit of the target, or a share of the prediction where `kind` is relative. */
  readonly errorInside: number
  /** On the next rows outwards, by which the choice was made. */
  readonly errorOutside: number
  readonly seedsAgreeing: SeedsAgreeing
  /** True for one of them. */
  readonly pick: boolean
}

/** How far a formula can be trusted. */
export interface Trust {
  /** Of the formula that was judged alone: what the outermost rows said. */
  readonly certified?: Certified
  /** The rules by which it counts as found; none for a formula that was picked by hand. */
  readonly rules: readonly RuleReport[]
  readonly agreement: SeedsAgreeing
  /** Chances that the best of all formulas tried beats a baseline so clearly. */
  readonly luck?: FitFacts['luck']
  /** Formulas that are as good inside and differ outside. */
  readonly rivals: FitFacts['rivals']
  readonly constants: readonly FittedConstant[]
  readonly method: CandidateFacts['method']
  readonly snapping: CandidateFacts['snapping']
  /** Under 30 rows. */
  readonly lowEvidence: boolean
  /** Where the rows stand that do not fit the formula. */
  readonly outliers: readonly number[]
}

/** What a fit found: a formula, whether it holds, and the others that were considered. */
export interface Found {
  /** True only if the formula passed every rule of `trust`. */
  readonly found: boolean
  /** The right side, in the grammar of `parseFormula`. */
  readonly formula: string
  readonly target: string
  /** The file that the table was read from, if any. */
  readonly source: string
  readonly candidates: readonly FoundCandidate[]
  readonly trust: Trust
  readonly kind: FitFacts['kind']
  /** The columns that the formula could use, with their ranges. */
  readonly inputs: FitFacts['inputs']
  /** Their names in the order in which weights have them. */
  readonly order: readonly string[]
  readonly rows: number
  readonly dropped: FitFacts['dropped']
  readonly notes: readonly string[]
  readonly options: FitFacts['options']
  readonly search: FitFacts['search']
  readonly seconds: number
  /**
   * The formula's values, `[rows]` in float64; NaN where an input is missing.
   * @throws NaluError if a column that the formula needs is absent, there twice, or holds text, or the table is a sample.
   */
  predict(rows: TableInput): Float64Array<ArrayBuffer>
  /**
   * R² of the predictions, as scikit-learn defines it; rows with a missing cell are left out.
   * @throws NaluError as `predict` does, for the target, too.
   */
  score(rows: TableInput): number
  /** Another formula of the list in its place. Nothing certifies it. @throws NaluError if there is no such place. */
  pick(place: number): Found
  /** The formula to be used elsewhere. @throws NaluError as `printProgram` does. */
  to(style: FormulaStyle): string
  /** Which unit and weights each term comes from. */
  why(): readonly WhyPart[]
  /** The weights that training ended with, by name, of scaled columns; undefined if no training led to the formula. */
  weights(): CandidateFacts['weights']
  /** What `loadFit` reads; `printDocument` makes text of it. */
  save(): FitDocument
}

/**
 * Searches a formula for a column of a table that holds outside the rows it was found on.
 * @param table columns by their names, rows as records, or a table of `readTable`.
 * @throws NaluError if the table cannot be used, an option is wrong, or modules cannot make a formula.
 */
export async function fit(table: TableInput, options: FitTableOptions): Promise<Found> {
  const { signal, onProgress, threads = 1, spawn, modules, ...given } = options
  const used = modules?.map((module) => (typeof module === 'string' ? findModule(module) : module))
  const values = resolveOptions(fitOptionSpecs, { ...given, modules: used?.map(({ id }) => id) })
  if (!Number.isInteger(threads) || threads < 1) {
    throw invalid(`Option threads: ${threads} is not a whole number from 1 on. Leave it out, or give such a number.`)
  }
  const read = tableOf(table)
  const workers = spawn === undefined || threads === 1 ? undefined : new KeptWorkers(spawn)
  try {
    const result = await fitTable(read, {
      target: values.target,
      seed: values.seed,
      seeds: values.seeds,
      rounds: values.rounds,
      time: values.time,
      ...(values.columns === undefined ? {} : { columns: values.columns }),
      ...(used === undefined ? {} : { modules: used }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(workers === undefined ? {} : { run: runOnThreads(threads, workers.spawn) }),
    })
    const facts = factsOf(result, read, values)
    return foundOf(facts, facts.judged)
  } finally {
    workers?.end()
  }
}

/**
 * Reads what `save` and `printDocument` wrote: the same formula, list and trust, and the same predictions bit for bit.
 * @param document the text, or what `JSON.parse` made of it.
 * @param source how messages call it: the name of its file.
 * @throws NaluError for anything but a whole document of a known version that was not changed.
 */
export function loadFit(document: unknown, source = 'The fit'): Found {
  const { facts, pick } = readFitDocument(document, source)
  return foundOf(facts, pick)
}

function foundOf(facts: FitFacts, pick: number): Found {
  const chosen = facts.candidates[pick] as CandidateFacts
  const { target, source, inputs, order, kind, rows, dropped, notes, options, search, seconds } = facts
  const formula = parseFormula(chosen.formula)
  return {
    found: facts.found && pick === facts.judged,
    formula: chosen.formula,
    target,
    source,
    candidates: facts.candidates.map((candidate, i) => shown(candidate, i === pick)),
    trust: trustOf(facts, pick),
    kind,
    inputs,
    order,
    rows,
    dropped,
    notes,
    options,
    search,
    seconds,
    predict: (table) => predictRows(formula, table),
    score: (table) => scoreRows(formula, target, table),
    pick: (place) => foundOf(facts, checkedPlace(place, facts)),
    to: (style) => printProgram({ target, formula }, style, columnsOf(facts)),
    why: () => chosen.why,
    weights: () => chosen.weights,
    save: () => writeFitDocument(facts, pick),
  }
}

const shown = (candidate: CandidateFacts, pick: boolean): FoundCandidate => {
  const { formula, complexity, errorInside, errorOutside, seedsAgreeing } = candidate
  return { formula, complexity, errorInside, errorOutside, seedsAgreeing, pick }
}

function trustOf(facts: FitFacts, pick: number): Trust {
  const { seedsAgreeing: agreement, constants, method, snapping } = facts.candidates[pick] as CandidateFacts
  const own = { agreement, constants, method, snapping, lowEvidence: facts.rows < rules.fewRows }
  if (pick !== facts.judged) return { rules: [], rivals: [], outliers: [], ...own }
  const { certified, rules: reports, luck, rivals, outliers } = facts
  return { certified, rules: reports, luck, rivals, outliers, ...own }
}

function checkedPlace(place: number, { candidates }: FitFacts): number {
  if (Number.isInteger(place) && place >= 0 && place < candidates.length) return place
  throw invalid(`There is no formula ${place} in the list; give a whole number from 0 to ${candidates.length - 1}.`)
}

/** The columns of the table, which give spreadsheets their letters, where each has a name of its own. */
function columnsOf({ columns }: FitFacts): { readonly columns?: readonly string[] } {
  return new Set(columns).size === columns.length ? { columns } : {}
}

function predictRows(formula: Formula, table: TableInput): Float64Array<ArrayBuffer> {
  const names = variablesOf(formula)
  const { columns, rows } = inputColumns(tableOf(table), names)
  const predictions = new Float64Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const isMissing = names.some((name) => Number.isNaN(columns.get(name)?.[row]))
    const value = () => evaluateFormula(formula, (name) => columns.get(name)?.[row] as number)
    predictions[row] = isMissing ? Number.NaN : value()
  }
  return predictions
}

function scoreRows(formula: Formula, target: string, input: TableInput): number {
  const table = tableOf(input)
  const { columns } = inputColumns(table, [target])
  return determination(columns.get(target) as Float64Array, predictRows(formula, table))
}
