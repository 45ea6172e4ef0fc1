// A module as sections of text and data: what `nalu explain` prints and what its page in the documentation shows.

import { formatCount, formatNumber } from '../base/numbers.ts'
import { layerCost, type OperationCounts, parameterFormula } from './cost.ts'
import type { ArithmeticModule, ExactWeights, ParameterSpec, Penalty, Redraw, TrainingAdvice } from './module.ts'
import { operationWords } from './operations.ts'

/** One thing of a section: its cells stand side by side, its details below or after them. */
export interface Entry {
  readonly cells: readonly string[]
  readonly details: readonly string[]
}

export interface Column {
  readonly title: string
  /** True of names and shapes, which stand in code as they are written here. */
  readonly isCode?: boolean
}

export type Content =
  /** Equations in LaTeX, one after another. */
  | { readonly kind: 'equations'; readonly latex: readonly string[] }
  | { readonly kind: 'sentences'; readonly sentences: readonly string[] }
  | { readonly kind: 'points'; readonly points: readonly string[] }
  | {
      readonly kind: 'entries'
      readonly columns: readonly Column[]
      /** What the details of the entries are. */
      readonly detail: string
      readonly entries: readonly Entry[]
    }

export interface Section {
  readonly title: string
  /** What has to be known to read it, in a few words. */
  readonly aside?: string
  readonly content: Content
}

/** Everything that a module says about itself, in the order in which a reader asks; what it has not is left out. */
export function describeModule(module: ArithmeticModule): Section[] {
  const { failures, notes = [], domain, readout, advice, restart } = module
  const sentences = (title: string, ...given: string[]): Section => ({
    title,
    content: { kind: 'sentences', sentences: given },
  })
  const sections: (Section | false | undefined)[] = [
    {
      title: 'Equation',
      aside: 'x: the inputs, y: the outputs',
      content: { kind: 'equations', latex: equationParts(module.equation) },
    },
    computesSection(module),
    parameterSection(module),
    weightSection(module),
    domain === 'positive' && sentences('Defined for', 'Positive inputs.'),
    readout !== undefined && sentences('In a stack', `The last layer of a stack is "${readout.id}".`),
    penaltySection(module),
    advice !== undefined && sentences('How its authors train it', adviceWords(advice)),
    restart !== undefined &&
      sentences(
        'Restart',
        `Every ${formatCount(restart.every)} steps, once more than ${formatCount(restart.after)} losses are known, ` +
          'all parameters are drawn anew if the later half of these losses is on average ' +
          `above ${signed(restart.above)} and not below the earlier half by more than its own standard deviation.`,
      ),
    failures.length > 0 && { title: 'Known failures', content: { kind: 'points', points: failures } },
    notes.length > 0 && { title: 'Readings of the definition', content: { kind: 'points', points: notes } },
    costSection(module),
  ]
  return sections.filter((section) => typeof section === 'object')
}

/** The equations that stand one after another, separated by `, \quad`; what is inside braces stays together. */
export function equationParts(latex: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (const { 0: token, index } of latex.matchAll(/\\begin\b|\\end\b|\\[{}]|[{}]|,\s*\\q?quad(?![a-zA-Z])\s*/g)) {
    if (token === '{' || token === '\\begin') depth += 1
    else if (token === '}' || token === '\\end') depth -= 1
    else if (token.startsWith(',') && depth === 0) {
      parts.push(latex.slice(start, index))
      start = index + token.length
    }
  }
  return [...parts, latex.slice(start)].map((part) => part.trim()).filter((part) => part !== '')
}

function computesSection({ computes, exact, parameters }: ArithmeticModule): Section {
  const title = 'Computes exactly'
  if (computes.length === 0) return { title, content: { kind: 'sentences', sentences: ['Nothing.'] } }
  return {
    title,
    aside: 'a and b: the inputs of a 2 → 1 layer',
    content: {
      kind: 'entries',
      columns: [{ title: 'operation' }, { title: 'of a and b' }, { title: 'with', isCode: true }],
      detail: 'error',
      entries: computes.map((operation) => {
        const weights = exact.find((each) => each.operation === operation)
        return {
          cells: [
            operation,
            operationWords[operation].text,
            weights === undefined ? '' : exactText(weights, parameters),
          ],
          details: weights?.error === undefined ? [] : [errorWords(weights.error)],
        }
      }),
    },
  }
}

const errorWords = ({ relative, reason }: NonNullable<ExactWeights['error']>) =>
  `off by up to ${formatNumber(relative)} of the result: ${reason}`

const exactText = ({ weights }: ExactWeights, parameters: ArithmeticModule['parameters']) =>
  Object.entries(parameters)
    .map(([name, { axes }]) => {
      const sizes = axes.map((role) => (role === 'out' ? 1 : 2)).filter((size) => size > 1)
      return unbroken(`${name} = ${nested((weights[name] ?? []).map(exactNumber), sizes)}`)
    })
    .join(', ')

/** Six digits, and a mark where there are more. */
const exactNumber = (value: number) => `${signed(value, 6)}${Number(formatNumber(value, 6)) === value ? '' : '…'}`

/** Values in brackets, as deep as there are sizes. */
function nested(values: readonly string[], [size, ...inner]: readonly number[]): string {
  if (size === undefined) return values.join(', ')
  const each = values.length / size
  const parts = Array.from({ length: size }, (_, i) => nested(values.slice(i * each, (i + 1) * each), inner))
  return `[${parts.join(', ')}]`
}

const shapeText = (axes: readonly string[]) => `[${axes.join(', ')}]`

