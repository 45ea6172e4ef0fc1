// The few statistics that tests of randomness need: chances under the hypothesis that all is well.

/** The standard normal distribution function, from its series around 0 (for |x| ≤ 8, to about 1e-15). */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x < 0 ? 0 : 1
  let term = x
  let sum = x
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
    term *= (x * x) / n
    sum += term
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}

/** The chance of a chi-square at least as large as this (Wilson and Hilferty's cube-root approximation). */
export function chiSquareChance(chiSquare: number, degrees: number): number {
  const z = (Math.cbrt(chiSquare / degrees) - (1 - 2 / (9 * degrees))) / Math.sqrt(2 / (9 * degrees))
  return 1 - normalCdf(z)
}

/** Pearson's chi-square of counts that should all be equal. */
export function chiSquareOfEqual(counts: ArrayLike<number>): number {
  const all = Array.from(counts)
  const expected = all.reduce((sum, count) => sum + count, 0) / all.length
  return all.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** The chance of a Kolmogorov–Smirnov distance at least as large as the one between a sample and `cdf`. */
export function kolmogorovSmirnovChance(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort()
  const n = sorted.length
  let distance = 0
  sorted.forEach((x, i) => {
    const p = cdf(x)
    distance = Math.max(distance, p - i / n, (i + 1) / n - p)
  })
  // M. Stephens' correction for finite samples, then Kolmogorov's series.
  const t = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n))
  let chance = 0
  for (let k = 1; k <= 100; k += 1) chance += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * t * t)
  return Math.min(1, Math.max(0, chance))
}

/** Pearson's correlation; for independent pairs it is about normal with deviation 1/√n. */
export function correlation(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const n = xs.length
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / n
  const [meanX, meanY] = [mean(xs), mean(ys)]
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < n; i += 1) {
    const [dx, dy] = [(xs[i] as number) - meanX, (ys[i] as number) - meanY]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xy / Math.sqrt(xx * yy)
}
