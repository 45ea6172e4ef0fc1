// The little of Papa Parse that is used here: its own types need those of Node and of pages.

declare module 'papaparse' {
  interface ParseError {
    readonly code: string
    readonly message: string
    /** The first character of the cell, counted from 0. */
    readonly index?: number
    /** The row that it stands in, counted from 0. */
    readonly row?: number
  }
  interface ParseResult {
    readonly data: readonly (readonly string[])[]
    readonly errors: readonly ParseError[]
    /** `cursor`: where the last row of `data` ended. */
    readonly meta: { readonly cursor: number }
  }
  interface RowParser {
    /** With `ignoreLastRow`, a last row without a line end behind it is left out. */
    parse(text: string, baseIndex: number, ignoreLastRow: boolean): ParseResult
  }
  interface Papa {
    readonly Parser: new (options: { readonly delimiter: string; readonly newline: string }) => RowParser
    parse(
      text: string,
      options: { readonly delimiter: string; readonly newline: string; readonly preview?: number },
    ): ParseResult
    unparse(
      rows: readonly (readonly string[])[],
      options: { readonly delimiter: string; readonly newline: string },
    ): string
  }
  const papa: Papa
  // biome-ignore lint/style/noDefaultExport: this is what the package exports.
  export default papa
}
