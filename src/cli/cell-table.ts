// Scored cells as one table that fits a terminal: paper, ours, interval, agreement, and the same seeds snapped.

import { formatPercent } from '../base/numbers.ts'
import type { CellSummary } from '../experiments/cell-summary.ts'
import { agreementText } from '../experiments/protocol-report.ts'
import { intervalText } from '../experiments/summary.ts'
import { tableToText } from '../plot/table.ts'

const columns = ['cell', 'paper', 'ours', '95 % interval', 'agree', 'snapped', 'polished'] as const

/** Nothing if no cell was run. */
export function cellsToText(cells: readonly CellSummary[], options: { width: number; colour: boolean }): string {
  const rows = cells.flatMap((summary) => {
    const { cell, success, published } = summary
    if (success === undefined) return []
    const { op, module, range } = cell.keys ?? {}
    const name = [op, module, range === undefined ? undefined : `U[${range}]`].filter((part) => part !== undefined)
    return [
      [
        name.length === 0 ? cell.title : name.join(' '),
        published === undefined ? '–' : formatPercent(published.rate, 0),
        `${success.raw.successes} of ${success.raw.count}`,
        intervalText(success.raw),
        agreementText(summary),
        `${success.snapped?.successes ?? ''}`,
        `${success.polished?.successes ?? ''}`,
      ],
    ]
  })
  if (rows.length === 0) return ''
  const titles = columns.map((title, i) => ({ title, align: i === 0 ? ('left' as const) : ('right' as const) }))
  return tableToText(titles, rows, options)
}
