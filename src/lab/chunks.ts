// Work units: some seeds of one cell, as many as take about two seconds, so that handing them out costs next to nothing.

import type { CellRun } from '../experiments/run.ts'

const wantedSeconds = 2
// Before the first seed of a cell has ended nobody knows how long one takes.
const mostUnknown = 1

/** Hands out runs cell by cell, all cells getting equally far. Which runs stand together changes no result. */
export class Chunks implements Iterable<readonly CellRun[]> {
  readonly #waiting: { readonly id: string; readonly runs: CellRun[] }[]
  readonly #seconds = new Map<string, { seeds: number; total: number }>()
  #next = 0

  constructor(runs: readonly CellRun[]) {
    const byCell = Map.groupBy(runs, ({ cell }) => cell)
    this.#waiting = [...byCell].map(([{ id }, own]) => ({ id, runs: [...own] }))
  }

  /** Tells how long a seed of a cell took. */
  ended(cell: string, seconds: number): void {
    const known = this.#seconds.get(cell) ?? { seeds: 0, total: 0 }
    this.#seconds.set(cell, { seeds: known.seeds + 1, total: known.total + seconds })
  }

  *[Symbol.iterator](): Generator<readonly CellRun[]> {
    while (this.#waiting.length > 0) {
      if (this.#next >= this.#waiting.length) this.#next = 0
      const { id, runs } = this.#waiting[this.#next] as { id: string; runs: CellRun[] }
      const known = this.#seconds.get(id)
      const fitting = known === undefined ? mostUnknown : Math.floor((wantedSeconds * known.seeds) / known.total)
      const chunk = runs.splice(0, Math.max(1, fitting))
      if (runs.length === 0) this.#waiting.splice(this.#next, 1)
      else this.#next += 1
      yield chunk
    }
  }
}
