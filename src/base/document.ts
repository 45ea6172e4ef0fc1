// A JSON document of ours: it begins with `schema` and `version`, and what is read as one may be anything.

import { type Place, plainObject, quote } from './decode.ts'
import { invalid } from './errors.ts'
import { formatCount } from './numbers.ts'

/** One kind of document. */
export interface DocumentKind {
  /** As in `nalu.model`. */
  readonly schema: string
  /** The version that is written; all up to it are read. */
  readonly version: number
  /** As in `a saved model`. */
  readonly title: string
  /** What to do with a damaged one: a sentence. */
  readonly remedy: string
}

/** How every document begins. */
export interface DocumentHead {
  readonly schema: string
  readonly version: number
}

/** The document as text: indented, so that two can be compared line by line, and with a last line end. */
export function printDocument(document: DocumentHead): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/**
 * The object in a document, and where its fields stand, for messages.
 * @param document its text, or what `JSON.parse` made of it.
 * @param source how messages call it: the name of its file.
 * @throws NaluError if it is empty, cut off, not JSON, of another kind, or made by a newer version.
 */
export function openDocument(
  document: unknown,
  kind: DocumentKind,
  source: string,
): { readonly object: Readonly<Record<string, unknown>>; readonly place: Place } {
  const place = { source, path: '', remedy: `It was damaged or changed by hand. ${kind.remedy}` }
  const value = typeof document === 'string' ? parse(document, kind, source) : document
  const head = `Expected the schema ${kind.schema}.`
  if (typeof value !== 'object' || value === null || !('schema' in value) || typeof value.schema !== 'string') {
    throw invalid(`${source} is not ${kind.title}: it has no schema. ${head}`)
  }
  if (value.schema !== kind.schema) {
    throw invalid(`${source} is not ${kind.title}: its schema is ${quote(value.schema)}. ${head}`)
  }
  const object = plainObject(value, place)
  checkVersion(object['version'], kind, source)
  return { object, place }
}

function checkVersion(version: unknown, { schema, version: known, remedy }: DocumentKind, source: string): void {
  const names = `this nalu reads version ${known === 1 ? '1' : `1 to ${known}`}`
  if (!Number.isSafeInteger(version) || (version as number) < 1) {
    throw invalid(`The version of ${source} is ${quote(version)}; ${names} of ${schema}. ${remedy}`)
  }
  if ((version as number) > known) {
    throw invalid(
      `${source} has version ${version} of ${schema}; ${names}. ` +
        'It was made by a newer version of nalu: update with npm install nalu@latest.',
    )
  }
}

function parse(json: string, { title, schema, remedy }: DocumentKind, source: string): unknown {
  const text = json.trim().replace(/^\uFEFF/, '')
  const wanted = `expected ${title} (schema ${schema})`
  if (text === '') throw invalid(`${source} is empty; ${wanted}. ${remedy}`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const fault = isCutOff(text)
      ? `stops in the middle, after ${formatCount(json.length)} characters: it was cut off`
      : `is not JSON${text.startsWith('{') ? ` (${reason})` : `; it begins with ${quote(text.slice(0, 20))}`}`
    throw invalid(`${source} ${fault}; ${wanted}. ${remedy}`, { cause })
  }
}

/** True if brackets or a text that were opened are not closed, and nothing before is wrong with them. */
function isCutOff(json: string): boolean {
  const closers: string[] = []
  let inText = false
  for (let i = 0; i < json.length; i += 1) {
    const char = json.charAt(i)
    if (inText) {
      // JSON writes a line end in a text as \n; a real one means that a quotation mark is missing.
      if (char < ' ') return false
      if (char === '\\') i += 1
      else if (char === '"') inText = false
    } else if (char === '"') inText = true
    else if (char === '{') closers.push('}')
    else if (char === '[') closers.push(']')
    else if ((char === '}' || char === ']') && closers.pop() !== char) return false
    if (closers.length === 0) return false
  }
  return closers.length > 0
}
