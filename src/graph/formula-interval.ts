// Interval arithmetic over formulas: bounds that hold for every value of the variables within theirs.

import { evaluateFormula, type Formula, type FunctionName, sameFormula, variablesOf } from './formula.ts'
import type { Range } from './node.ts'
import { binaryRange, hull, range, unaryRange, unbounded } from './range.ts'

/**
 * Bounds of what the formula computes while each variable stays within its range, both ends included. The bounds
 * err on the wide side. Points outside the formula's domain (a root of a negative number) do not count.
 */
export function boundsOf(formula: Formula, rangeOf: (name: string) => Range): Range {
  const bounds = (part: Formula): Range => {
    switch (part.kind) {
      case 'number':
        return { low: part.value, high: part.value }
      case 'variable':
        return rangeOf(part.name)
      case 'negate':
        return unaryRange('negate', bounds(part.operand))
      case 'add':
      case 'subtract':
        return outward(binaryRange(part.kind, bounds(part.left), bounds(part.right), false), 1)
      case 'multiply':
        if (sameFormula(part.left, part.right)) return wholePower(bounds(part.left), 2)
        return outward(binaryRange('multiply', bounds(part.left), bounds(part.right), false), 1)
      case 'divide':
        return outward(quotient(bounds(part.left), bounds(part.right)), 1)
      case 'power':
        return powerOf(bounds(part.left), part.right, bounds)
      case 'call':
        return callOf(part.function, part.arguments.map(bounds))
      default:
        return part satisfies never
    }
  }
  return bounds(formula)
}

/** Rounds both bounds outward, by at least `ulps` units in the last place. Zeros are exact and stay. */
function outward({ low, high }: Range, ulps: number): Range {
  const slack = (bound: number) => (Number.isFinite(bound) ? Math.abs(bound) * ulps * 2 ** -52 : 0)
  return range(low - slack(low), high + slack(high))
}

// No engine's exp, log, sin, cos, tanh or power is further off than this.
const slackUlps = 8

const mirrored = ({ low, high }: Range): Range => ({ low: -high, high: -low })

function quotient(above: Range, below: Range): Range {
  // A divisor that only touches zero still fixes the sign of the quotient.
  if (below.high === 0 && below.low < 0) return mirrored(quotient(above, mirrored(below)))
  if (below.low === 0 && below.high > 0) {
    const low = above.low < 0 ? -Infinity : above.low / below.high
    return range(low, above.high > 0 ? Infinity : above.high / below.high)
  }
  return binaryRange('divide', above, below, false)
}

function powerOf(base: Range, exponent: Formula, bounds: (part: Formula) => Range): Range {
  if (variablesOf(exponent).length === 0) {
    const fixed = evaluateFormula(exponent, () => Number.NaN)
    if (Number.isInteger(fixed)) return wholePower(base, fixed)
  }
  // Over a base that is never negative the power is monotonic in either argument, so the corners hold the extremes.
  // A negative base leaves the domain, or has an exponent that only happens to be whole.
  if (base.low < 0) return unbounded
  const { low, high } = bounds(exponent)
  const corners = [base.low ** low, base.low ** high, base.high ** low, base.high ** high]
  return outward(range(Math.min(...corners), Math.max(...corners)), slackUlps)
}

function wholePower(base: Range, exponent: number): Range {
  if (exponent < 0) return outward(quotient({ low: 1, high: 1 }, wholePower(base, -exponent)), 1)
  if (exponent === 0) return { low: 1, high: 1 }
  const low = base.low ** exponent
  const high = base.high ** exponent
  if (exponent % 2 === 1) return outward({ low, high }, slackUlps)
  const least = base.low <= 0 && base.high >= 0 ? 0 : Math.min(low, high)
  return outward({ low: least, high: Math.max(low, high) }, slackUlps)
}

function callOf(name: FunctionName, values: readonly Range[]): Range {
  const [first = unbounded, ...others] = values
  switch (name) {
    case 'sqrt':
    case 'sign':
    case 'floor':
    case 'exp':
    case 'log':
      return unaryRange(name, first)
    case 'abs':
      return unaryRange('absolute', first)
    case 'tanh':
      return outward({ low: Math.tanh(first.low), high: Math.tanh(first.high) }, slackUlps)
    case 'sigmoid':
      return outward({ low: 1 / (1 + Math.exp(-first.low)), high: 1 / (1 + Math.exp(-first.high)) }, slackUlps)
    case 'cos':
      return wave(first, Math.cos, 0)
    case 'sin':
      return wave(first, Math.sin, Math.PI / 2)
    case 'min':
    case 'max':
      return others.reduce((bounds, other) => binaryRange(name, bounds, other, false), first)
    default:
      return name satisfies never
  }
}

/** Bounds of a sine or cosine: 1 where a crest lies inside, −1 where a trough does, else what it is at the ends. */
function wave({ low, high }: Range, height: (angle: number) => number, crest: number): Range {
  const turn = 2 * Math.PI
  // Far from zero the place within a turn is lost to rounding.
  if (!(high - low < turn) || Math.max(Math.abs(low), Math.abs(high)) > 1e6) return { low: -1, high: 1 }
  const slack = 1e-9
  const holds = (place: number) => Math.floor((high - place + slack) / turn) > Math.floor((low - place - slack) / turn)
  const ends = outward(hull(range(height(low), height(low)), range(height(high), height(high))), slackUlps)
  return { low: holds(crest + Math.PI) ? -1 : ends.low, high: holds(crest) ? 1 : ends.high }
}
