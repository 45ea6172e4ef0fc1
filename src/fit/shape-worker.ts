// What a worker of a search does: one shape a task, on rows that it was given once.

import type { CancelSignal } from '../base/platform.ts'
import { type LawRows, lawRows } from '../formula/law-fit.ts'
import type { Handler } from '../pool/pool.ts'
import type { TableNet } from '../train/table-step.ts'
import { powerSumNet, ratioNet } from './nets.ts'
import { type SearchRows, type ShapeResult, type ShapeTask, searchShape } from './shape-search.ts'
import { tableJob } from './train-starts.ts'

const nets = new Map<string, TableNet>()
const fitRows = new WeakMap<SearchRows, LawRows>()

// What a kernel takes; more rows than this do not make a better start.
const mostTrainedRows = 512

export const shapeTask: Handler<SearchRows, ShapeTask, ShapeResult, never> = (rows, task, _onEvent, signal) =>
  runShapeTask(rows, task, signal)

export function runShapeTask(rows: SearchRows, task: ShapeTask, signal?: CancelSignal): Promise<ShapeResult> {
  const { over, under } = task.shape
  const columns = rows.columns.length
  const key = `${columns} ${over} ${under}`
  const net = nets.get(key) ?? (under === 0 ? powerSumNet(columns, over) : ratioNet(columns, over, under + 1))
  nets.set(key, net)
  const own = fitRows.get(rows) ?? lawRows(rows.columns, rows.target)
  fitRows.set(rows, own)
  const job = tableJob(net, Math.min(rows.target.length, mostTrainedRows))
  return searchShape(rows, own, task, job, signal)
}
