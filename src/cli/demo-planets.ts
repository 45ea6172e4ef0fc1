// The second half of the demonstration: a table in, a formula out.

import { formatPercent } from '../base/numbers.ts'
import { type Found, fit } from '../fit/found.ts'
import { variablesOf } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { candidateTable, printFit } from './fit-report.ts'
import { planets } from './planets.ts'
import { paint, print, say } from './terminal.ts'

/** A fifth of a second, so that no other threads are worth their start. */
export const fitPlanets = (signal: AbortSignal): Promise<Found> =>
  fit(planets(), { target: 'period', rounds: 1, signal })

// Days of a year (Julian), which is what Kepler's law gives at a distance of 1.
const year = 365.25

export function reportPlanets(found: Found, quiet: boolean): void {
  if (quiet) {
    print('')
    printFit(found, { quiet: true, why: false })
    return
  }
  print(`\n${paint('strong', 'From a table to a formula: the eight planets')}\n`)
  say(
    'Distance from the sun (astronomical units), mass (Earth masses) and period (days) of each; which goes with which is ' +
      'not told.',
  )
  print(`\n${candidateTable(found)}\n`)
  printFit(found, { quiet: true, why: false })
  const law = lawText(found)
  if (law !== undefined) say(`\n${law}`)
}

/** What the formula says, in words, if it is the law that it should be. */
export function lawText({ found, formula, inputs, rows, trust, predict }: Found): string | undefined {
  const used = variablesOf(parseFormula(formula))
  const [atOne = Number.NaN, atFour = Number.NaN] = predict({ distance: [1, 4], mass: [1, 1] })
  // Four times as far takes 4 ^ (3/2) = 8 times as long.
  if (!found || used.length !== 1 || Math.abs(atFour / atOne - 8) > 1e-9) return undefined
  const off = formatPercent(Math.abs(atOne / year - 1), 2)
  const unused = inputs.map(({ name }) => name).filter((name) => !used.includes(name))
  const without = unused.length === 0 ? '' : ` Not in it: ${unused.join(', ')}.`
  const evidence = trust.lowEvidence ? ` ${rows} rows are low evidence, and nalu fit says so.` : ''
  return `That is Kepler’s third law, with a year that is ${off} off ${year} days.${without}${evidence}`
}
