// Tables in files, in Node.

import { invalid } from '../base/errors.ts'
import { readBytes, textOf } from '../base/files.node.ts'
import { readCsv, type TextTable } from './csv.ts'

/**
 * Reads a table from a CSV file; messages call it by the file's name.
 * @throws NaluError if the file cannot be read, is a workbook, or is no table; see `readCsv`.
 */
export async function readTableFile(path: string): Promise<TextTable> {
  const bytes = await readBytes(path)
  const [first, second, third] = bytes
  // Workbooks of spreadsheet programs are zip archives, and begin like these.
  if (first === 0x50 && second === 0x4b && third === 0x03) {
    throw invalid(`${path} is a workbook or an archive, not text. Save the sheet as CSV (UTF-8) in its program.`)
  }
  return readCsv(textOf(bytes, path), path)
}
