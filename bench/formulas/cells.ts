// The cells of the benchmark of formulas: which tables there are, which of them a run is asked for, and each as a table.

import { type KnownLaw, laws } from './laws.ts'
import { noLaws } from './no-laws.ts'
import { type NumberTable, tableOf } from './tables.ts'

/** One table that a search is tried on. */
export interface Cell {
  readonly kind: 'law' | 'no-law'
  readonly id: string
  readonly noise: number
  readonly irrelevant: number
  /** Of the data and of the search. */
  readonly seed: number
}

/** What a run is asked for. */
export interface Asked {
  readonly kinds: readonly Cell['kind'][]
  /** Names of laws or of tables without a law; all if left out. */
  readonly ids?: readonly string[]
  /** Keeps the cells that have these values, for example `noise=0,irrelevant=0`. */
  readonly only?: string
  /** Data seeds of each law; tables without a law have one. */
  readonly seeds: number
}

const noises = [0, 0.001, 0.01]
const irrelevantCounts = [0, 2, 5]

/**
 * The cells that are asked for. Seeds come one after another, so that a run that is stopped has some of everything.
 * @throws Error if an id or a value of `only` names nothing.
 */
export function cellsOf({ kinds, ids, only, seeds }: Asked): Cell[] {
  const lawCells = [...Array(seeds).keys()].flatMap((seed) =>
    noises.flatMap((noise) =>
      irrelevantCounts.flatMap((irrelevant) =>
        laws.map(({ id }): Cell => ({ kind: 'law', id, noise, irrelevant, seed })),
      ),
    ),
  )
  const noLawCells = noLaws.map(
    ({ id, noise, irrelevant }): Cell => ({ kind: 'no-law', id, noise, irrelevant, seed: 0 }),
  )
  const all = [...lawCells, ...noLawCells]
  const unknown = ids?.filter((id) => all.every((cell) => cell.id !== id)) ?? []
  if (unknown.length > 0)
    throw new Error(`No table is called ${unknown.join(' or ')}. Names stand in laws.ts and no-laws.ts.`)
  const isWanted = filterOf(only)
  return all.filter((cell) => kinds.includes(cell.kind) && (ids?.includes(cell.id) ?? true) && isWanted(cell))
}

function filterOf(only: string | undefined): (cell: Cell) => boolean {
  const wanted = (only?.split(',') ?? []).map((part) => {
    const [name, text = ''] = part.split('=')
    if ((name !== 'noise' && name !== 'irrelevant' && name !== 'seed') || text === '' || Number.isNaN(Number(text))) {
      throw new Error(`--only takes noise=, irrelevant= and seed= with a number, joined by commas; not ${part}.`)
    }
    return [name, Number(text)] as const
  })
  return (cell) => wanted.every(([name, value]) => cell[name] === value)
}

/** What tells a cell from every other. */
export const keyOf = ({ kind, id, noise, irrelevant, seed }: Cell): string =>
  [kind, id, noise, irrelevant, seed].join(' ')

/** @throws Error if there is no law of this name. */
export function lawOfCell({ id }: Cell): KnownLaw {
  const law = laws.find((each) => each.id === id)
  if (law === undefined) throw new Error(`There is no law ${id} in laws.ts.`)
  return law
}

/** The table of a cell. Only its seed, noise and so on decide it. */
export function tableOfCell(cell: Cell): NumberTable {
  if (cell.kind === 'law') return tableOf(lawOfCell(cell), cell)
  const noLaw = noLaws.find(({ id }) => id === cell.id)
  if (noLaw === undefined) throw new Error(`There is no table ${cell.id} in no-laws.ts.`)
  return noLaw.table(cell.seed)
}
