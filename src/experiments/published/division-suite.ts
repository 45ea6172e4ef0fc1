// The rest of the division suite of Mistry et al. 2022: signs of the inputs, harder distributions, denominators near zero.

import type { Distribution, OneDistribution } from '../../base/distribution.ts'
import type { Interval } from '../../base/options.ts'
import { type DivisionInputs, divisionSetting } from './division.ts'
import type { Origin } from './rates.ts'
import { type ModuleSetting, singleModule } from './single-module.ts'

/** The modules that it compares; the RealNPU only in its modified form. */
export const suiteModules = ['real-npu-mod', 'nru', 'nmru'] as const
export type SuiteModule = (typeof suiteModules)[number]

/**
 * Mean squared error on the test rows below which a seed counts as solved, whatever the size of the quotients: column
 * "epsilon" of exp_setups.csv and exp_distributions_setups.csv, which the scripts of the figures compare errors with.
 */
export const suiteThreshold = 1e-5

/** What inputs are drawn from in training and in the test. */
export interface InputSet {
  readonly id: string
  readonly train: Distribution
  readonly test: Distribution
}

// The first half of the inputs are drawn from one range and the second half from another.
const halves = (first: OneDistribution, second: OneDistribution, inputs: number): Distribution => ({
  kind: 'perInput',
  inputs: Array.from({ length: inputs }, (_, i) => (i < inputs / 2 ? first : second)),
})

const negative: Interval = [-6, -2]
const positive: Interval = [2, 6]

/** Source: lfs_batch_jobs/single_layer_task/neurips_2021/in2-mixed-signs.sh and in10-mixed-signs-iridis.sh. */
export const mixedSigns = (inputs: DivisionInputs): readonly InputSet[] => [
  { id: '-2,2', train: [[-2, 2]], test: [negative, positive] },
  ...(
    [
      [-2, -0.1, 0.1, 2],
      [-2, -1, 1, 2],
    ] as const
  ).flatMap(([a, b, c, d]): InputSet[] => [
    {
      id: `U[${a},${b}] then U[${c},${d}]`,
      train: halves([[a, b]], [[c, d]], inputs),
      test: halves([negative], [positive], inputs),
    },
    {
      id: `U[${c},${d}] then U[${a},${b}]`,
      train: halves([[c, d]], [[a, b]], inputs),
      test: halves([positive], [negative], inputs),
    },
  ]),
]

const normal = (mean: number, deviation: number, bounds: Interval): Distribution => ({
  kind: 'normal',
  mean,
  deviation,
  bounds,
})

/**
 * Source: sltr-distributions-in2.sh and sltr-distributions-in10.sh in the same folder. Its Benford sampler draws whole
 * numbers: a first digit by Benford's law and the others evenly. Here logarithms are drawn evenly, from which that law
 * follows.
 */
export const harderDistributions: readonly InputSet[] = [
  {
    id: 'Benford 10,100',
    train: { kind: 'logUniform', bounds: [10, 100] },
    test: { kind: 'logUniform', bounds: [100, 1000] },
  },
  { id: 'N(-1,3²) in -5,10', train: normal(-1, 3, [-5, 10]), test: normal(-10, 3, [-15, -5]) },
  { id: 'N(1,3²) in -10,5', train: normal(1, 3, [-10, 5]), test: normal(10, 3, [5, 15]) },
  { id: 'N(0,1) in -5,5', train: normal(0, 1, [-5, 5]), test: normal(10, 1, [5, 15]) },
  {
    id: '-50,50',
    train: [[-50, 50]],
    test: [
      [-100, -50],
      [50, 100],
    ],
  },
  {
    id: '-100,100',
    train: [[-100, 100]],
    test: [
      [-200, -100],
      [100, 200],
    ],
  },
]

const nearZeroOrigin: Origin = {
  paper: 'mistry2022Division',
  source: 'divBy0.sh in lfs_batch_jobs, generate_divBy0_extrap_thresholds.py and exp_setups.csv in export',
}

