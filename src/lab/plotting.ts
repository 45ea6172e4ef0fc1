// Observable Plot with a document to draw into: loaded only where figures of protocols are drawn, since most never need it.

/** Plot, and a document that stands in for a browser's. */
export interface Plotting {
  readonly plot: typeof import('@observablehq/plot')
  readonly document: object
}

/** Undefined if one of the packages is not installed. */
export async function loadPlotting(): Promise<Plotting | undefined> {
  try {
    const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
    return { plot, document: parseHTML('<!doctype html><html><body></body></html>').document }
  } catch (cause) {
    if ((cause as { readonly code?: unknown } | undefined)?.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw cause
  }
}

/** What to say where they are missing. */
export const missingPlotting = (what: string): string =>
  `${what}: they need two packages that are not installed. Install them with npm install @observablehq/plot linkedom`
