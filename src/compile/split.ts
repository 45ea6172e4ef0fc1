// Cuts a long nest over the rows into loops that follow each other.
//
// A processor looks some hundred instructions ahead. In a loop of one long chain it sees few rows at a time and waits
// for their results; in a shorter loop it sees more of them. What one loop leaves to the next goes through memory.

import type { Axis } from '../graph/axis.ts'
import { countElements } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import { isReduction, operationCost, operationLatency } from './cost.ts'
import type { Need, Nest } from './plan.ts'

// Cycles of an operation on four lanes among many that are independent.
const perOperation = 0.25
// Operations times cycles of the longest chain, by this, are the cycles that a processor waits: measured on x64.
const waitedFor = 120
// Cycles of a round of a loop, spread over the vectors that it takes side by side.
const perLoop = 1.5
// Cycles to store a value and to load it again.
const perCrossing = 1
// Longer parts are never best.
const mostMembers = 64

/** The nests that together do what `nest` does, in their order. */
export function splitNest(nest: Nest, needs: ReadonlyMap<Node, readonly Need[]>, row: Axis | undefined): Nest[] {
  if (row === undefined || nest.foldsRows || !nest.level.includes(row)) return [nest]
  const members = reductionsFirst(nest.members, needs)
  const starts = bestStarts(nest, members, needs)
  if (starts.length === 1) return [nest]
  return starts.map((start, i) => {
    const isLast = i === starts.length - 1
    return { ...nest, members: members.slice(start, starts[i + 1]), attached: isLast ? nest.attached : [] }
  })
}

/** Where parts begin so that all of them together take the least time. */
function bestStarts(nest: Nest, members: readonly Node[], needs: ReadonlyMap<Node, readonly Need[]>): number[] {
  const places = new Map(members.map((node, i) => [node, i]))
  const sources = [...members, ...nest.attached].map((node) =>
    (needs.get(node) ?? []).flatMap((need) => places.get(need.node) ?? []),
  )
  const crossing = countCrossing(members.length, sources)
  const least = [0]
  const startOf = [0]
  for (let end = 1; end <= members.length; end += 1) {
    least[end] = Number.POSITIVE_INFINITY
    for (let start = Math.max(0, end - mostMembers); start < end; start += 1) {
      const before = (least[start] as number) + (crossing[start] as number) * perCrossing
      const total = before + timeOf(members, sources, start, end)
      if (total >= (least[end] as number)) continue
      least[end] = total
      startOf[end] = start
    }
  }
  const starts: number[] = []
  for (let end = members.length; end > 0; end = startOf[end] as number) starts.unshift(startOf[end] as number)
  return starts
}

/** How many values are made before each place and read from it on. */
function countCrossing(count: number, sources: readonly (readonly number[])[]): number[] {
  const lastRead = new Array<number>(count).fill(-1)
  sources.forEach((from, reader) => {
    for (const i of from) lastRead[i] = Math.max(lastRead[i] as number, reader)
  })
  return Array.from({ length: count }, (_, place) => lastRead.filter((last, i) => i < place && last >= place).length)
}

function timeOf(members: readonly Node[], sources: readonly (readonly number[])[], start: number, end: number): number {
  const done: number[] = []
  let operations = 0
  for (let i = start; i < end; i += 1) {
    const node = members[i] as Node
    const rounds = isReduction(node) ? countElements(node.over) : 1
    const begin = (sources[i] as number[]).reduce((latest, from) => Math.max(latest, done[from - start] ?? 0), 0)
    done.push(begin + rounds * operationLatency(node))
    operations += rounds * operationCost(node)
  }
  return perLoop + operations * perOperation + (operations * Math.max(...done)) / waitedFor
}

/** Reductions that need nothing of their nest come first: together they read the same arrays. */
function reductionsFirst(members: readonly Node[], needs: ReadonlyMap<Node, readonly Need[]>): Node[] {
  const own = new Set(members)
  const isFirst = (node: Node) => isReduction(node) && !(needs.get(node) ?? []).some((need) => own.has(need.node))
  return [...members.filter(isFirst), ...members.filter((node) => !isFirst(node))]
}
