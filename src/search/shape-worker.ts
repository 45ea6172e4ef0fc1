// What a worker of a search does: one shape or one stack of modules a task, on rows that it was given once.

import type { CancelSignal } from '../base/platform.ts'
import { type LawRows, lawRows } from '../formula/law-fit.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { Handler } from '../pool/pool.ts'
import type { TableNet } from '../train/table-step.ts'
import { type StackTask, searchStack } from './module-search.ts'
import { powerSumNet, ratioNet } from './nets.ts'
import { type SearchRows, type ShapeResult, type ShapeTask, searchShape } from './shape-search.ts'
import { tableJob } from './train-starts.ts'

const nets = new Map<string, TableNet>()
const fitRows = new WeakMap<SearchRows, LawRows>()

// What a kernel takes; more rows than this do not make a better start.
const mostTrainedRows = 512

/** Plain data: a shape, or a stack of the registry's modules. */
export type SearchTask = ShapeTask | StackTask

export const shapeTask: Handler<SearchRows, SearchTask, ShapeResult, never> = (rows, task, _onEvent, signal) =>
  runSearchTask(rows, task, signal)

export function runSearchTask(rows: SearchRows, task: SearchTask, signal?: CancelSignal): Promise<ShapeResult> {
  return 'shape' in task ? runShapeTask(rows, task, signal) : runStackTask(rows, task, undefined, signal)
}

/** @param modules those of the task, if they are not the registry's. */
export function runStackTask(
  rows: SearchRows,
  task: StackTask,
  modules?: readonly ArithmeticModule[],
  signal?: CancelSignal,
): Promise<ShapeResult> {
  return searchStack(rows, fitRowsOf(rows), task, modules, signal)
}

function runShapeTask(rows: SearchRows, task: ShapeTask, signal: CancelSignal | undefined): Promise<ShapeResult> {
  const { over, under } = task.shape
  const columns = rows.columns.length
  const key = `${columns} ${over} ${under}`
  const net = nets.get(key) ?? (under === 0 ? powerSumNet(columns, over) : ratioNet(columns, over, under + 1))
  nets.set(key, net)
  const job = tableJob(net, Math.min(rows.target.length, mostTrainedRows))
  return searchShape(rows, fitRowsOf(rows), task, job, signal)
}

function fitRowsOf(rows: SearchRows): LawRows {
  const known = fitRows.get(rows) ?? lawRows(rows.columns, rows.target)
  fitRows.set(rows, known)
  return known
}
