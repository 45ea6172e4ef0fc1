// A process of the benchmark of formulas: is sent cells, and sends back what came of each.

import { loadCandidate } from './candidate.ts'
import type { Cell } from './cells.ts'
import { fitCell } from './fit-cell.ts'

const [candidatePath = '', time = ''] = process.argv.slice(2)

process.on('message', (cell: Cell) => {
  // A module is loaded once, however often it is asked for.
  loadCandidate(candidatePath)
    .then((loaded) => fitCell(loaded, cell, Number(time)))
    .then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
    )
})
