// The page that sets searches for formulas side by side, on the same tables and by the same judge.

import { formatDuration, formatPercent } from '../../../src/base/numbers.ts'
import { median } from '../../../src/statistics/quantiles.ts'
import { successRate } from '../../../src/statistics/success-rate.ts'
import { isRight } from '../judge.ts'
import type { Result } from '../results.ts'

export interface Contender {
  readonly name: string
  readonly results: readonly Result[]
}

/** What single precision and a formula with a constant too many still allow, and a wrong formula does not. */
const nearBelow = 1e-3

/** The page in Markdown: tables without irrelevant columns, of the first data seed, with this time for each. */
export function peersReport(contenders: readonly Contender[], time: number, machine: string): string {
  const rows = contenders.flatMap(({ name, results }) => {
    const here = results.filter((each) => each.kind === 'law' && each.irrelevant === 0 && each.seed === 0)
    const timed = here.filter((each) => each.time === time)
    return [0, 0.01].flatMap((noise) => {
      const cells = timed.filter((each) => each.noise === noise)
      return cells.length === 0 ? [] : [row(name, noise, cells)]
    })
  })
  return `# Other searches for formulas on the same tables

Made by \`npm run bench:formulas:peers\`: ${machine}, at most ${time} s a table and one core for each, no irrelevant columns,
one table of each law. Right outside: on a box twice as wide as the data, within 1e-6 without noise and within five times
the noise with it; in brackets Wilson’s 95 % interval, in %. Near outside: within 0.1 %, so that constants in single
precision do not count against a search. A formula that \`nalu fit\` does not call found counts as none; the others never say
that they found none. Length counts operations, constants and uses of columns.

The laws are sums, products, quotients and roots, which is what \`nalu fit\` searches. They were frozen before it was written, but
they are its own ground: of laws with waves or exponentials it finds none, where the others may.

| search | noise | tables | right outside | near outside | median length | median time |
|---|---:|---:|---:|---:|---:|---:|
${rows.join('\n')}

Settings: those that the authors recommend, with what the laws need (roots, for Operon powers, wider constants) and without
any other limit than time. They stand at the top of \`bench/formulas/peers/*_formulas.py\`.
`
}

function row(name: string, noise: number, cells: readonly Result[]): string {
  const share = (isCounted: (cell: Result) => boolean): string => {
    const { rate, interval } = successRate(cells.filter((cell) => cell.found && isCounted(cell)).length, cells.length)
    const [low, high] = interval.map((end) => Math.round(100 * end))
    return `${formatPercent(rate)} (${low}–${high})`
  }
  return `| ${[
    name,
    `${Number((100 * noise).toPrecision(3))} %`,
    cells.length,
    share(({ errorOnDoubledBox }) => isRight(errorOnDoubledBox, noise)),
    share(({ errorOnDoubledBox }) => errorOnDoubledBox <= nearBelow),
    Math.round(median(cells.map(({ complexity }) => complexity))),
    formatDuration(median(cells.map(({ seconds }) => seconds))),
  ].join(' | ')} |`
}
