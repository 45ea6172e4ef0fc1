// "Did you mean …?": the error for a name that nobody knows, with the choices and the likeliest one.

import distance from 'leven'
import { invalid, type NaluError } from './errors.ts'

/** A message lists this many choices at most, so that it stays readable. */
export const LISTED_CHOICES = 40

/** Two swapped neighbours are the commonest slip in three-letter names: a little less than one letter too many. */
const SWAP = 0.9

/** Edit distance in which two swapped neighbours count once. */
function slips(name: string, choice: string): number {
  let fewest = distance(name, choice)
  for (let i = 0; i + 1 < name.length; i += 1) {
    const swapped = name.slice(0, i) + name.charAt(i + 1) + name.charAt(i) + name.slice(i + 2)
    if (swapped !== name) fewest = Math.min(fewest, SWAP + distance(swapped, choice))
  }
  return fewest
}

/**
 * The choice that `name` was probably meant to be, or undefined if none is near.
 * Near: the same but for case, one slip for every three letters, or the only choice that starts so; of one letter, that has it as
 * its first word, as `P` is that of `P (Pa)`.
 */
export function suggest(name: string, choices: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  if (wanted === '') return undefined
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  let best: string | undefined
  let fewest = allowed + 1
  for (const choice of choices) {
    const count = slips(wanted, choice.toLowerCase())
    // A choice that shares no letter in place with a two-letter name is no guess at all.
    if (count < fewest && count < Math.max(wanted.length, choice.length)) {
      best = choice
      fewest = count
    }
  }
  if (best !== undefined) return best
  const longer = choices.filter((choice) => {
    const isWord = /^[\s([]/.test(choice.slice(wanted.length))
    return choice.toLowerCase().startsWith(wanted) && (wanted.length >= 2 || isWord)
  })
  return longer.length === 1 ? longer[0] : undefined
}

export interface UnknownNameOptions {
  /** Where the name was looked for, as in `rides.csv`. */
  readonly where?: string
  /** The plural of the kind, if it is not formed with an s. */
  readonly plural?: string
}

/**
 * The error for an unknown name:
 * `No module "nauu". Modules: nau, nmu, npu. Did you mean nau?`
 */
export function unknownName(
  kind: string,
  name: string,
  choices: readonly string[],
  { where, plural = `${kind}s` }: UnknownNameOptions = {},
): NaluError {
  const place = where === undefined ? '' : ` in ${where}`
  const title = plural.charAt(0).toUpperCase() + plural.slice(1)
  const listed = choices.slice(0, LISTED_CHOICES).join(', ')
  const rest = choices.length > LISTED_CHOICES ? ` and ${choices.length - LISTED_CHOICES} more` : ''
  const known = choices.length === 0 ? `There are no ${plural}.` : `${title}: ${listed}${rest}.`
  const guess = suggest(name, choices)
  return invalid(`No ${kind} "${name}"${place}. ${known}${guess === undefined ? '' : ` Did you mean ${guess}?`}`)
}
