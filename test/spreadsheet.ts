// A spreadsheet for tests: IronCalc, which reads formulas as Excel does.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { initSync, Model } from '@ironcalc/wasm'

let isReady = false

/** A sheet with these rows from its first cell on. */
export function sheetOf(rows: readonly (readonly string[])[]): Model {
  if (!isReady) {
    const bytes = readFileSync(fileURLToPath(new URL('wasm_bg.wasm', import.meta.resolve('@ironcalc/wasm'))))
    initSync({ module: bytes })
    isReady = true
  }
  const sheet = new Model('test', 'en', 'UTC', 'en')
  // Otherwise every cell that is typed computes all again.
  sheet.pauseEvaluation()
  rows.forEach((cells, row) => {
    cells.forEach((cell, column) => {
      sheet.setUserInput(0, row + 1, column + 1, cell)
    })
  })
  return sheet
}

/** The number in a cell, with all digits that the sheet shows; null for an error. */
export function numberIn(sheet: Model, row: number, column: number): number | null {
  sheet.updateRangeStyle({ sheet: 0, row, column, width: 1, height: 1 }, 'num_fmt', '0.0000000000000000E+0')
  const shown = Number(sheet.getFormattedCellValue(0, row, column))
  return Number.isNaN(shown) ? null : shown
}
