import { expect, test } from 'vitest'
import { changedCell } from './experiment.ts'
import { runCells, singly } from './run.ts'
import { singleModuleTask } from './single-module.ts'

test('seeds that take a millisecond each can be interrupted between two of them', async () => {
  const cell = changedCell(singleModuleTask.cells[0] as (typeof singleModuleTask.cells)[number], { steps: 1 })
  const { scoring: _, ...unscored } = cell
  const runs = Array.from({ length: 5000 }, (_, seed) => ({ cell: unscored, seed }))
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 100)
  let ended = 0
  for await (const chunk of runCells(singly(runs), { signal: controller.signal })) ended += chunk.length
  expect(ended).toBeGreaterThan(0)
  expect(ended).toBeLessThan(5000)
})
