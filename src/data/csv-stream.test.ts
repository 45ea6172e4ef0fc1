import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from './csv.ts'
import { csvBlocks, LONGEST_ROW } from './csv-stream.ts'

async function* pieces(texts: readonly string[]) {
  yield* texts
}

async function read(texts: readonly string[]) {
  const rows: (readonly string[])[] = []
  const lines: number[] = []
  for await (const block of csvBlocks(pieces(texts), 'data.csv')) {
    rows.push(...block.rows)
    lines.push(...block.lines)
  }
  return { rows, lines }
}

const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })

describe('rows are the same as those of the whole text', () => {
  const texts = [
    'a,b\n1,2\n3,4\n',
    'a,b\r\n1,2\r\n\r\n3,4',
    '\uFEFFname;a\r"x, ""y""\rz";1\r\r"w" ;2\r',
    'a\tb\n"1\n\n2"\t3\n4\t"5"\n',
    'a,b\n5" pipe,x"y\n"",""\n',
  ]

  test.each(texts)('%j, cut at every place', async (text) => {
    const { names, rows, lines } = readCsv(text, 'data.csv')
    for (let at = 0; at <= text.length; at += 1) {
      const cut = await read([text.slice(0, at), text.slice(at)])
      expect(cut.rows.slice(1)).toEqual(rows)
      expect(cut.rows[0]?.map((name) => name.trim())).toEqual(names)
      expect(cut.lines.slice(1)).toEqual(lines)
    }
  })

  test('a text of many blocks, in pieces of any length', async () => {
    const body = Array.from({ length: 6000 }, (_, i) =>
      i % 7 === 0 ? `"${i}, \n""${i}""",${i}\r\n` : `${i},quote " inside ${i}\r\n`,
    )
    const text = `a,b\r\n${body.join('')}`
    const { rows, lines } = readCsv(text, 'data.csv')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 8 }),
        async (lengths) => {
          const cut: string[] = []
          for (let at = 0, i = 0; at < text.length; i += 1) {
            const length = lengths[i % lengths.length] as number
            // A length of one would make more pieces than the test has time for.
            cut.push(text.slice(at, at + length + 1000))
            at += length + 1000
          }
          const streamed = await read(cut)
          expect(streamed.rows.slice(1)).toEqual(rows)
          expect(streamed.lines.slice(1)).toEqual(lines)
        },
      ),
      { seed: 1, numRuns: 20 },
    )
  })
})

const double = 'Inside a cell in quotation marks, write each that belongs to the text twice.'
const filler = Array.from({ length: 30_000 }, (_, i) => `${i},${i}\n`).join('')

test.each([
  ['a,b\n1,2\n3,"4\n5,6\n', `Line 3 of data.csv opens a quotation mark that is never closed. Close it. ${double}`],
  ['a,b\n1,2\n"3"x,4\n', `Line 3 of data.csv has text after a closing quotation mark. ${double}`],
  [`a,b\n${filler}"3"x,4\n`, `Line 30002 of data.csv has text after a closing quotation mark. ${double}`],
  ['a,b\n1,\0\n', 'data.csv is no table in text: it contains null characters. Save the table as CSV in UTF-8.'],
])('quotation marks that do not fit and null characters are errors (%#)', async (text, message) => {
  await expect(read([text])).rejects.toThrow(error(message))
  const half = text.length - 9
  await expect(read([text.slice(0, half), text.slice(half)])).rejects.toThrow(error(message))
})

test('a row that never ends is an error before it fills the memory', async () => {
  const piece = '1'.repeat(2 ** 20)
  let given = 0
  async function* endless(begin: string) {
    yield begin
    for (; given < 100; given += 1) yield piece
  }
  const drain = async (begin: string) => {
    given = 0
    for await (const block of csvBlocks(endless(begin), 'data.csv')) expect(block.rows.length).toBeLessThan(3)
  }
  await expect(drain('a,b\n1,"')).rejects.toThrow(
    error(`Line 2 of data.csv opens a quotation mark that is never closed. Close it. ${double}`),
  )
  await expect(drain('a,b\n1,2\n3,')).rejects.toThrow(
    error(
      'Line 3 of data.csv is longer than 16 million characters, which no table has. Write each row on a line of its own.',
    ),
  )
  expect(given * 2 ** 20).toBeLessThan(3 * LONGEST_ROW)
})
