// The report of an experiment whose cells are scored by a protocol: paper, ours, interval, agreement and cost of each.

import { formatCount, formatNumber, formatPercent } from '../base/numbers.ts'
import type { SuccessRate } from '../statistics/success-rate.ts'
import { type Agreement, type CellSummary, type Summarized, summarize, type Total } from './cell-summary.ts'
import type { FormulaCell, Outcome, Reading, Report, ReportTable } from './experiment.ts'
import { intervalText } from './summary.ts'

export interface ProtocolReportOptions {
  /** One table for each value of this key. */
  readonly tableKey: string
  readonly tableTitle: (value: string) => string
  /** Names the line of a cell. */
  readonly line: (cell: Summarized) => string
  readonly totals?: readonly Total[]
  /** What the other threshold of the cells is, such as `ε = 1e-4`. */
  readonly otherThreshold?: string
}

/** All cells of the experiment, run or not, with what the outcomes say of them. */
export function reportProtocol(
  cells: readonly FormulaCell[],
  outcomes: readonly Outcome[],
  { tableKey, tableTitle, line, totals, otherThreshold }: ProtocolReportOptions,
  reading: Reading = {},
): Report {
  const summaries = summarize(cells, outcomes, totals, reading)
  const groups = Map.groupBy(summaries, ({ cell }) => cell.keys?.[tableKey] ?? '')
  const tables = [...groups].flatMap(([value, group]): ReportTable[] => [
    successTable(tableTitle(value), group, line),
    formsTable(tableTitle(value), group, line, otherThreshold),
  ])
  return {
    tables,
    figures: [],
    findings: findings(summaries, cells.length, line, reading),
    cells: summaries,
    groups: [...groups].map(([name, own]) => ({ name, title: tableTitle(name), cells: own })),
  }
}

const percent = (rate: number) => formatPercent(rate, 0)

function successTable(title: string, group: readonly CellSummary[], line: (cell: Summarized) => string): ReportTable {
  return {
    title: `${title}: seeds that succeed as the protocol counts them`,
    columns: [
      '',
      'paper',
      'ours',
      '95 % interval',
      'agree',
      'detectable',
      'solved at',
      'sparsity',
      'not finite',
      'core s',
    ],
    rows: group.map((summary) => {
      const { cell, success, published, agreement, solvedAt, sparsity, notFinite, coreSeconds } = summary
      return [
        line(cell),
        published === undefined ? 'none published' : publishedText(published),
        success === undefined ? 'not run' : `${success.raw.successes} of ${success.raw.count}`,
        success === undefined ? '' : intervalText(success.raw),
        agreementText(summary),
        agreement === undefined ? '' : detectableText(agreement.detectable),
        solvedAt === undefined ? '' : `${formatCount(solvedAt.median)} (${stepsText(solvedAt.mean.interval)})`,
        sparsity === undefined ? '' : formatNumber(sparsity.mean, 2),
        success === undefined ? '' : `${notFinite.length}`,
        success === undefined ? '' : formatNumber(coreSeconds, 3),
      ]
    }),
  }
}

/** The same seeds in four forms, and by the other threshold. */
function formsTable(
  title: string,
  group: readonly CellSummary[],
  line: (cell: Summarized) => string,
  otherThreshold: string | undefined,
): ReportTable {
  const count = (rate: SuccessRate | undefined) => (rate === undefined ? '' : `${rate.successes} of ${rate.count}`)
  return {
    title: `${title}: the same seeds raw, in float64, snapped, and snapped and polished`,
    columns: [
      '',
      'raw',
      'float64',
      'snapped',
      'polished',
      ...(otherThreshold === undefined ? [] : [`raw by ${otherThreshold}`]),
    ],
    rows: group.flatMap(({ cell, success, otherSuccess }) => {
      if (success === undefined) return []
      const forms = [success.raw, success.float64, success.snapped, success.polished]
      const all = otherThreshold === undefined ? forms : [...forms, otherSuccess]
      return [[line(cell), ...all.map(count)]]
    }),
  }
}

function publishedText({ successes, seeds, rate }: NonNullable<CellSummary['published']>): string {
  return successes === undefined ? `${percent(rate)} of ${seeds}` : `${successes} of ${seeds}`
}

export function agreementText({ published, success, agreement }: CellSummary): string {
  if (success === undefined) return ''
  if (agreement !== undefined) return agreement.agrees ? 'yes' : `no (p = ${formatNumber(agreement.adjustedP, 2)})`
  if (published === undefined) return '–'
  if (published.comparable === false) return 'not comparable'
  return published.successes === undefined ? 'only a rate is known' : 'not compared'
}

function detectableText({ below, above }: { below: number | undefined; above: number | undefined }): string {
  const parts = [below === undefined ? '' : `−${percent(below)}`, above === undefined ? '' : `+${percent(above)}`]
  return parts.filter((part) => part !== '').join(' ') || 'none'
}

const stepsText = (interval: readonly [number, number] | undefined): string =>
  interval === undefined ? 'one seed' : interval.map((step) => formatCount(Math.round(step))).join('–')

/** Totals stand behind the cells: they are compared, and their seeds are those of cells. */
function findings(
  summaries: readonly CellSummary[],
  cells: number,
  line: (cell: Summarized) => string,
  { isCompared = true }: Reading,
): string[] {
  const run = summaries.slice(0, cells).filter(({ success }) => success !== undefined)
  const seeds = run.reduce((sum, { outcomes }) => sum + outcomes.length, 0)
  const seconds = run.reduce((sum, { coreSeconds }) => sum + coreSeconds, 0)
  const scope = `${run.length} of ${cells} cells were run: ${formatCount(seeds)} seeds, ${formatCount(Math.round(seconds))} core-seconds.`
  const lifted = run.filter(({ success }) => (success?.snapped?.successes ?? 0) > (success?.raw.successes ?? 0))
  const snapped = `Snapping alone lifts ${lifted.length} of ${run.length} cells.`
  const differences = summaries.flatMap(({ cell, published, success, agreement }) => {
    if (agreement === undefined || agreement.agrees) return []
    const ours = success === undefined ? '' : `${success.raw.successes} of ${success.raw.count}`
    return `${cell.title} (${line(cell)}): the paper ${published === undefined ? '' : publishedText(published)}, ours ${ours}, p = ${formatNumber(agreement.adjustedP, 2)}.`
  })
  const verdict = isCompared ? verdicts(summaries.slice(0, cells), summaries.slice(cells)) : []
  return [...verdict, scope, snapped, ...differences]
}

/** How many lines agree with what was published: cells and totals apart, where there are both. */
function verdicts(cells: readonly CellSummary[], totals: readonly CellSummary[]): string[] {
  const families = [cells, totals].map((each) => each.flatMap(({ agreement }) => agreement ?? []))
  const [first = [], second = []] = families.filter((family) => family.length > 0)
  const count = (all: readonly Agreement[]) => `${all.filter(({ agrees }) => agrees).length} of ${all.length}`
  const how = 'with published counts agree (Fisher’s exact test, Holm’s correction, 5 %).'
  if (first.length === 0) return ['No cell that was run has published counts to compare with.']
  if (second.length === 0) return [`${count(first)} lines ${how}`]
  return [
    `${count(first)} cells and ${count(second)} totals ${how}`,
    'A total has the seeds of its cells, so it is no further test beside theirs: cells and totals are two families of tests, each corrected by itself.',
  ]
}
