// A table with the predictions of a model at its right.

import { type TextTable, writeCsv } from './csv.ts'

/** Names for the columns of predictions: the target's if it is known and free, else `prediction`, numbered if need be. */
export function predictionNames(taken: readonly string[], outputs: number, target?: string): string[] {
  const names: string[] = []
  const isFree = (name: string) => !taken.includes(name) && !names.includes(name)
  for (let output = 1; output <= outputs; output += 1) {
    const wanted = [target ?? 'prediction', 'prediction'].map((name) => (outputs === 1 ? name : `${name}${output}`))
    let name = wanted.find(isFree)
    for (let i = 2; name === undefined; i += 1) name = [`${wanted[1]}_${i}`].find(isFree)
    names.push(name)
  }
  return names
}

/** The shortest decimal that reads back as the same float32. `NaN` and `Infinity` are written as such. */
export function formatFloat32(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}

/** The shortest decimal that reads back as the same number of the array's type. */
function formatValue(predictions: Float32Array | Float64Array, place: number): string {
  const value = predictions[place] as number
  return predictions instanceof Float32Array ? formatFloat32(value) : String(value)
}

export interface PredictionOptions {
  /** The name of what the model predicts, if it has one. */
  readonly target?: string | undefined
  /** Rows whose cells for predictions stay empty, because an input is missing: their places in the table. */
  readonly incomplete?: readonly number[]
  /** Write decimal commas, as the rest of the table has them. */
  readonly decimalCommas?: boolean
}

/** The table as text with predictions `[out, rows]` as further columns, and the names of those. */
export function tableWithPredictions(
  table: TextTable,
  predictions: Float32Array | Float64Array,
  { target, incomplete = [], decimalCommas = false }: PredictionOptions = {},
): { readonly text: string; readonly names: readonly string[] } {
  const count = table.rows.length
  const names = predictionNames(table.names, predictions.length / count, target)
  const blank = new Set(incomplete)
  const added = names.map((name, output) => ({
    name,
    cells: Array.from({ length: count }, (_, row) => {
      const text = blank.has(row) ? '' : formatValue(predictions, output * count + row)
      return decimalCommas ? text.replace('.', ',') : text
    }),
  }))
  return { text: writeCsv(table, added), names }
}
