// Probabilities on neighbouring whole numbers from the ratios between them: exact to rounding, without factorials.

/**
 * Probabilities of `low` to `high`, where `ratio(x)` is that of x + 1 to that of x. The ratios are followed from the
 * mode outwards, so that nothing overflows and only what is too small to count becomes 0.
 */
function probabilities(low: number, high: number, mode: number, ratio: (x: number) => number): Float64Array {
  const weights = new Float64Array(high - low + 1)
  weights[mode - low] = 1
  for (let x = mode; x < high; x += 1) weights[x + 1 - low] = (weights[x - low] as number) * ratio(x)
  for (let x = mode; x > low; x -= 1) weights[x - 1 - low] = (weights[x - low] as number) / ratio(x - 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Binomial probabilities of 0 to `count` successes at a success rate of `rate`. */
export function binomial(count: number, rate: number): Float64Array {
  const mode = Math.min(count, Math.floor((count + 1) * rate))
  if (rate === 0 || rate === 1) return new Float64Array(count + 1).fill(1, mode, mode + 1)
  const odds = rate / (1 - rate)
  return probabilities(0, count, mode, (x) => ((count - x) / (x + 1)) * odds)
}

/**
 * Hypergeometric probabilities: of `successes` among n + m tries, how many are among the first n? They stand for
 * `low`, `low` + 1, …
 */
export function hypergeometric(n: number, m: number, successes: number): { low: number; chances: Float64Array } {
  const low = Math.max(0, successes - m)
  const high = Math.min(n, successes)
  const mode = Math.floor(((n + 1) * (successes + 1)) / (n + m + 2))
  const ratio = (x: number) => ((n - x) * (successes - x)) / ((x + 1) * (m - successes + x + 1))
  return { low, chances: probabilities(low, high, Math.min(high, Math.max(low, mode)), ratio) }
}
