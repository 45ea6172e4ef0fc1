// Targets that are a smooth function of columns, but of none that sums, products, quotients and powers write down.

import { even, type Kind, whole } from './no-law-shape.ts'

const turn = 2 * Math.PI

/** Sine waves of one column, over a period and more. */
const wave: Kind = {
  kind: 'wave',
  shapes: [1, 1.5, 2, 3, 5, 10, 40].map((periods) => ({
    name: `${periods}-periods`,
    describe: `a sine wave over ${periods} period${periods === 1 ? '' : 's'}`,
    draws: [even(1, 9)],
    // Five powers come within 8 % of a single period.
    ...(periods === 1 ? { noises: [0, 0.01] } : {}),
    begin: (stream) => {
      const [phase, height] = [stream.uniform(0, turn), stream.uniform(1, 20)]
      return (x) => height * Math.sin((turn * periods * (x as number)) / 8 + phase)
    },
  })),
}

/** Waves that change along a column, and waves of several columns. */
const waves: Kind = {
  kind: 'waves',
  shapes: [
    {
      name: 'product',
      describe: 'the product of a column and a sine wave of another over 2 periods',
      draws: [even(1, 5), even(0, 4 * Math.PI)],
      begin: (stream) => {
        const phase = stream.uniform(0, turn)
        return (a, x) => (a as number) * Math.sin((x as number) + phase)
      },
    },
    {
      name: 'sum',
      describe: 'the sum of sine waves of two columns over 1.5 and 2.5 periods',
      draws: [even(0, 3), even(0, 5)],
      begin: (stream) => {
        const [first, second] = [stream.uniform(0, turn), stream.uniform(0, turn)]
        return (a, b) => 3 * Math.sin(Math.PI * (a as number) + first) + 2 * Math.sin(Math.PI * (b as number) + second)
      },
    },
    {
      name: 'of-product',
      describe: 'the sine of the product of two columns, up to 25',
      draws: [even(1, 5), even(1, 5)],
      begin: (stream) => {
        const phase = stream.uniform(0, turn)
        return (a, b) => 10 * Math.sin((a as number) * (b as number) + phase)
      },
    },
    {
      name: 'damped',
      describe: 'a sine wave over 4 periods that dies out by a factor of 20',
      draws: [even(0, 8)],
      begin: (stream) => {
        const phase = stream.uniform(0, turn)
        return (x) => 5 * Math.exp((-3 * (x as number)) / 8) * Math.sin(Math.PI * (x as number) + phase)
      },
    },
    {
      name: 'rising-pitch',
      describe: 'a sine wave that turns ever faster, 8 periods in all',
      draws: [even(0, 4)],
      begin: (stream) => {
        const phase = stream.uniform(0, turn)
        return (x) => 4 * Math.sin(Math.PI * (x as number) ** 2 + phase)
      },
    },
    {
      name: 'seasons',
      describe: 'a level, a slope and a yearly wave over 4 years of days',
      draws: [whole(1, 1461)],
      begin: (stream) => {
        const phase = stream.uniform(0, turn)
        return (day) => 10 + 0.002 * (day as number) + 8 * Math.sin((turn * (day as number)) / 365.25 + phase)
      },
    },
  ],
}

/**
 * Exponentials. Over a factor of 1,000, squares of sums of powers come within a tenth of a percent: these have no noise.
 * With noise the factor is 10^15, and noise is a share of each value, so that all of the curve shows.
 */
const growth: Kind = {
  kind: 'exponential',
  shapes: [
    ...[{ power: 3, noises: [0] }, { power: 15 }].flatMap(({ power, ...rest }) => [
      {
        name: `growth-1e${power}`,
        describe: `growth by a factor of 10^${power}`,
        draws: [even(0, 10)],
        isNoiseRelative: true,
        begin: () => (x: number) => 2 * 10 ** ((power * x) / 10),
        ...rest,
      },
      {
        name: `decay-1e${power}`,
        describe: `decay by a factor of 10^${power}`,
        draws: [even(1, 6)],
        isNoiseRelative: true,
        begin: () => (x: number) => 300 * 10 ** ((-power * x) / 5),
        ...rest,
      },
    ]),
    {
      name: 'with-amount',
      describe: 'an amount times a decay by a factor of up to 8,000 whose rate is another column',
      draws: [even(1, 5), even(1, 3), even(0, 3)],
      noises: [0],
      begin: () => (amount, rate, time) => (amount as number) * Math.exp(-(rate as number) * (time as number)),
    },
    {
      name: 'two-decays',
      describe: 'the sum of a fast and a slow decay, a factor of 1,000 in all',
      draws: [even(0, 10)],
      noises: [0],
      begin: () => (x) => 900 * Math.exp(-3 * (x as number)) + 30 * Math.exp(-0.35 * (x as number)),
    },
  ],
}

/** Bells with their tails. Noise is relative, so that the tails show: near its top a bell is a quotient of sums. */
const bell: Kind = {
  kind: 'bell',
  shapes: [
    {
      name: 'gauss',
      describe: "Gauss's bell, 4 standard deviations to both sides",
      draws: [even(-4, 4)],
      isNoiseRelative: true,
      begin: () => (x) => 7 * Math.exp(-((x as number) ** 2) / 2),
    },
    {
      name: 'two-bells',
      describe: 'two bells side by side',
      draws: [even(1, 11)],
      isNoiseRelative: true,
      begin: () => (x) => 4 * Math.exp(-(((x as number) - 3) ** 2)) + 2 * Math.exp(-(((x as number) - 8) ** 2)),
    },
    {
      name: 'hill',
      describe: 'a bell over two columns',
      draws: [even(-3, 3), even(-3, 3)],
      isNoiseRelative: true,
      begin: () => (a, b) => 5 * Math.exp(-((a as number) ** 2) - (b as number) ** 2 / 2),
    },
  ],
}

/** S-shaped curves. Without noise: quotients of sums come within 1 %. */
const sigmoid: Kind = {
  kind: 'sigmoid',
  shapes: [
    {
      name: 'tanh',
      describe: 'tanh from −5 to 5',
      draws: [even(-5, 5)],
      noises: [0],
      begin: () => (x) => 3 * Math.tanh(x as number),
    },
    {
      name: 'logistic',
      describe: 'logistic growth from 0.25 % to 99.75 % of its limit, time counted from its middle',
      draws: [even(-6, 6)],
      noises: [0],
      begin: () => (x) => 80 / (1 + Math.exp(-(x as number))),
    },
    {
      name: 'logistic-of-sum',
      describe: 'the logistic function of a sum of two columns with weights',
      draws: [even(-4, 4), even(-4, 4)],
      noises: [0],
      begin: () => (a, b) => 1 / (1 + Math.exp(-1.5 * (a as number) + 2 * (b as number))),
    },
    {
      name: 'two-steps',
      describe: 'two smooth steps one after the other',
      draws: [even(0, 20)],
      noises: [0],
      begin: () => (x) => Math.tanh(2 * ((x as number) - 5)) + 2 * Math.tanh(2 * ((x as number) - 14)),
    },
  ],
}

export const curves: readonly Kind[] = [wave, waves, growth, bell, sigmoid]
