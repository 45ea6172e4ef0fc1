// Success rates on the single-module task, as far as they were published as numbers or can be read from vector figures.

import { type Origin, type PublishedCell, type PublishedValue, rateOf, rateOfPercent } from './rates.ts'
import { type SingleModuleOperation, singleModule, singleModuleRanges } from './single-module.ts'

const experiment = 'single-module'
const { inputs, seeds } = singleModule

/** One number for all ranges, or one for each in the order of `singleModuleRanges`. */
type Column = number | readonly number[]

const at = (column: Column, i: number): number | undefined => (typeof column === 'number' ? column : column[i])

interface Line {
  readonly module: string
  readonly operation: SingleModuleOperation
  readonly successes: Column
  readonly solvedAt?: Column
  readonly sparsityError?: Column
}

const cellsOf = ({ module, operation, successes, solvedAt, sparsityError }: Line, origin: Origin): PublishedCell[] =>
  singleModuleRanges.map(({ id }, i) => {
    const value = (column: Column | undefined): PublishedValue | undefined => {
      const found = column === undefined ? undefined : at(column, i)
      return found === undefined ? undefined : { value: found, ...origin }
    }
    const solved = value(solvedAt)
    const sparsity = value(sparsityError)
    return {
      experiment,
      module,
      operation,
      range: id,
      inputs,
      success: rateOf(at(successes, i) ?? 0, seeds, origin),
      ...(solved === undefined ? {} : { solvedAtMean: solved }),
      ...(sparsity === undefined ? {} : { sparsityError: sparsity }),
    }
  })

const figures: Origin = {
  paper: 'mistry2022Primer',
  source: 'notes/MCFC_findings.pdf of nalm-benchmark, read from the vector figures',
}

// Only positive numbers have a logarithm: the four ranges without negative ones.
const positiveOnly = [0, 0, 0, 0, 0, 25, 25, 25, 25]

const fromFigures: readonly Line[] = [
  {
    module: 'nau',
    operation: 'add',
    successes: 25,
    solvedAt: [5.0e3, 5.0e3, 5.0e3, 4.2e3, 5.0e3, 5.0e3, 5.0e3, 5.0e3, 5.0e3],
    // About 1e-16: weights that are whole numbers in float32.
    sparsityError: 1e-16,
  },
  { module: 'mcfc', operation: 'add', successes: 25, solvedAt: 2.1e4 },
  {
    module: 'nmu',
    operation: 'multiply',
    successes: [25, 17, 20, 25, 25, 25, 25, 25, 25],
    solvedAt: [2.1e4, 2.0e3, 2.0e3, 2.3e3, 2.4e3, 5.5e3, 2.8e3, 3.0e3, 2.6e3],
  },
  { module: 'mcfc-mul', operation: 'multiply', successes: positiveOnly },
  { module: 'mcfc-mul-inalu-sign', operation: 'multiply', successes: 25 },
  { module: 'mcfc-mul-npu-sign', operation: 'multiply', successes: 25 },
]

const dmu: Origin = {
  comparable: false,
  paper: 'curry2025',
  source: 'named_results/commit_83e6f2df434dfd88bd0c2370a8d97c5c81a1c368_good.json of marict/nalm-benchmark',
  note:
    'Not comparable with other modules: the operands are fixed to the right ones (freeze_O) and only the gate between ' +
    'sum and product is learned, operands are rounded when it is evaluated, and training ends at the first success.',
}

const fromDmu: readonly Line[] = [
  { module: 'dmu', operation: 'add', successes: [22, 25, 25, 25, 25, 25, 25, 25, 25] },
  { module: 'dmu', operation: 'subtract', successes: 25 },
  { module: 'dmu', operation: 'multiply', successes: 25 },
  { module: 'dmu', operation: 'divide', successes: [18, 20, 25, 25, 25, 20, 25, 20, 25] },
]

const abstract: Origin = {
  paper: 'mistry2022Division',
  source: 'abstract',
  note: 'All nine ranges of 25 seeds together.',
}
const tenInputs = (module: string, percent: number, origin: Origin): PublishedCell => ({
  experiment,
  module,
  operation: 'divide',
  inputs: 10,
  success: rateOfPercent(percent, seeds * singleModuleRanges.length, origin),
})

/** By range with two inputs; over all ranges together for quotients of ten inputs. */
export const singleModuleResults: readonly PublishedCell[] = [
  ...fromFigures.flatMap((line) => cellsOf(line, figures)),
  ...fromDmu.flatMap((line) => cellsOf(line, dmu)),
  tenInputs('nmru', 91.6, abstract),
  tenInputs('real-npu-mod', 85.3, abstract),
  tenInputs('real-npu', 70.2, {
    ...abstract,
    source: 'abstract: 85.3 % of the modified one, an improvement of 15.1 percentage points',
  }),
]
