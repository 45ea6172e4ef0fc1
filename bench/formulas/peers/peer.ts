// Searches for formulas in Python as candidates of the benchmark: tables go to them as CSV files, formulas come back.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import papa from 'papaparse'
import { environmentOf, Peer, type PeerSpec } from '../../peers/python.ts'
import type { Candidate } from '../candidate.ts'
import { errorOnDoubledBox, isRight } from '../judge.ts'
import type { NumberTable } from '../tables.ts'

/** The table as CSV, every number with all of its digits. */
export function csvOf({ columns }: NumberTable): string {
  const values = Object.values(columns)
  const rows = [...(values[0] ?? []).keys()].map((row) => values.map((column) => String(column[row])))
  return papa.unparse([Object.keys(columns), ...rows], { delimiter: ',', newline: '\n' })
}

/**
 * A peer as a candidate. Its process starts with the first table. Peers give a formula for every table and never say
 * that there is none, so whatever they give counts as found; it counts as the law if it is right on the doubled box.
 */
export function peerCandidate(spec: PeerSpec): Candidate {
  const folder = mkdtempSync(join(tmpdir(), 'nalu-tables-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  let running: Promise<Peer> | undefined
  return {
    fitter: {
      async fit(columns, target, { seed, time }) {
        running ??= startOf(spec, folder)
        const peer = await running
        const table = join(folder, 'table.csv')
        writeFileSync(table, csvOf({ columns, target }))
        const { formula, seconds } = await peer.ask<{ formula: string }>({ table, target, seed, time })
        return { found: true, formula, formulas: [formula], reason: '', seconds }
      },
    },
    isRecovered: (formula, law, noise) => isRight(errorOnDoubledBox(formula, law), noise),
  }
}

async function startOf(spec: PeerSpec, cache: string): Promise<Peer> {
  const environment = environmentOf(spec)
  if ('missing' in environment) throw new Error(environment.missing)
  const peer = new Peer(spec, environment.python, 1, cache)
  await peer.start()
  return peer
}
