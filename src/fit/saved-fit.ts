// A fit as a JSON document, and back: formulas as text with all their digits, so that predictions are the same bit for bit.

import { type DecodedArray, decodeArray, encodeArray } from '../base/arrays.ts'
import { canonicalJson, sha256Hex } from '../base/configuration.ts'
import {
  anyNumber,
  choice,
  type Decoder,
  fields,
  filledText,
  finite,
  listOf,
  optional,
  plainObject,
  recordOf,
  text,
  truth,
  whole,
  within,
} from '../base/decode.ts'
import { type DocumentHead, type DocumentKind, openDocument } from '../base/document.ts'
import { invalid, NaluError } from '../base/errors.ts'
import { jsonNumber } from '../base/numbers.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import type { CandidateFacts, FitFacts } from './facts.ts'
import { ruleNames } from './verdict.ts'

/** How a saved fit begins. */
export const fitKind: DocumentKind = {
  schema: 'nalu.fit',
  version: 1,
  title: 'a saved fit',
  remedy: 'Fit again, or use the original.',
}

/** A saved fit. Its parts are those of `Found`; numbers that JSON cannot carry are null, with the reason beside them. */
export interface FitDocument extends DocumentHead {
  readonly hash: string
  readonly formula: string
  readonly target: string
  readonly found: boolean
  readonly candidates: readonly object[]
}

/** The document of a fit in which this formula of the list is the pick. */
export function writeFitDocument(facts: FitFacts, pick: number): FitDocument {
  const { candidates, certified, rivals, ...rest } = facts
  const { schema, version } = fitKind
  const content = {
    schema,
    version,
    formula: (candidates[pick] as CandidateFacts).formula,
    pick,
    ...rest,
    candidates: candidates.map(writeCandidate),
    certified: {
      ...certified,
      errorInside: jsonNumber(certified.errorInside),
      errorOutside: jsonNumber(certified.errorOutside),
      floor: jsonNumber(certified.floor),
    },
    rivals: rivals.map(({ formula, difference }) => ({ formula, difference: jsonNumber(difference) })),
  }
  return { ...content, hash: hashOf(content) }
}

function writeCandidate({ weights, ...candidate }: CandidateFacts): object {
  const { errorInside, errorOutside, snapping, method } = candidate
  return {
    ...candidate,
    errorInside: jsonNumber(errorInside),
    errorOutside: jsonNumber(errorOutside),
    method: method ?? null,
    snapping: { before: jsonNumber(snapping.before), after: jsonNumber(snapping.after) },
    weights:
      weights === undefined
        ? null
        : Object.fromEntries(
            Object.entries(weights).map(([name, { shape, values }]) => [name, encodeArray(values, shape)]),
          ),
  }
}

/** As read back from JSON, so that what JSON leaves out or changes (minus zero) has no part in it. */
const hashOf = (content: object): string => sha256Hex(canonicalJson(JSON.parse(JSON.stringify(content))))

const seedsAgreeing = fields({ agreeing: whole(0), of: whole(0) })
const array: Decoder<DecodedArray<'float32'>> = (value, place) => decodeArray(plainObject(value, place), 'float32')

/** The same fields, those that are undefined left out. */
const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never

const constant = fields({ value: finite, low: optional(finite), high: optional(finite), heldFrom: optional(finite) })
const rule = fields({
  rule: choice(ruleNames),
  passed: truth,
  untested: optional(truth),
  says: filledText,
  advice: optional(filledText),
})
const formula: Decoder<string> = (value, place) => {
  const read = filledText(value, place)
  try {
    parseFormula(read)
    return read
  } catch (cause) {
    if (!(cause instanceof NaluError)) throw cause
    throw invalid(`${place.path} in ${place.source} cannot be read: ${cause.message} ${place.remedy}`, { cause })
  }
}

const candidateFields = fields({
  formula,
  complexity: whole(1),
  errorInside: anyNumber,
  errorOutside: anyNumber,
  seedsAgreeing,
  constants: listOf(constant),
  method: optional(choice(['bootstrap', 't'])),
  snapping: fields({ before: anyNumber, after: anyNumber }),
  why: listOf(fields({ part: text, text })),
  weights: optional(recordOf(array)),
})

const kinds = choice(['absolute', 'relative'])

const factFields = fields({
  options: fields({
    target: filledText,
    columns: optional(listOf(filledText)),
    modules: optional(listOf(filledText)),
    time: finite,
    rounds: whole(1),
    seeds: whole(1),
    seed: whole(0),
  }),
  source: text,
  target: filledText,
  columns: listOf(text),
  inputs: listOf(fields({ name: filledText, low: finite, high: finite })),
  order: listOf(filledText),
  rows: whole(1),
  kind: kinds,
  found: truth,
  candidates: listOf(candidateFields),
  judged: whole(0),
  pick: whole(0),
  certified: fields({ errorInside: anyNumber, errorOutside: anyNumber, rows: whole(0), kind: kinds, floor: anyNumber }),
  rules: listOf(rule),
  luck: fields({ constant: finite, neighbour: finite, tried: whole(0) }),
  rivals: listOf(fields({ formula, difference: anyNumber })),
  outliers: listOf(finite),
  dropped: listOf(fields({ reason: filledText, rows: whole(0), lines: listOf(finite) })),
  notes: listOf(text),
  search: fields({
    rounds: whole(0),
    steps: whole(0),
    tried: whole(0),
    ended: choice(['exact', 'enough', 'rounds', 'time', 'stopped']),
  }),
  seconds: finite,
})

/** What `writeFitDocument` wrote. @throws NaluError for anything else, and for one that was changed. */
export function readFitDocument(
  document: unknown,
  source: string,
): { readonly facts: FitFacts; readonly pick: number } {
  const { object, place } = openDocument(document, fitKind, source)
  const { hash, ...content } = object
  const own = hashOf(content)
  if (hash !== own) {
    throw invalid(`${source} was changed after it was written: its hash is another. ${fitKind.remedy}`)
  }
  const { pick, ...facts } = factFields(object, place)
  for (const [name, at] of Object.entries({ pick, judged: facts.judged })) {
    if (at < facts.candidates.length) continue
    whole(0)(undefined, within(place, name))
  }
  return {
    pick,
    facts: {
      ...facts,
      candidates: facts.candidates.map(({ weights, ...candidate }) => ({
        ...candidate,
        constants: candidate.constants.map(withoutUndefined),
        weights,
      })),
      rules: facts.rules.map(withoutUndefined),
    },
  }
}
