// Where the operands lie among inputs that do not all matter.

import { randomStream } from '../base/normal.ts'
import { type FormulaTaskOptions, overlappingSubsets } from '../tasks/task.ts'

/** With more than two inputs the operands are two neighbours, at a place drawn once for each seed. */
export function operandsOf(inputs: number): Pick<FormulaTaskOptions, 'inputs' | 'subsets' | 'subsetsOfSeed'> {
  if (inputs === 2) return {}
  const placed = (offset: number) => overlappingSubsets(2, { inputs, subset: 1 / inputs, overlap: 0, offset })
  return {
    inputs,
    subsets: placed(0),
    subsetsOfSeed: (seed: number) => placed(randomStream(seed, 'subset offset').uniform(0, 1)),
  }
}
