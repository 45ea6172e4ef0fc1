// Hill Space (DuJardin 2025) against iNALU: one fixed primitive for each operation, trained from zero; set-up and results.

import type { Origin, PublishedCell, PublishedOperation } from './rates.ts'

/** @public No experiment repeats it yet. */
export const hillSpace = {
  paper: 'dujardin2025',
  source: 'section 4.3 and hillspace/experiments/experiment_inalu.py',
  note: 'The operation’s own primitive is given, without a gate; two inputs; the training distribution is chosen freely.',
  /** Sums and differences by the first, products and quotients by the second. */
  modules: { add: 'hill-space-add', subtract: 'hill-space-add', multiply: 'hill-space-mul', divide: 'hill-space-mul' },
  inputs: 2,
  rows: 64_000,
  batch: 64,
  /** AdamW without a schedule (Defazio et al. 2024). */
  optimizer: 'adamw-schedule-free',
  learningRate: 0.1,
  precision: 'float64',
  /** `universal` training, whatever the test distribution. */
  universalRange: [1e-8, 10],
  seeds: 10,
} as const

const operations = ['add', 'subtract', 'multiply', 'divide'] as const satisfies readonly PublishedOperation[]

/** Mean and standard deviation over ten seeds. */
type Spread = readonly [mean: number, deviation: number]
interface Line {
  readonly id: string
  readonly universal: readonly Spread[]
  readonly matched: readonly Spread[]
  readonly inalu: readonly Spread[]
}

const lines: readonly Line[] = [
  {
    id: 'exponential 0.8',
    universal: [
      [1.75e-14, 2.49e-16],
      [1.11e-14, 1.43e-16],
      [4.75e-14, 1.55e-15],
      [1.61e-12, 2.53e-13],
    ],
    matched: [
      [1.75e-14, 2.49e-16],
      [1.11e-14, 1.43e-16],
      [4.75e-14, 1.55e-15],
      [1.61e-12, 2.53e-13],
    ],
    inalu: [
      [2e-15, 3e-17],
      [1e-15, 2e-17],
      [1e-15, 6e-17],
      [362.4, 1e3],
    ],
  },
  {
    id: 'uniform -5,5',
    universal: [
      [2.32e-13, 1.54e-15],
      [8.6e-14, 4.83e-16],
      [7.14e-12, 3.33e-14],
      [2.3e-15, 1.16e-17],
    ],
    matched: [
      [2.32e-13, 1.54e-15],
      [8.6e-14, 4.83e-16],
      [3302, 12.9],
      [0.2, 0.015],
    ],
    inalu: [
      [4e-13, 3e-15],
      [9e-14, 5e-16],
      [1e-10, 9e-13],
      [0.23, 0.34],
    ],
  },
  {
    id: 'normal -3,3',
    universal: [
      [4.55e-13, 1.98e-15],
      [1.51e-13, 8.63e-16],
      [1.49e-11, 6.53e-14],
      [3.04e-15, 2.1e-17],
    ],
    matched: [
      [4.55e-13, 1.98e-15],
      [1.17e-11, 6.51e-12],
      [814.6, 1717],
      [96.7, 305.4],
    ],
    inalu: [
      [9e-13, 5e-15],
      [2e-13, 8e-16],
      [3e-10, 2e-12],
      [2.7, 4.1],
    ],
  },
]

const own: Origin = {
  paper: 'dujardin2025',
  source: 'table 4.3 and results/inalu_summary.csv: mean over 10 seeds of the mean squared error, ± standard deviation',
  note: hillSpace.note,
}
const theirs: Origin = {
  ...own,
  source: 'table 4.3, where the author reports iNALU’s errors: mean of the mean squared error, ± standard deviation',
  note: 'Not from the paper on iNALU, whose own numbers are success rates.',
}

/** By distribution (ids of `inaluDistributions`): `hill-space-universal`, `hill-space-matched`. iNALU stands in the latter. */
/** @public No experiment repeats it yet. */
export const hillSpaceResults: readonly PublishedCell[] = lines.flatMap(({ id, universal, matched, inalu }) =>
  operations.flatMap((operation, i): PublishedCell[] => {
    const cell = (experiment: string, module: string, spreads: readonly Spread[], origin: Origin): PublishedCell => {
      const [value, deviation] = spreads[i] as Spread
      return { experiment, module, operation, range: id, testError: { value, deviation, ...origin } }
    }
    return [
      cell('hill-space-universal', hillSpace.modules[operation], universal, own),
      cell('hill-space-matched', hillSpace.modules[operation], matched, own),
      cell('hill-space-matched', 'inalu', inalu, theirs),
    ]
  }),
)
