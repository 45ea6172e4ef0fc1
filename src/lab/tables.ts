// Stored results as tables in text (CSV), one line a seed: to be kept beside reports, and to fill a store again.

import { configurationHash } from '../base/configuration.ts'
import { quote } from '../base/decode.ts'
import { invalid, NaluError } from '../base/errors.ts'
import { formatCount } from '../base/numbers.ts'
import { readCsv, type TextTable, writeCsv } from '../data/csv.ts'
import {
  checkResult,
  isOneLine,
  type OutcomeValue,
  RESULT_COLUMNS,
  type ResultStore,
  type StoredOutcome,
  type StoredResult,
  sameOutcome,
} from './store.ts'

/**
 * The table of results: columns `cell`, `configuration` (its hash), `seed`, `seconds`, `at`, `version`, `machine`, then
 * one for each name in the outcomes. Empty cells say that an outcome has no value of that name.
 * @param cells what people call each configuration, by hash. Only its results are exported, in its order, then by seed.
 * @throws NaluError if a name of a cell does not fit into a line.
 */
export function exportResults(results: readonly StoredResult[], cells: ReadonlyMap<string, string>): string {
  for (const cell of cells.values()) {
    if (!isOneLine(cell)) throw invalid(`A cell is called ${quote(cell)}; expected one line of text.`)
  }
  const chosen = [...cells.keys()].flatMap((hash) => {
    return results.filter((result) => result.hash === hash).toSorted((a, b) => a.seed - b.seed)
  })
  const names = [...new Set(chosen.flatMap(({ outcome }) => Object.keys(outcome)))]
  const rows = chosen.map(({ hash, seed, outcome, seconds, at, version, machine }) => [
    ...[cells.get(hash) ?? '', hash, String(seed), String(seconds), at, version, machine],
    ...names.map((name) => printCell(Object.hasOwn(outcome, name) ? outcome[name] : undefined)),
  ])
  const columns = [...RESULT_COLUMNS, ...names]
  return writeCsv({ source: '', names: columns, rows, lines: [], separator: ',', newline: '\n' })
}

/** Numbers and texts as they are; a text that would be read as something else is written as JSON. */
function printCell(value: OutcomeValue | undefined): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') return JSON.stringify(value)
  const isPlain = isOneLine(value) && value.isWellFormed() && readCell(value) === value
  return isPlain ? value : JSON.stringify(value)
}

function readCell(cell: string): OutcomeValue | undefined {
  if (cell === '') return undefined
  if (!/^(?:true|false|null|-?\d.*|".*")$/.test(cell)) return cell
  try {
    const value = JSON.parse(cell) as OutcomeValue
    // A number such as 1e999 is beyond all that are finite.
    return typeof value === 'number' && !Number.isFinite(value) ? cell : value
  } catch {
    return cell
  }
}

/** How many results of a table came to what. */
export interface Imported {
  readonly added: number
  /** There already, with the same outcome. */
  readonly present: number
  /** There already with another outcome, which was kept. */
  readonly differing: number
  /** Of configurations that the caller did not name. */
  readonly leftOut: number
}

/**
 * Adds results that `exportResults` wrote to a store: all that are not there yet, or none if it throws.
 * @param source how messages call the table: the name of its file.
 * @param configurations the resolved configurations whose results are wanted; those of others are left out.
 * @throws NaluError if it is another table or was cut off, a value in it is wrong, or the store cannot be written.
 */
export async function importResults(
  store: ResultStore,
  text: string,
  source: string,
  configurations: readonly unknown[],
): Promise<Imported> {
  const table = readTable(text, source)
  const hashes = new Set(configurations.map((each) => configurationHash(each)))
  const wanted = readResults(table).filter(({ hash }) => hashes.has(hash))
  for (const each of configurations) await store.putConfiguration(each)
  const kept = new Map<string, StoredOutcome>()
  const keyOf = ({ hash, seed }: StoredResult) => `${hash} ${seed}`
  for (const hash of hashes) for (const result of await store.all(hash)) kept.set(keyOf(result), result.outcome)
  const added: StoredResult[] = []
  let present = 0
  for (const result of wanted) {
    const there = kept.get(keyOf(result))
    if (there === undefined) {
      kept.set(keyOf(result), result.outcome)
      added.push(result)
    } else if (sameOutcome(there, result.outcome)) present += 1
  }
  await store.putAll(added)
  const differing = wanted.length - added.length - present
  return { added: added.length, present, differing, leftOut: table.rows.length - wanted.length }
}

/**
 * The results in a table that `exportResults` wrote.
 * @throws NaluError if it is another table or was cut off, or a value in it is wrong.
 */
export const resultsInTable = (text: string, source: string): readonly StoredResult[] =>
  readResults(readTable(text, source))

function readTable(text: string, source: string): TextTable {
  const table = readCsv(text, source)
  const missing = RESULT_COLUMNS.filter((name) => !table.names.includes(name))
  if (missing.length > 0) {
    throw invalid(
      `${source} is no table of results: it has no column ${missing.join(', ')}. Give a table that nalu exported.`,
    )
  }
  const twice = table.names.find((name, i) => table.names.indexOf(name) < i)
  if (twice !== undefined) throw invalid(`${source} has two columns ${quote(twice)}. Rename or remove one of them.`)
  if (!/[\n\r]$/.test(text)) {
    throw invalid(`The last line of ${source} was cut off. Remove it, and import the table again.`)
  }
  return table
}

function readResults({ names, rows, lines, source }: TextTable): StoredResult[] {
  return rows.map((row, i) => {
    const cells = new Map(names.map((name, k) => [name, row[k] ?? '']))
    const fixed = (name: (typeof RESULT_COLUMNS)[number]) => cells.get(name) ?? ''
    const result = {
      hash: fixed('configuration'),
      seed: numberOf(fixed('seed')),
      outcome: readOutcome(cells),
      seconds: numberOf(fixed('seconds')),
      version: fixed('version'),
      machine: fixed('machine'),
      at: fixed('at'),
    }
    try {
      checkResult(result)
    } catch (cause) {
      if (!(cause instanceof NaluError)) throw cause
      throw invalid(`Line ${lines[i]} of ${source}: ${cause.message} Mend or remove the line.`, { cause })
    }
    return result
  })
}

const numberOf = (cell: string) => (cell.trim() === '' ? Number.NaN : Number(cell))

function readOutcome(cells: ReadonlyMap<string, string>): StoredOutcome {
  const own = [...cells].filter(([name]) => !RESULT_COLUMNS.some((column) => column === name))
  return Object.fromEntries(
    own.flatMap(([name, cell]) => {
      const value = readCell(cell)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** What became of a table, for people: one sentence. */
export function describeImport({ added, present, differing, leftOut }: Imported, source: string): string {
  const parts = [
    `${formatCount(added)} ${added === 1 ? 'result' : 'results'} imported from ${source}`,
    present > 0 ? `${formatCount(present)} there already` : '',
    differing > 0 ? `${formatCount(differing)} with another outcome than the one in the store, which was kept` : '',
    leftOut > 0 ? `${formatCount(leftOut)} of other configurations left out` : '',
  ]
  return `${parts.filter((part) => part !== '').join('; ')}.`
}
