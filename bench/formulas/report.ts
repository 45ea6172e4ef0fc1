// The page of the benchmark of formulas: shares recovered, shares right outside, times, misses, and what was found in nothing.

import { formatCount, formatDuration, formatPercent } from '../../src/base/numbers.ts'
import { quantile } from '../../src/statistics/quantiles.ts'
import { successRate } from '../../src/statistics/success-rate.ts'
import { isRight } from './judge.ts'
import type { Result } from './results.ts'

/** What a reader has to know about where the numbers come from. */
export interface Surroundings {
  readonly date: string
  readonly machine: string
  readonly processes: number
  readonly node: string
  /** How many tables the whole benchmark has. */
  readonly planned: number
}

/** The whole page in Markdown. Results of other times than `time` are left out. */
export function reportOf(all: readonly Result[], time: number, surroundings: Surroundings): string {
  const results = all.filter((result) => result.time === time)
  const laws = results.filter(({ kind }) => kind === 'law')
  const noLaws = results.filter(({ kind }) => kind === 'no-law')
  const { date, machine, processes, node, planned } = surroundings
  return [
    '# Formulas from tables: what is recovered, and what is found in nothing',
    [
      `Made by \`npm run bench:formulas\`, ${date}: ${machine}, ${processes} processes, Node ${node}, at most ${time} s a table.`,
      'Known laws have 200 rows each, the other tables 50 to 400. The results stand in `bench/formulas/results.csv`, and the command adds',
      'those that are missing, so that some may be of an earlier version of the search: with `--out` and the name of a new file it',
      'runs all tables again, which takes about five hours.',
      '[Other searches](formulas-peers.md) have the same tables.',
    ].join('\n'),
    ...(results.length < planned
      ? [`So far ${formatCount(results.length)} of ${formatCount(planned)} tables: the run goes on where it stopped.`]
      : []),
    ...(laws.length === 0 ? [] : [lawSection(laws), missSection(laws)]),
    ...(noLaws.length === 0 ? [] : [noLawSection(noLaws)]),
  ]
    .join('\n\n')
    .concat('\n')
}

/** Found, and it is the law. */
const isRecovered = ({ found, picked }: Result): boolean => found && picked

const isRightOutside = ({ errorOnDoubledBox, noise }: Result): boolean => isRight(errorOnDoubledBox, noise)

/** `64 % (52–75)`: the share and Wilson's interval. */
function share(results: readonly Result[], isCounted: (result: Result) => boolean): string {
  const { rate, interval } = successRate(results.filter(isCounted).length, results.length)
  const [low, high] = interval.map((end) => Math.round(100 * end))
  return `${formatPercent(rate)} (${low}–${high})`
}

const noiseText = (noise: number): string => `${Number((noise * 100).toPrecision(3))} %`

function groups<K extends string | number>(results: readonly Result[], keyOf: (result: Result) => K): Map<K, Result[]> {
  const sorted = new Map<K, Result[]>()
  for (const result of results) sorted.set(keyOf(result), [...(sorted.get(keyOf(result)) ?? []), result])
  return sorted
}

function lawSection(laws: readonly Result[]): string {
  const rows = [...groups(laws, ({ noise }) => noise)]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([noise, sameNoise]) =>
      [...groups(sameNoise, ({ irrelevant }) => irrelevant)]
        .toSorted(([a], [b]) => a - b)
        .map(([irrelevant, cells]) => lawRow(noise, irrelevant, cells)),
    )
  return [
    '## Known laws',
    '',
    'Recovered: found, and the law after simplification, with its constants: within 1e-6, with noise within three of their',
    'standard errors. Right outside: found, and off by no more than 1e-6 on a box twice as wide as the data, with noise by no',
    'more than five times the noise: numbers within their errors may be off by more. Wrong though found: found, and not right',
    'there. Picked: the first choice is the law, called found or not. Offered: it is among the formulas. In brackets: Wilson’s',
    '95 % interval, in %.',
    '',
    '| noise | irrelevant columns | tables | recovered | right outside | wrong though found | picked | offered | median time | 90 % within |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n')
}

function lawRow(noise: number, irrelevant: number, cells: readonly Result[]): string {
  const seconds = cells.map((cell) => cell.seconds)
  return `| ${[
    noiseText(noise),
    irrelevant,
    cells.length,
    share(cells, isRecovered),
    share(cells, (cell) => cell.found && isRightOutside(cell)),
    cells.filter((cell) => cell.found && !isRightOutside(cell)).length,
    formatPercent(successRate(cells.filter(({ picked }) => picked).length, cells.length).rate),
    formatPercent(successRate(cells.filter(({ listed }) => listed).length, cells.length).rate),
    formatDuration(quantile(seconds, 0.5)),
    formatDuration(quantile(seconds, 0.9)),
  ].join(' | ')} |`
}

/** Laws that were missed at least once, by noise; each with one of its reasons. */
function missSection(laws: readonly Result[]): string {
  const sections = [...groups(laws, ({ noise }) => noise)]
    .toSorted(([a], [b]) => a - b)
    .map(([noise, cells]) => {
      const misses = [...groups(cells, ({ id }) => id)].flatMap(([id, tables]) => {
        const missed = tables.filter((cell) => !isRecovered(cell))
        return missed.length === 0
          ? []
          : [`* ${id}: in ${missed.length} of ${tables.length} tables. ${reasonOf(missed)}`]
      })
      return `### Noise ${noiseText(noise)}\n\n${misses.length === 0 ? 'None.' : misses.join('\n')}`
    })
  const reading =
    'Ids such as I.15.3x are those of Feynman’s equations; the laws stand in `bench/formulas/laws.ts`. Of each law there are tables\n' +
    'of five data seeds with 0, 2 and 5 irrelevant columns. The reason is that of the most misses: the rules that failed.'
  return ['## Laws that were missed', reading, ...sections].join('\n\n')
}

/** The reason that most of the misses have. */
function reasonOf(missed: readonly Result[]): string {
  const reasons = [...groups(missed, whyMissed)].toSorted(([, a], [, b]) => b.length - a.length)
  const [[reason, cells] = ['', []]] = reasons
  return reasons.length === 1
    ? reason
    : cells.length === 1
      ? `Once: ${reason}`
      : `Most often (${cells.length}): ${reason}`
}

function whyMissed(result: Result): string {
  const { found, picked, listed, formula, reason } = result
  if (found) return `Another formula was found: \`${formula}\`.`
  const where = picked
    ? 'The law was picked, and not called found'
    : listed
      ? 'The law was offered, and not picked'
      : 'Not found'
  return `${where}${reason === '' ? '.' : `: ${reason}`}`
}

function noLawSection(noLaws: readonly Result[]): string {
  const kinds = [...groups(noLaws, ({ id }) => id.slice(0, id.indexOf('-')))]
  const rows = kinds.map(
    ([kind, cells]) => `| ${kind} | ${cells.length} | ${cells.filter(({ found }) => found).length} |`,
  )
  const found = noLaws.filter((cell) => cell.found)
  const list = found.map(({ id, formula }) => `* ${id}: \`${formula}\``)
  return [
    '## Tables without a law',
    '',
    `${found.length} of ${noLaws.length} were called found: ${share(noLaws, (cell) => cell.found)}.`,
    '',
    '| kind | tables | called found |',
    '|---|---:|---:|',
    ...rows,
    ...(list.length === 0 ? [] : ['', ...list]),
  ].join('\n')
}
