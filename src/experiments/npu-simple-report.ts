// What four functions at once came to: for each output, the paper's error of every unit beside ours.

import { formatCount, formatNumber } from '../base/numbers.ts'
import { median, medianAbsoluteDeviation } from '../statistics/quantiles.ts'
import type { Outcome, Reading, Report, ReportTable } from './experiment.ts'
import { npuResults, npuSimpleSettings } from './published/npu.ts'
import { type PublishedValue, publishedCell } from './published/rates.ts'
import { figureText, measured, outcomesOf } from './summary.ts'

/** The outputs in order, each with the measure that holds its error. */
export const npuOutputs = [
  { operation: 'add', name: 'error of a + b', title: 'a + b', exact: (a: number, b: number) => a + b },
  { operation: 'multiply', name: 'error of a b', title: 'a · b', exact: (a: number, b: number) => a * b },
  { operation: 'divide', name: 'error of a / b', title: 'a / b', exact: (a: number, b: number) => a / b },
  { operation: 'root', name: 'error of √a', title: '√a', exact: (a: number, _b: number) => Math.sqrt(a) },
] as const
type Output = (typeof npuOutputs)[number]

/** One unit on one output. */
interface Line {
  readonly module: string
  readonly output: Output
  readonly paper: PublishedValue | undefined
  /** Of the seeds that were run; undefined if there are none. */
  readonly ours: { readonly median: number; readonly deviation: number } | undefined
  readonly seeds: number
  readonly notFinite: number
}

function lineOf(module: string, output: Output, outcomes: readonly Outcome[]): Line {
  const key = { experiment: 'npu-simple', module, operation: output.operation, inputs: 2 }
  const all = measured(outcomesOf(outcomes, module), output.name)
  // What is not a number counts as the worst of all.
  const errors = all.map((error) => (Number.isNaN(error) ? Number.POSITIVE_INFINITY : error))
  return {
    module,
    output,
    paper: publishedCell(npuResults, key)?.testError,
    ours: errors.length === 0 ? undefined : { median: median(errors), deviation: medianAbsoluteDeviation(errors) },
    seeds: errors.length,
    notFinite: all.filter((error) => !Number.isFinite(error)).length,
  }
}

const spreadText = (middle: number, deviation: number): string =>
  Number.isFinite(middle) ? `${formatNumber(middle, 2)} ± ${formatNumber(deviation, 2)}` : figureText(middle)

function tableOf({ title }: Output, lines: readonly Line[]): ReportTable {
  return {
    title: `${title}: mean absolute error outside the range, median over seeds ± median absolute deviation`,
    columns: ['', 'paper', 'ours', 'ours over the paper’s', 'seeds', 'not finite'],
    rows: lines.map(({ module, paper, ours, seeds, notFinite }) => [
      module,
      paper === undefined ? 'none published' : spreadText(paper.value, paper.deviation ?? Number.NaN),
      ours === undefined ? 'not run' : spreadText(ours.median, ours.deviation),
      ours === undefined || paper === undefined ? '' : `${figureText(ours.median / paper.value)} ×`,
      ours === undefined ? '' : formatCount(seeds),
      ours === undefined ? '' : formatCount(notFinite),
    ]),
  }
}

/** One table for each output, with a line for each unit. */
export function reportNpuSimple(outcomes: readonly Outcome[], { isCompared = true }: Reading = {}): Report {
  const byOutput = npuOutputs.map((output) => ({
    output,
    lines: npuSimpleSettings.map(({ module }) => lineOf(module, output, outcomes)),
  }))
  return {
    tables: byOutput.map(({ output, lines }) => tableOf(output, lines)),
    figures: [],
    findings: isCompared ? findings(byOutput.map(({ lines }) => lines)) : [],
  }
}

const closeFactor = 2

function findings(byOutput: readonly (readonly Line[])[]): string[] {
  const compared = byOutput.flat().flatMap(({ paper, ours }) => (paper && ours ? [ours.median / paper.value] : []))
  if (compared.length === 0) return []
  const close = compared.filter((ratio) => ratio <= closeFactor && ratio >= 1 / closeFactor)
  const better = compared.filter((ratio) => ratio < 1 / closeFactor)
  const verdict =
    `${close.length} of ${compared.length} medians are within a factor of ${closeFactor} of the paper’s; ` +
    `${better.length} are lower than that, ${compared.length - close.length - better.length} higher.`
  return [verdict, ...byOutput.flatMap(bestUnits)]
}

function bestUnits(lines: readonly Line[]): string[] {
  const [first] = lines
  const best = (errorOf: (line: Line) => number | undefined) =>
    lines
      .flatMap((line) => {
        const error = errorOf(line)
        return error === undefined ? [] : [{ module: line.module, error }]
      })
      .toSorted((a, b) => a.error - b.error)[0]
  const [paper, ours] = [best((line) => line.paper?.value), best((line) => line.ours?.median)]
  if (first === undefined || paper === undefined || ours === undefined) return []
  const same = paper.module === ours.module ? 'as in the paper' : `in the paper ${paper.module}`
  return [`${first.output.title}: ${ours.module} errs least (${figureText(ours.error)}), ${same}.`]
}
