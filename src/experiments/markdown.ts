// An experiment's page: what is claimed, how it was tested, and what came out, as Markdown.

import { formatCitation } from '../base/citations.ts'
import { formatCount, formatDuration, formatNumber } from '../base/numbers.ts'
import type { Experiment, Outcome, Report, ReportTable } from './experiment.ts'

/** What is known of a run beside its outcomes. */
export interface RunFacts {
  /** The command of ours that ran it. */
  readonly by: 'reproduce' | 'sweep'
  /** The command that gives this page. */
  readonly command: string
  /** Machines, versions and days that the results come from. */
  readonly origin: string
  /** Names of files in the folder of the page. */
  readonly table: string
  readonly figures: readonly { readonly name: string; readonly title: string }[]
  readonly files?: readonly { readonly name: string; readonly what: string }[]
}

/** What stands in the first line, so that the page is known as one that may be written anew. */
const pageMark = (by: RunFacts['by']) => `<!-- Written by nalu ${by}; changes here will be lost. -->`

/** True for a page that a run has written. */
export const isOwnPage = (text: string): boolean =>
  [pageMark('reproduce'), pageMark('sweep')].some((mark) => text.startsWith(mark))

export function experimentPage(
  experiment: Experiment,
  outcomes: readonly Outcome[],
  report: Report,
  facts: RunFacts,
): string {
  const { title, citation, claim, protocol, published } = experiment
  const { by, command, origin, table, figures, files = [] } = facts
  const sections = [
    `${pageMark(by)}\n\n# ${title}`,
    ...report.findings.slice(0, 1).map((finding) => `**${finding}**`),
    citation === undefined
      ? `## The question\n\n${claim}`
      : `## What is claimed\n\n${claim}\n\nSource: ${formatCitation(citation)}`,
    ...(published.length === 0
      ? []
      : [list(published.map(({ what, value, source }) => `${what}: ${formatNumber(value, 4)} (${source})`))]),
    `## How it was tested\n\n${list(protocol)}`,
    `## What came out\n\n${scope(experiment, outcomes)}`,
    ...figures.map((figure) => `![${figure.title}](${figure.name})`),
    ...report.tables.map((each) => `${each.title}:\n\n${markdownTable(each)}`),
    list(report.findings.slice(1)),
    `## Run it again\n\n\`\`\`\n${command}\n\`\`\``,
    `It goes on where it stopped: every seed is a line of [${table}](${table}). ${cost(outcomes)}${origin === '' ? '' : ` on ${origin}`}.`,
    ...files.map(({ name, what }) => `[${name}](${name}): ${what}.`),
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

const list = (items: readonly string[]) => items.map((item) => `* ${item}`).join('\n')

function scope({ cells }: Experiment, outcomes: readonly Outcome[]): string {
  const counts = cells.map(({ id }) => outcomes.filter(({ cell }) => cell === id).length).filter((count) => count > 0)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const seeds = least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`
  const which = most === 1 ? 'One seed of each line, seed 0' : `${seeds} seeds of each line, from seed 0 on`
  return `${which}. Every seed counts, those that failed and those whose loss was not finite too.`
}

function cost(outcomes: readonly Outcome[]): string {
  const seconds = outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0)
  return `${formatCount(outcomes.length)} trainings took ${formatDuration(seconds)} in all`
}

const escaped = (text: string) => text.replaceAll('|', '\\|')

function markdownTable({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  return [line(columns), `|${columns.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join(
    '\n',
  )
}
