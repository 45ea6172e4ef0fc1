// Known laws whose formulas a search should recover from rows of numbers. The list was frozen before the search was written.

/** Where a variable is drawn from, evenly. */
export type Range = readonly [low: number, high: number]

/** One law, with the ranges in which its rows are drawn. */
export interface KnownLaw {
  /** Of a Feynman equation: volume, chapter and equation. */
  readonly id: string
  /** In the grammar of formulas; `pi` stands for its number. */
  readonly formula: string
  readonly ranges: Readonly<Record<string, Range>>
}

/**
 * The algebraic equations of the Feynman Symbolic Regression Database (Udrescu & Tegmark 2020, table 4) with its ranges:
 * those with sums, products, quotients, powers and roots alone. A range that stands by itself holds for all variables.
 */
const feynmanEquations: readonly (readonly [id: string, formula: string, ranges: Range | KnownLaw['ranges']])[] = [
  ['I.8.14', 'sqrt((x2 - x1)^2 + (y2 - y1)^2)', [1, 5]],
  [
    'I.9.18',
    'G * m1 * m2 / ((x2 - x1)^2 + (y2 - y1)^2 + (z2 - z1)^2)',
    {
      G: [1, 2],
      m1: [1, 2],
      m2: [1, 2],
      x1: [3, 4],
      y1: [3, 4],
      z1: [3, 4],
      x2: [1, 2],
      y2: [1, 2],
      z2: [1, 2],
    },
  ],
  ['I.10.7', 'm0 / sqrt(1 - v^2 / c^2)', { m0: [1, 5], v: [1, 2], c: [3, 10] }],
  ['I.11.19', 'x1 * y1 + x2 * y2 + x3 * y3', [1, 5]],
  ['I.12.1', 'mu * N', [1, 5]],
  ['I.12.2', 'q1 * q2 / (4 * pi * epsilon * r^2)', [1, 5]],
  ['I.12.4', 'q1 / (4 * pi * epsilon * r^2)', [1, 5]],
  ['I.12.5', 'q2 * E', [1, 5]],
  ['I.13.4', 'm * (v^2 + u^2 + w^2) / 2', [1, 5]],
  ['I.13.12', 'G * m1 * m2 * (1 / r2 - 1 / r1)', [1, 5]],
  ['I.14.3', 'm * g * z', [1, 5]],
  ['I.14.4', 'k * x^2 / 2', [1, 5]],
  ['I.15.3x', '(x - u * t) / sqrt(1 - u^2 / c^2)', { x: [5, 10], u: [1, 2], c: [3, 20], t: [1, 2] }],
  ['I.15.3t', '(t - u * x / c^2) / sqrt(1 - u^2 / c^2)', { x: [1, 5], u: [1, 2], c: [3, 10], t: [1, 5] }],
  ['I.15.10', 'm0 * v / sqrt(1 - v^2 / c^2)', { m0: [1, 5], v: [1, 2], c: [3, 10] }],
  ['I.16.6', '(u + v) / (1 + u * v / c^2)', [1, 5]],
  ['I.18.4', '(m1 * r1 + m2 * r2) / (m1 + m2)', [1, 5]],
  ['I.24.6', 'm * (w^2 + w0^2) * x^2 / 4', [1, 3]],
  ['I.25.13', 'q / C', [1, 5]],
  ['I.27.6', '1 / (1 / d1 + n / d2)', [1, 5]],
  ['I.29.4', 'w / c', [1, 10]],
  ['I.32.5', 'q^2 * a^2 / (6 * pi * epsilon * c^3)', [1, 5]],
  [
    'I.32.17',
    'epsilon * c * E^2 / 2 * (8 * pi * r^2 / 3) * (w^4 / (w^2 - w0^2)^2)',
    { epsilon: [1, 2], c: [1, 2], E: [1, 2], r: [1, 2], w: [1, 2], w0: [3, 5] },
  ],
  ['I.34.8', 'q * v * B / p', [1, 5]],
  ['I.34.10', 'w0 / (1 - v / c)', { w0: [1, 5], v: [1, 2], c: [3, 10] }],
  ['I.34.14', '(1 + v / c) / sqrt(1 - v^2 / c^2) * w0', { w0: [1, 5], v: [1, 2], c: [3, 10] }],
  ['I.34.27', 'h / (2 * pi) * w', [1, 5]],
  ['I.38.12', '4 * pi * epsilon * (h / (2 * pi))^2 / (m * q^2)', [1, 5]],
  ['I.39.10', '3 / 2 * p * V', [1, 5]],
  ['I.39.11', 'p * V / (gamma - 1)', { gamma: [2, 5], p: [1, 5], V: [1, 5] }],
  ['I.39.22', 'n * kb * T / V', [1, 5]],
  ['I.43.16', 'mu * q * U / d', [1, 5]],
  ['I.43.31', 'mob * kb * T', [1, 5]],
  ['I.43.43', 'kb * v / ((gamma - 1) * A)', { gamma: [2, 5], kb: [1, 5], v: [1, 5], A: [1, 5] }],
  ['I.47.23', 'sqrt(gamma * p / rho)', [1, 5]],
  ['I.48.2', 'm * c^2 / sqrt(1 - v^2 / c^2)', { m: [1, 5], v: [1, 2], c: [3, 10] }],
  ['II.2.42', 'kappa * (T2 - T1) * A / d', [1, 5]],
  ['II.3.24', 'P / (4 * pi * r^2)', [1, 5]],
  ['II.4.23', 'q / (4 * pi * epsilon * r)', [1, 5]],
  ['II.6.15a', 'p / (4 * pi * epsilon) * 3 * z / r^5 * sqrt(x^2 + y^2)', [1, 3]],
  ['II.8.7', '3 / 5 * q^2 / (4 * pi * epsilon * d)', [1, 5]],
  ['II.8.31', 'epsilon * E^2 / 2', [1, 5]],
  ['II.10.9', 'sigma / epsilon / (1 + chi)', [1, 5]],
  ['II.11.3', 'q * E / (m * (w0^2 - w^2))', { q: [1, 3], E: [1, 3], m: [1, 3], w0: [3, 5], w: [1, 2] }],
  ['II.11.20', 'n * p^2 * E / (3 * kb * T)', [1, 5]],
  [
    'II.11.27',
    'n * alpha / (1 - n * alpha / 3) * epsilon * E',
    { n: [0, 1], alpha: [0, 1], epsilon: [1, 2], E: [1, 2] },
  ],
  ['II.11.28', '1 + n * alpha / (1 - n * alpha / 3)', [0, 1]],
  ['II.13.17', '2 * I / (4 * pi * epsilon * c^2 * r)', [1, 5]],
  ['II.13.23', 'rho0 / sqrt(1 - v^2 / c^2)', { rho0: [1, 5], v: [1, 2], c: [3, 10] }],
  ['II.13.34', 'rho0 * v / sqrt(1 - v^2 / c^2)', { rho0: [1, 5], v: [1, 2], c: [3, 10] }],
  [
    'II.21.32',
    'q / (4 * pi * epsilon * r * (1 - v / c))',
    { q: [1, 5], epsilon: [1, 5], r: [1, 5], v: [1, 2], c: [3, 10] },
  ],
  ['II.24.17', 'sqrt(w^2 / c^2 - pi^2 / d^2)', { w: [4, 6], c: [1, 2], d: [2, 4] }],
  ['II.27.16', 'epsilon * c * E^2', [1, 5]],
  ['II.27.18', 'epsilon * E^2', [1, 5]],
  ['II.34.2', 'q * v * r / 2', [1, 5]],
  ['II.34.2a', 'q * v / (2 * pi * r)', [1, 5]],
  ['II.34.11', 'g * q * B / (2 * m)', [1, 5]],
  ['II.34.29a', 'q * h / (4 * pi * m)', [1, 5]],
  ['II.34.29b', 'g * mu * B * J / (h / (2 * pi))', [1, 5]],
  ['II.37.1', 'mu * (1 + chi) * B', [1, 5]],
  ['II.38.3', 'Y * A * x / d', [1, 5]],
  ['II.38.14', 'Y / (2 * (1 + sigma))', [1, 5]],
  ['III.7.38', '2 * mu * B / (h / (2 * pi))', [1, 5]],
  ['III.10.19', 'mu * sqrt(Bx^2 + By^2 + Bz^2)', [1, 5]],
  ['III.13.18', '2 * E * d^2 * k / (h / (2 * pi))', [1, 5]],
  ['III.15.14', '(h / (2 * pi))^2 / (2 * E * d^2)', [1, 5]],
  ['III.15.27', '2 * pi * alpha / (n * d)', [1, 5]],
  ['III.19.51', '-m * q^4 / (2 * (4 * pi * epsilon)^2 * (h / (2 * pi))^2) / n^2', [1, 5]],
  ['III.21.20', '-rho0 * q * A / m', [1, 5]],
]

