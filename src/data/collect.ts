// Collects rows into a table: all of them, or a random sample of fixed size from however many come.

import { type RandomStream, randomStream } from '../base/normal.ts'
import { formatCount } from '../base/numbers.ts'
import { hasDecimalComma, mayGroupThousands, parseCell, withPoint } from './cells.ts'
import type { Column, Table } from './table.ts'

/** A cell as it comes: text, a number that was binary in its source, or nothing. */
export type Cell = string | number | null

export interface CollectorOptions {
  /** How messages call the table. */
  readonly source: string
  /** Whether rows are counted as lines of text. */
  readonly place: 'line' | 'row'
  /** Most rows that are kept. Without it, all. */
  readonly sampleRows?: number
  /** Seed of the sample. Default 1. */
  readonly seed?: number
  /** A table whose cells are not separated by commas may have decimal commas. */
  readonly mayHaveDecimalCommas?: boolean
}

// What a kept cell is. A comma: a number if all of the table is written with decimal commas, else text.
const MISSING = 0
const NUMBER = 1
const DATE = 2
const TEXT = 3
const COMMA = 4

/** A column is of numbers, or of dates, if at most this share of its filled cells is anything else. */
const OTHER_SHARE = 0.1

/** A sample has at most so many cells, which take 9 bytes each and as much again where they are text. */
const MOST_CELLS = 1e7

/** Texts are kept up to this length. */
const LONGEST_TEXT = 200

/**
 * Takes rows one after another. Once there are more than `sampleRows`, each later row replaces a random one with the
 * chance that keeps all rows equally likely (J. S. Vitter, "Random sampling with a reservoir", 1985, algorithm R), so
 * that memory does not grow. One draw a row: the sample depends on rows and seed alone, not on how they came.
 */
export class TableCollector {
  readonly #options: CollectorOptions
  readonly #columns: readonly ColumnCollector[]
  readonly #stream: RandomStream
  readonly #capacity: number
  #lines = new Float64Array(16)
  #kept = 0
  #rows = 0

  constructor(names: readonly string[], options: CollectorOptions) {
    this.#options = options
    this.#columns = names.map((name) => new ColumnCollector(name))
    this.#stream = randomStream(options.seed ?? 1, 'sample of rows')
    const { sampleRows = Number.POSITIVE_INFINITY } = options
    const widest = Math.max(1, Math.floor(MOST_CELLS / names.length))
    this.#capacity = sampleRows === Number.POSITIVE_INFINITY ? sampleRows : Math.min(sampleRows, widest)
  }