/** Denominators from U[0, bound], trained and tested on the same range. */
export const nearZero = {
  ...nearZeroOrigin,
  bounds: [1e-4, 1e-3, 1e-2, 1e-1, 1],
  tasks: [
    { id: 'easy', inputs: 1, formula: '1 / a', title: '1 / a of one input', steps: 5000 },
    { id: 'medium', inputs: 2, formula: '1 / a', title: '1 / a of two inputs', steps: 50_000 },
    { id: 'hard', inputs: 2, formula: 'a / b', title: 'a / b', steps: 50_000 },
  ],
  seeds: singleModule.seeds,
} as const

export type NearZeroTask = (typeof nearZero)['tasks'][number]['id']

/** Weights that compute the quotient: the source's golden ones. */
export const nearZeroExact: Readonly<
  Record<SuiteModule, Readonly<Record<NearZeroTask, Readonly<Record<string, readonly number[]>>>>>
> = {
  'real-npu-mod': {
    easy: { W: [-1], g: [1] },
    medium: { W: [-1, 1], g: [1, 0] },
    hard: { W: [1, -1], g: [1, 1] },
  },
  nru: { easy: { W: [-1] }, medium: { W: [-1, 0] }, hard: { W: [1, -1] } },
  nmru: {
    easy: { W_x: [0], W_r: [1] },
    medium: { W_x: [0, 0], W_r: [1, 0] },
    hard: { W_x: [1, 0], W_r: [0, 1] },
  },
}

/**
 * What counts as solved, by bound: the mean squared error in float32 of exact weights on the source's own test rows,
 * plus float32's ε. What an ε inside the module leaves depends on the row whose denominator is nearest to zero.
 */
export const nearZeroThresholds: Readonly<Record<SuiteModule, Readonly<Record<NearZeroTask, readonly number[]>>>> = {
  'real-npu-mod': {
    easy: [1152671285248, 2046348544, 490999.34375, 55.245338439941406, 0.005590015556663275],
    medium: [1310328487936, 3463408640, 1115022.125, 132.18569946289062, 0.013450529426336288],
    hard: [2531.3876953125, 401.33441162109375, 8.685083389282227, 0.09694124013185501, 0.0009814718505367637],
  },
  nru: {
    easy: [
      0.0008673844276927412, 4.256202737451531e-5, 3.63678140047341e-7, 1.2064751331308798e-7, 1.1925500587040005e-7,
    ],
    medium: [
      0.0008080074330791831, 9.268072062695865e-6, 1.7597510293398955e-7, 1.2629826073862205e-7, 1.1924292664389213e-7,
    ],
    hard: [
      1.1921875398002157e-7, 1.1924171872124134e-7, 1.1923013687464845e-7, 1.192299947661013e-7, 1.192308474173842e-7,
    ],
  },
  nmru: {
    easy: [
      0.003669189754873514, 4.197092493996024e-5, 3.635247196598357e-7, 1.20647612789071e-7, 1.1925460796646803e-7,
    ],
    medium: [
      0.002808001823723316, 9.268088433600497e-6, 1.7597520240997255e-7, 1.2629863022084464e-7, 1.1924294085474685e-7,
    ],
    hard: [
      0.032729022204875946, 8.967731992015615e-5, 5.591543867922155e-7, 1.373559825879056e-7, 1.1922777787276573e-7,
    ],
  },
}

/** How a module is trained near zero: as on quotients of two inputs, but on the easy task no penalty counts. */
export function nearZeroSetting(module: SuiteModule, task: NearZeroTask): ModuleSetting {
  const setting = divisionSetting(module, 2)
  if (task !== 'easy') return setting
  const penalties = Object.fromEntries(Object.keys(setting.penalties).map((id) => [id, { weight: 0 }]))
  return { ...setting, steps: 5000, penalties }
}
