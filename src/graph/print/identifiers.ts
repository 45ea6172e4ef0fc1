// Identifiers for columns of any name: letters of any script stay, the rest is replaced, and no two are the same.

import { quoted } from './style.ts'

/**
 * Identifiers of JavaScript and Python for names of columns, by the name. A name that is one already keeps it, whatever
 * other names become; the others follow in order, and get a number where theirs is taken or reserved.
 */
export function identifiersOf(names: readonly string[], reserved: ReadonlySet<string>): ReadonlyMap<string, string> {
  const identifiers = new Map<string, string>()
  const taken = new Set(reserved)
  const take = (name: string, identifier: string) => {
    identifiers.set(name, identifier)
    taken.add(identifier)
  }
  for (const name of names) if (identifierOf(name) === name && !taken.has(name)) take(name, name)
  for (const name of names) {
    if (identifiers.has(name)) continue
    const wanted = identifierOf(name)
    let identifier = wanted
    for (let number = 2; taken.has(identifier); number += 1) identifier = `${wanted}_${number}`
    take(name, identifier)
  }
  return identifiers
}

/** An identifier for one more name, which is none of those. */
export function identifierBeside(
  name: string,
  others: ReadonlyMap<string, string>,
  reserved: ReadonlySet<string>,
): string {
  return identifiersOf([name], new Set([...reserved, ...others.values()])).get(name) as string
}

/** A line for each name that could not be kept: `fare_2 is the column "fare %"`. */
export function renamings(names: readonly string[], identifiers: ReadonlyMap<string, string>): string[] {
  return names
    .filter((name) => identifiers.get(name) !== name)
    .map((name) => `${identifiers.get(name)} is the column ${quoted(name)}`)
}

/**
 * The nearest identifier. Python compares identifiers after NFKC normalisation, so that they are normalised here.
 * Letters beyond the first plane are replaced: which of them count as letters differs from engine to engine.
 */
function identifierOf(name: string): string {
  const others = /(?:[^\p{XID_Continue}]|[\u{10000}-\u{10FFFF}\p{Default_Ignorable_Code_Point}])+/gu
  const normal = name.normalize('NFKC')
  const joined = normal.search(others) < 0 ? normal : normal.replace(others, '_').replace(/^_+|_+$/g, '')
  if (joined === '') return 'x'
  return /^[\p{XID_Start}_]/u.test(joined) ? joined : `_${joined}`
}
