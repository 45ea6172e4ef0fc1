// Which cells of an experiment are run: by their ids, or by what they are, as in `op=mul,module=nmu`.

import { unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import type { Cell } from './experiment.ts'

/**
 * The cells that `only` names. Ids and values of one key are alternatives; different keys must all fit.
 * @throws NaluError with a guess if there is no such cell, key or value.
 */
export function selectCells(cells: readonly Cell[], only: readonly string[] | undefined, where: string): Cell[] {
  if (only === undefined) return [...cells]
  if (only.every((text) => text.trim() === '')) {
    throw invalid('Option --only is empty. Name lines, or what they are, such as op=mul; or leave the option out.')
  }
  const ids = new Set<string>()
  const wanted = new Map<string, Set<string>>()
  let lastKey: string | undefined
  for (const text of only) {
    const at = text.indexOf('=')
    if (at < 0 && lastKey !== undefined && !cells.some(({ id }) => id === text)) {
      // A value that has commas itself, such as a range, comes in pieces.
      joinToLast(wanted.get(lastKey) as Set<string>, text)
    } else if (at < 0) {
      ids.add(text)
    } else {
      lastKey = text.slice(0, at)
      wanted.set(lastKey, (wanted.get(lastKey) ?? new Set()).add(text.slice(at + 1)))
    }
  }
  for (const id of ids) {
    const all = cells.map((cell) => cell.id)
    if (!all.includes(id)) throw unknownName('line', id, all, { where })
  }
  for (const [key, values] of wanted) checkKey(cells, key, values, where)
  const fits = (cell: Cell) => [...wanted].every(([key, values]) => values.has(cell.keys?.[key] ?? ''))
  const chosen = cells.filter((cell) => (ids.size === 0 || ids.has(cell.id)) && fits(cell))
  if (chosen.length > 0) return chosen
  throw invalid(`No line of ${where} is all of --only ${only.join(',')}. Leave out one of its keys.`)
}

function joinToLast(values: Set<string>, text: string): void {
  const last = [...values].at(-1) as string
  values.delete(last)
  values.add(`${last},${text}`)
}

function checkKey(cells: readonly Cell[], key: string, values: ReadonlySet<string>, where: string): void {
  const keys = [...new Set(cells.flatMap((cell) => Object.keys(cell.keys ?? {})))]
  if (!keys.includes(key)) throw unknownName('key', key, keys, { where })
  const known = [...new Set(cells.flatMap((cell) => cell.keys?.[key] ?? []))]
  const plural = `values of ${key}`
  for (const value of values) if (!known.includes(value)) throw unknownName(key, value, known, { where, plural })
}