/** Laws of everyday science and of tables that people have, with units and ranges as they occur. */
const everydayLaws: readonly KnownLaw[] = [
  { id: 'kepler', formula: '365.25 * a^1.5', ranges: { a: [0.3, 40] } },
  { id: 'fahrenheit', formula: '1.8 * celsius + 32', ranges: { celsius: [-40, 60] } },
  { id: 'fare', formula: '2.5 + 1.8 * km + 0.3 * minutes', ranges: { km: [0.5, 30], minutes: [2, 90] } },
  { id: 'body-mass-index', formula: 'mass / height^2', ranges: { mass: [40, 150], height: [1.4, 2.1] } },
  { id: 'kleiber', formula: '70 * mass^0.75', ranges: { mass: [0.02, 500] } },
  { id: 'cobb-douglas', formula: '1.01 * labour^0.75 * capital^0.25', ranges: { labour: [1, 300], capital: [1, 500] } },
  { id: 'parallel-resistors', formula: '1 / (1 / r1 + 1 / r2)', ranges: { r1: [10, 1000], r2: [10, 1000] } },
  { id: 'pendulum', formula: '2 * pi * sqrt(length / g)', ranges: { length: [0.1, 5], g: [1.6, 25] } },
  { id: 'torricelli', formula: 'sqrt(2 * 9.81 * height)', ranges: { height: [0.1, 50] } },
  {
    id: 'manning',
    formula: 'radius^(2 / 3) * sqrt(slope) / n',
    ranges: { radius: [0.1, 5], slope: [0.0001, 0.02], n: [0.01, 0.1] },
  },
  {
    id: 'drag',
    formula: '0.5 * rho * v^2 * cd * area',
    ranges: { rho: [0.9, 1.3], v: [1, 60], cd: [0.1, 1.2], area: [0.1, 3] },
  },
  { id: 'free-fall', formula: 'h0 + v0 * t - 4.905 * t^2', ranges: { h0: [0, 100], v0: [-20, 20], t: [0, 4] } },
  {
    id: 'relative-change',
    formula: '100 * (after - before) / before',
    ranges: { before: [10, 500], after: [10, 500] },
  },
  {
    id: 'heron',
    formula: 'sqrt(s * (s - a) * (s - b) * (s - c))',
    ranges: { s: [12, 20], a: [1, 11], b: [1, 11], c: [1, 11] },
  },
  { id: 'michaelis-menten', formula: 'vmax * s / (km + s)', ranges: { vmax: [1, 10], s: [0.1, 20], km: [0.5, 8] } },
  { id: 'wind-power', formula: '0.5 * 1.225 * area * v^3 * 0.4', ranges: { area: [10, 8000], v: [3, 15] } },
]

const byVariable = (formula: string, range: Range): KnownLaw['ranges'] =>
  Object.fromEntries(
    [...new Set(formula.match(/[A-Za-z][A-Za-z0-9]*/g) ?? [])]
      .filter((name) => name !== 'sqrt' && name !== 'pi')
      .map((name) => [name, range]),
  )

const isRange = (ranges: Range | KnownLaw['ranges']): ranges is Range => Array.isArray(ranges)

/** All laws. Those that no family of units can express stay in: a search that cannot find them has missed them. */
export const laws: readonly KnownLaw[] = [
  ...feynmanEquations.map(([id, formula, ranges]) => ({
    id,
    formula,
    ranges: isRange(ranges) ? byVariable(formula, ranges) : ranges,
  })),
  ...everydayLaws,
]