const shapeColumns = [{ title: 'name', isCode: true }, { title: 'shape', isCode: true }, { title: 'meaning' }]

function parameterSection({ parameters }: ArithmeticModule): Section {
  const title = 'Parameters'
  const entries = Object.entries(parameters).map(([name, spec]) => ({
    cells: [name, shapeText(spec.axes), spec.description],
    details: parameterDetails(spec),
  }))
  if (entries.length === 0) return { title, content: { kind: 'sentences', sentences: ['None.'] } }
  return { title, content: { kind: 'entries', columns: shapeColumns, detail: 'how it is trained', entries } }
}

function parameterDetails({ initial, bounds, snap, turns, redraw }: ParameterSpec): string[] {
  const details = [`starts at ${initial.description}`]
  if (bounds !== undefined) details.push(`kept in [${bounds.map((bound) => signed(bound)).join(', ')}] after each step`)
  if (snap !== undefined) details.push(snapWords(snap))
  if (turns !== undefined) {
    const { period, from, to } = turns
    const which = to - from === 1 ? `step ${to}` : `steps ${formatCount(from + 1)} to ${formatCount(to)}`
    details.push(`updated in ${which} of every ${formatCount(period)}`)
  }
  if (redraw !== undefined) details.push(`at a restart drawn from ${redrawWords(redraw)}`)
  return details
}

function redrawWords(redraw: Redraw): string {
  switch (redraw.kind) {
    case 'uniform':
      return `U(${signed(redraw.low)}, ${signed(redraw.high)})`
    case 'normal':
      return `N(${signed(redraw.mean)}, ${formatNumber(redraw.deviation)}²)`
    default:
      return redraw satisfies never
  }
}

const snapWords = (snap: readonly number[]) =>
  `expected to approach ${alternatives(snap.map((value) => signed(value)))}`

function weightSection({ weights = {} }: ArithmeticModule): Section | undefined {
  const entries = Object.entries(weights).map(([name, { axes, description, snap }]) => ({
    cells: [name, shapeText(axes), description],
    details: [snapWords(snap)],
  }))
  return entries.length === 0
    ? undefined
    : {
        title: 'Weights',
        aside: 'made from the parameters',
        content: { kind: 'entries', columns: shapeColumns, detail: 'values', entries },
      }
}

function penaltySection({ penalties = [] }: ArithmeticModule): Section | undefined {
  if (penalties.length === 0) return undefined
  const entries = penalties.map((penalty) => ({
    cells: [penalty.id, penalty.description],
    details: [scheduleWords(penalty)],
  }))
  const columns = [{ title: 'name', isCode: true }, { title: 'what is made small' }]
  return {
    title: 'Penalties',
    aside: 'added to the loss in training',
    content: { kind: 'entries', columns, detail: 'how strongly', entries },
  }
}

function scheduleWords({ weight, schedule }: Penalty): string {
  const factor = signed(weight)
  switch (schedule.kind) {
    case 'ramp': {
      const [from, to] = [schedule.from, schedule.to].map(formatCount)
      const start = schedule.from > 0 ? `0 up to step ${from}, then growing evenly` : 'growing evenly from 0'
      return `factor ${start} to ${factor} at step ${to}`
    }
    case 'tenfold': {
      const { every, most } = schedule
      return `factor ${factor}, ten times as large after every ${formatCount(every)} steps, at most ${signed(most)}`
    }
    case 'whenLossBelow': {
      const { from, bound } = schedule
      const when = from > 0 ? `after step ${formatCount(from)} ` : ''
      return `factor ${factor} ${when}in steps whose loss is below ${signed(bound)}, otherwise 0`
    }
    default:
      return schedule satisfies never
  }
}

function adviceWords({ optimizer, learningRate, clipNorm, clipValue }: TrainingAdvice): string {
  const parts = [
    optimizer === undefined ? [] : `optimiser ${optimizer}`,
    learningRate === undefined ? [] : `learning rate ${formatNumber(learningRate)}`,
    clipNorm === undefined ? [] : `gradients shortened to a length of ${formatNumber(clipNorm)}`,
    clipValue === undefined ? [] : `every element of a gradient kept within ±${formatNumber(clipValue)}`,
  ].flat()
  return parts.length === 0 ? 'Nothing is known.' : capital(`${parts.join(', ')}.`)
}

function costSection(module: ArithmeticModule): Section {
  const { parameters, perRow, once } = layerCost(module)
  const formula = parameterFormula(module)
  const sentences = [
    parameters === 0 ? 'Trains nothing.' : `Parameters: ${formula}; ${parameters} in a 2 → 1 layer.`,
    `Operations of such a layer for each row: ${countWords(perRow)}.`,
  ]
  if (Object.keys(once).length > 0) sentences.push(`Once for all rows, for the weights: ${countWords(once)}.`)
  return { title: 'Cost', content: { kind: 'sentences', sentences } }
}

const countWords = (counts: OperationCounts) => {
  const words = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => unbroken(`${formatCount(count)} ${count === 1 ? kind : plural(kind)}`))
  return words.length === 0 ? 'none' : words.join(', ')
}

/** Functions are called by their names, however many. */
function plural(kind: string): string {
  if (kind === 'change of sign') return 'changes of sign'
  return /ion$|ice$|value$|son$/.test(kind) ? `${kind}s` : kind
}

/** With no-break spaces: a reader that wraps lines keeps it together. */
const unbroken = (text: string) => text.replaceAll(' ', '\u00a0')

/** With a minus sign in place of the hyphen. */
const signed = (value: number, digits?: number) => formatNumber(value, digits).replace(/^-/, '−')

const alternatives = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
