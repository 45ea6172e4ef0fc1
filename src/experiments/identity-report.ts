// What the identity came to: mean error over models at each input, by module.

import { formatCount, formatNumber } from '../base/numbers.ts'
import { modules } from '../modules/index.ts'
import type { Figure, Series } from '../plot/figure.ts'
import type { Outcome, Report } from './experiment.ts'
import { figureText, measured, median, outcomesOf } from './summary.ts'

export const trainedUpTo = 5
const testedUpTo = 20

/** Where errors are measured: every whole number. */
export const identityGrid = Array.from({ length: 2 * testedUpTo + 1 }, (_, i) => i - testedUpTo)

/** The measure that holds the absolute error at an input. */
export const errorName = (x: number): string => `error at ${x}`

export interface IdentityLine {
  readonly module: string
  readonly models: number
  /** Models that gave no finite number somewhere; means are over the finite ones. */
  readonly notFinite: number
  /** Mean absolute error over models, at each input of the grid. */
  readonly errors: readonly number[]
  /** Medians of these over the inputs inside the training range and outside of it. */
  readonly inside: number
  readonly outside: number
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** One line for each module, the best outside first. */
export function identityLines(outcomes: readonly Outcome[]): IdentityLine[] {
  const lines = [...new Set(outcomes.map(({ cell }) => cell))].map((module) => {
    const own = outcomesOf(outcomes, module)
    const byInput = identityGrid.map((x) => measured(own, errorName(x)))
    const errors = byInput.map((values) => mean(values.filter(Number.isFinite)))
    const isInside = (_: number, i: number) => Math.abs(identityGrid[i] as number) <= trainedUpTo
    const notFinite = own.filter(({ measures }) => !Object.values(measures).every(Number.isFinite)).length
    const outside = median(errors.filter((error, i) => !isInside(error, i)))
    return { module, models: own.length, notFinite, errors, inside: median(errors.filter(isInside)), outside }
  })
  return lines.toSorted((a, b) => (Number.isNaN(a.outside) ? 1 : Number.isNaN(b.outside) ? -1 : a.outside - b.outside))
}

const leastShown = 1e-8

/** Error against input. `emphasised` modules stand in front. */
export function identityFigure(lines: readonly IdentityLine[], emphasised: readonly string[]): Figure {
  const models = Math.max(0, ...lines.map((line) => line.models))
  const series = lines.map(
    ({ module, errors }): Series => ({
      name: module,
      emphasis: emphasised.includes(module),
      // A log axis has no zero: an error below what float32 resolves is drawn as that.
      points: identityGrid.map((x, i) => [x, Math.max(leastShown, errors[i] as number)] as const),
    }),
  )
  return {
    title: 'The identity inside and outside the training range',
    subtitle: `mean absolute error of ${formatCount(models)} models of each kind, three hidden layers of 8`,
    xLabel: 'input',
    yLabel: 'mean absolute error',
    xScale: 'linear',
    yScale: 'log',
    xDomain: [-testedUpTo, testedUpTo],
    yDomain: [leastShown, 1e3],
    series,
    bands: [{ from: -trainedUpTo, to: trainedUpTo, label: 'training range' }],
  }
}

export function reportIdentity(outcomes: readonly Outcome[]): Report {
  const lines = identityLines(outcomes)
  return {
    tables: [
      {
        title: 'Mean absolute error over models: the median over inputs, and at both ends; the best outside first',
        columns: ['module', 'models', 'inside ±5', 'outside, to ±20', 'at -20', 'at 20', 'not finite'],
        rows: lines.map(({ module, models, notFinite, inside, outside, errors }) => [
          module,
          String(models),
          figureText(inside),
          figureText(outside),
          figureText(errors[0] as number),
          figureText(errors.at(-1) as number),
          String(notFinite),
        ]),
      },
    ],
    figures: [{ name: 'identity', figure: identityFigure(lines, chosenForFigure(lines)) }],
    findings: identityFindings(lines),
  }
}

const units = ['nac', 'nalu']
const familiar = ['relu', 'tanh', 'sigmoid', 'relu6']

/** At most eight can be told apart: the units of the field, and the best known activations. */
export const chosenForFigure = (lines: readonly IdentityLine[]): string[] =>
  [...units, ...familiar].filter((id) => lines.some(({ module }) => module === id))

export function identityFindings(lines: readonly IdentityLine[]): string[] {
  if (lines.length === 0) return []
  const close = lines.filter(({ outside }) => outside < 0.01).map(({ module }) => module)
  const units = lines.filter(({ module }) => couldLearnIt(module))
  const activations = lines.filter((line) => !units.includes(line))
  return [
    ...activationFindings(activations),
    close.length === 0
      ? 'No module keeps its error outside the range below 0.01.'
      : `${close.join(' and ')} ${close.length === 1 ? 'holds' : 'hold'} outside the range: the error stays below 0.01.`,
    ...units.filter(({ inside }) => inside >= 0.01).map(failedUnit),
  ]
}

function activationFindings(lines: readonly IdentityLine[]): string[] {
  const growths = lines.map(({ inside, outside }) => outside / inside)
  const [least, most] = [lines[0], lines.at(-1)]
  if (least === undefined || most === undefined) return []
  const more = growths.filter((growth) => growth > 1).length
  const factors = `${formatNumber(Math.min(...growths), 2)} to ${formatNumber(Math.max(...growths), 2)}`
  const named = ({ module, outside }: IdentityLine) => `${module} (${figureText(outside)})`
  return [
    `${more === lines.length ? 'All' : `${more} of`} ${lines.length} activations err more outside the range than inside, ` +
      `by factors of ${factors}; the least ${named(least)}, the most ${named(most)}.`,
  ]
}

/** True if some weights of it give back the input. */
const couldLearnIt = (id: string): boolean =>
  modules.find((module) => module.id === id)?.computes.includes('identity') ?? false

const failedUnit = ({ module, inside, outside }: IdentityLine): string =>
  `${module} has weights for the identity and does not find them: it errs by ${figureText(inside)} even inside and by ` +
  `${figureText(outside)} outside. What is known of its failures: nalu explain ${module}.`
