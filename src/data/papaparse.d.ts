// The little of Papa Parse that is used here: its own types need those of Node and of pages.

declare module 'papaparse' {
  interface ParseError {
    readonly code: string
    readonly message: string
    /** The first character of the cell, counted from 0. */
    readonly index?: number
  }
  interface ParseResult {
    readonly data: readonly (readonly string[])[]
    readonly errors: readonly ParseError[]
  }
  interface Papa {
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
