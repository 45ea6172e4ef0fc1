// What the six functions came to: how many seeds reach the published loss, and whether the others work as well as a + b.

import { formatNumber } from '../base/numbers.ts'
import { printFormula } from '../graph/formula-print.ts'
import type { SuccessRate } from '../statistics/success-rate.ts'
import { publishedTestLoss, staticArithmetic } from '../tasks/static-arithmetic.ts'
import type { Outcome, Reading, Report } from './experiment.ts'
import { ascending, errorText, figureText, measured, median, outcomesOf, rateText, shareAtMost } from './summary.ts'

const { value: publishedLoss, rows } = publishedTestLoss

// The sum of ten draws from U[0, 100): mean 500, variance 10 · 100² / 12; its root mean square is the size of the target.
const targetSize = Math.sqrt(500 ** 2 + (10 * 100 ** 2) / 12)

/** The published loss as a share of the target: what the other functions, whose targets have other sizes, are held to. */
export const publishedRelativeRmse = Math.sqrt((2 * publishedLoss) / rows) / targetSize

/** True if the seed reaches the published figure. */
export const reachesPublished = ({ measures }: Pick<Outcome, 'measures'>): boolean =>
  (measures['testLoss'] ?? Number.NaN) <= publishedLoss

const threeDigits = 1e-3

const sumId = staticArithmetic[0]?.task.id

interface Summary {
  readonly id: string
  readonly formula: string
  readonly outcomes: readonly Outcome[]
  readonly same: SuccessRate | undefined
  readonly close: SuccessRate | undefined
}

function summaries(outcomes: readonly Outcome[]): Summary[] {
  return staticArithmetic
    .map(({ task }) => {
      const own = outcomesOf(outcomes, task.id)
      const errors = measured(own, 'testRelativeRmse')
      return {
        id: task.id,
        formula: printFormula(task.formula),
        outcomes: own,
        same: shareAtMost(errors, publishedRelativeRmse),
        close: shareAtMost(errors, threeDigits),
      }
    })
    .filter((each) => each.outcomes.length > 0)
}

export function reportStatic(outcomes: readonly Outcome[], { isCompared = true }: Reading = {}): Report {
  const all = summaries(outcomes)
  return {
    tables: [
      {
        title: 'Seeds that succeed, of all that were run, with Wilson’s 95 % interval',
        columns: [
          'function',
          `loss ≤ ${formatNumber(publishedLoss, 4)}`,
          `error ≤ ${formatNumber(publishedRelativeRmse, 2)}`,
          'error ≤ 0.1 %',
          'not finite',
        ],
        rows: all.map(({ formula, outcomes: own, same, close }) => [
          formula,
          rateText(shareAtMost(measured(own, 'testLoss'), publishedLoss)),
          rateText(same),
          rateText(close),
          `${own.filter(({ stopReason }) => stopReason === 'not finite').length}`,
        ]),
      },
      {
        title:
          'Errors as a share of the target (root mean squares): the median seed inside and outside, and the best outside',
        columns: ['function', 'inside', 'outside', 'best outside', 'in float64', 'best loss outside'],
        rows: all.map(({ formula, outcomes: own }) => [
          formula,
          errorText(median(measured(own, 'insideRelativeRmse'))),
          errorText(median(measured(own, 'testRelativeRmse'))),
          errorText(ascending(measured(own, 'testRelativeRmse'))[0] ?? Number.NaN),
          errorText(ascending(measured(own, 'testRelativeRmseFloat64'))[0] ?? Number.NaN),
          figureText(ascending(measured(own, 'testLoss'))[0] ?? Number.NaN),
        ]),
      },
    ],
    figures: [
      {
        name: 'static-arithmetic',
        figure: {
          title: 'Error outside the training range, seed by seed',
          subtitle: 'two NALU layers trained on inputs below 10, tested below 100; seeds in the order of their error',
          xLabel: 'share of seeds (%)',
          yLabel: 'relative error outside',
          xScale: 'linear',
          yScale: 'log',
          xDomain: [0, 100],
          series: [
            ...all.map(({ formula, outcomes: own }) => ({
              name: formula,
              points: ascending(measured(own, 'testRelativeRmse')).map(
                (error, i) => [(100 * (i + 0.5)) / own.length, error] as const,
              ),
            })),
            {
              name: 'published run of a + b',
              reference: true,
              points: [0, 100].map((x) => [x, publishedRelativeRmse] as const),
            },
          ],
        },
      },
    ],
    findings: isCompared ? findings(all) : [],
  }
}

// Fewer seeds than this say too little.
const fewest = 20

function findings(all: readonly Summary[]): string[] {
  const sum = all.find(({ id }) => id === sumId)
  const said = all.map((each) => {
    const { formula, outcomes, same, close } = each
    const reached = rateText(shareAtMost(measured(outcomes, 'testLoss'), publishedLoss))
    const head =
      each === sum ? `${reached} seeds reach the published loss` : `${rateText(same)} seeds reach the same error`
    const middle = errorText(median(measured(outcomes, 'testRelativeRmse')))
    return `${formula}: ${head}; ${rateText(close)} stay within 0.1 % of the target outside; the median seed errs by ${middle}.`
  })
  return [claimVerdict(all, sum), ...said]
}

const claim = '“Other simple functions work similarly well”'

/** A function works similarly well if its share of successes is not clearly below that of a + b: intervals that meet. */
function claimVerdict(all: readonly Summary[], sum: Summary | undefined): string {
  const others = all.filter((each) => each !== sum)
  const seeds = Math.min(...all.map(({ outcomes }) => outcomes.length))
  if (sum?.same === undefined || others.length === 0) return `Too few functions were run to judge ${claim}.`
  if (seeds < fewest) return `Too few seeds were run to judge ${claim}: ${seeds}, and ${fewest} are wanted.`
  if (sum.same.successes === 0) return `${claim} cannot be judged: no seed of ${sum.formula} succeeds either.`
  const least = sum.same.interval[0]
  const similar = others.filter(({ same }) => same !== undefined && same.interval[1] >= least)
  const worse = others.filter((each) => !similar.includes(each))
  const list = (each: readonly Summary[]) => each.map(({ formula, same }) => `${formula} ${rateText(same)}`).join(', ')
  const from = `Seeds that err outside by no more than the published run: ${sum.formula} ${rateText(sum.same)}`
  if (worse.length === 0) return `${claim} holds. ${from}; ${list(similar)}.`
  if (similar.length === 0) return `${claim} does not hold. ${from}; ${list(worse)}.`
  return `${claim} holds for some functions only. ${from}; similar: ${list(similar)}; clearly worse: ${list(worse)}.`
}