  /** Takes a row with one cell for each name, which stands at `line` of the source. */
  add(cells: readonly Cell[], line: number): void {
    const place = this.#rows < this.#capacity ? this.#rows : Math.floor(this.#stream.uniform() * (this.#rows + 1))
    this.#rows += 1
    if (place >= this.#capacity) return
    if (place === this.#kept) {
      this.#kept += 1
      if (this.#kept > this.#lines.length) this.#lines = grown(this.#lines)
    }
    this.#lines[place] = line
    for (let i = 0; i < this.#columns.length; i += 1) {
      ;(this.#columns[i] as ColumnCollector).set(place, cells[i] as Cell)
    }
  }

  /** Rows that came, kept or not. */
  get rows(): number {
    return this.#rows
  }

  /** The rows that are kept, in the order of the source; `notes` come before its own. */
  table(notes: readonly string[] = []): Table {
    const { source, place, seed = 1 } = this.#options
    const lines = this.#lines.subarray(0, this.#kept)
    const order = Int32Array.from(lines.keys()).sort((a, b) => (lines[a] as number) - (lines[b] as number))
    const hasCommas = this.#hasDecimalCommas()
    const isSampled = this.#rows > this.#kept
    const own = hasCommas ? [`Commas in the numbers of ${source} were read as decimal points.`] : []
    if (isSampled) {
      const [kept, rows] = [this.#kept, this.#rows].map(formatCount)
      own.push(`${source} has ${rows} rows: ${kept} of them, drawn at random (seed ${seed}), stand for all.`)
    }
    return {
      source,
      columns: this.#columns.map((column) => column.column(order, hasCommas)),
      lines: Float64Array.from(order, (i) => lines[i] as number),
      place,
      rows: this.#rows,
      isSampled,
      notes: [...notes, ...own],
    }
  }

  /** True if commas stand for decimal points: some can be nothing else, and there are no points. */
  #hasDecimalCommas(): boolean {
    if (this.#options.mayHaveDecimalCommas !== true) return false
    const some = this.#columns.some(({ hasClearComma }) => hasClearComma)
    return some && this.#columns.every(({ hasPoint }) => !hasPoint)
  }
}

/** The kept cells of one column. */
class ColumnCollector {
  readonly #name: string
  #values = new Float64Array(16)
  #marks = new Uint8Array(16)
  readonly #texts = new Map<number, string>()
  #step = Number.POSITIVE_INFINITY
  #commaStep = Number.POSITIVE_INFINITY
  hasPoint = false
  hasClearComma = false

  constructor(name: string) {
    this.#name = name
  }

  set(place: number, cell: Cell): void {
    if (place >= this.#values.length) {
      this.#values = grown(this.#values)
      this.#marks = grown(this.#marks)
    }
    if (this.#texts.size > 0) this.#texts.delete(place)
    this.#marks[place] = this.#take(place, cell)
  }

  #take(place: number, cell: Cell): number {
    if (cell === null) return MISSING
    if (typeof cell === 'number') {
      this.#step = 0
      this.#values[place] = cell
      return NUMBER
    }
    const parsed = parseCell(cell)
    switch (parsed.kind) {
      case 'missing':
        return MISSING
      case 'number':
        this.#step = Math.min(this.#step, parsed.step)
        this.hasPoint ||= cell.includes('.')
        this.#values[place] = parsed.value
        return NUMBER
      case 'infinite':
        this.#values[place] = parsed.value
        return NUMBER
      case 'date':
      case 'text':
        this.#texts.set(place, ownText(cell))
        if (parsed.kind === 'date') return DATE
        return hasDecimalComma(cell) ? this.#takeComma(place, cell) : TEXT
      default:
        return parsed satisfies never
    }
  }

  #takeComma(place: number, cell: string): number {
    const parsed = parseCell(withPoint(cell))
    if (parsed.kind !== 'number') return TEXT
    this.hasClearComma ||= !mayGroupThousands(cell)
    this.#commaStep = Math.min(this.#commaStep, parsed.step)
    this.#values[place] = parsed.value
    return COMMA
  }

  column(order: Int32Array, hasCommas: boolean): Column {
    const values = new Float64Array(order.length).fill(Number.NaN)
    const counts = [0, 0, 0, 0]
    for (let row = 0; row < order.length; row += 1) {
      const place = order[row] as number
      const mark = this.#marks[place] as number
      const kind = mark === COMMA ? (hasCommas ? NUMBER : TEXT) : mark
      ;(counts[kind] as number) += 1
      if (kind === NUMBER) values[row] = this.#values[place] as number
    }
    const [missing = 0, numbers = 0, dates = 0, texts = 0] = counts
    const filled = numbers + dates + texts
    const most = OTHER_SHARE * filled
    const kind = filled - numbers <= most ? 'number' : filled - dates <= most ? 'date' : 'text'
    const step = Math.min(this.#step, hasCommas ? this.#commaStep : Number.POSITIVE_INFINITY)
    return {
      name: this.#name,
      kind,
      values,
      step: Number.isFinite(step) ? step : 0,
      missing,
      ...(kind === 'number' && dates + texts === 0 ? {} : { cells: Array.from(order, (i) => this.#text(i)) }),
    }
  }

  #text(place: number): string {
    return this.#texts.get(place) ?? (this.#marks[place] === MISSING ? '' : String(this.#values[place]))
  }
}

/** Twice as long, with the same beginning. */
function grown<T extends Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(values: T): T {
  const longer = (
    values instanceof Float64Array ? new Float64Array(2 * values.length) : new Uint8Array(2 * values.length)
  ) as T
  longer.set(values)
  return longer
}

/** The text in memory of its own: engines keep a long text as a whole while any part of it is held. */
function ownText(cell: string): string {
  return ` ${cell.trim().slice(0, LONGEST_TEXT)}`.slice(1)
}
