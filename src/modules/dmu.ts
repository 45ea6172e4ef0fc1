// DMU: the Domain Mixed Unit, a sum that a gate reads in linear or in logarithmic space, of operands that heads predict.

import { citations } from '../base/citations.ts'
import type { Axis } from '../graph/axis.ts'
import {
  absolute,
  add,
  cos,
  divide,
  exp,
  floor,
  less,
  lessEqual,
  log,
  max,
  min,
  multiply,
  negate,
  rename,
  sigmoid,
  sqrt,
  subtract,
  tanh,
  toFloat,
} from '../graph/build.ts'
import { clamp, contract, mean, square } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial, type Initializer } from './initializers.ts'
import { defineModule, type ForwardContext } from './module.ts'
import { mix } from './parts.ts'
import { softplus } from './parts-power.ts'

// Least and greatest magnitude, and greatest |logarithm|, as in the author's code: wider once training is over.
const trainingLimits = { least: 1e-11, greatest: 1e6, logarithm: Math.log(1e6) - 1 }
const limits = { least: 1e-20, greatest: 1e20, logarithm: 50 }

/** Glorot uniform for a head of `outputs` values. */
const headInitial = (text: string, outputs: (inputs: number) => number): Initializer => ({
  description: `U(−r, r), r = √(6 / ${text})`,
  draw: (stream, count, fan) => {
    const r = Math.sqrt(6 / (fan.in + outputs(fan.in)))
    return Float64Array.from({ length: count }, () => stream.uniform(-r, r))
  },
})
const operandInitial = headInitial('(2 in + 1)', (inputs) => inputs + 1)
const gateInitial = headInitial('(in + 2)', () => 2)
const zero = constantInitial(0)

const parameters = {
  S: { axes: ['out', 'operand', 'in'], initial: operandInitial, description: 'head of the signs of operands' },
  s: { axes: ['out', 'operand'], initial: zero, description: 'its bias' },
  M: { axes: ['out', 'operand', 'in'], initial: operandInitial, description: 'head of the sizes of operands' },
  m: { axes: ['out', 'operand'], initial: zero, description: 'its bias' },
  A: { axes: ['out', 'in'], initial: gateInitial, description: 'head of the share of linear space' },
  a: { axes: ['out'], initial: zero, description: 'its bias' },
  B: { axes: ['out', 'in'], initial: gateInitial, description: 'head of the share of logarithmic space' },
  b: { axes: ['out'], initial: zero, description: 'its bias' },
} as const

/** Layer normalisation of each row, without scale and shift of its own. */
function normalised(x: Node, input: Axis): Node {
  const centred = subtract(x, mean(x, input))
  return divide(centred, sqrt(add(mean(square(centred), input), 1e-5))) // [in, rows]
}

/** Within ±limit, with soft ends: limit − softplus(limit − z) from above, and likewise from below. */
function softClamp(z: Node, limit: number): Node {
  const rest = (distance: Node) => log(add(1, exp(negate(absolute(distance)))))
  const below = subtract(min(z, limit), rest(subtract(limit, z)))
  return add(max(below, -limit), rest(add(below, limit)))
}

function mixed(context: ForwardContext<typeof parameters>, z: Node): Node {
  const {
    x,
    input,
    output,
    training,
    gate,
    parameters: { S, s, M, m, A, a, B, b },
  } = context
  const operand = S.axes.find((each) => each !== input && each !== output) as Axis
  const { least, greatest, logarithm } = training === undefined ? limits : trainingLimits
  const head = (weights: Node, bias: Node) => add(contract(weights, z, input), bias)
  const soft = multiply(tanh(head(S, s)), softplus(head(M, m))) // [out, operand, rows]
  const O = training === undefined ? clamp(floor(add(soft, 0.5)), -1, 1) : soft
  const ahead = subtract(head(A, a), head(B, b)) // [out, rows]
  const g = gate('g', training === undefined ? toFloat(lessEqual(0, ahead)) : sigmoid(ahead))

  const values = rename(x, input, operand) // [operand, rows]
  const sum = contract(O, values, operand) // [out, rows]
  const logs = contract(O, log(max(absolute(values), least)), operand)
  const negatives = contract(absolute(O), toFloat(less(values, 0)), operand)
  const sign = mix(g, tanh(divide(sum, 1e-4)), cos(multiply(Math.PI, negatives)))
  const size = mix(g, sqrt(add(square(sum), 1e-8)), exp(softClamp(logs, logarithm)))
  return multiply(sign, clamp(size, least, greatest))
}

const one = Math.log(Math.E - 1) // softplus of this is 1
const heads = { S: [0, 0, 0, 0], M: [0, 0, 0, 0], m: [one, one], A: [0, 0], B: [0, 0], b: [0] }
const linear = { relative: 3e-8, reason: '1e-8 is added under the root that takes the size of the sum' }
const exact = [
  { operation: 'add', weights: { ...heads, s: [20, 20], a: [1] }, error: linear },
  { operation: 'subtract', weights: { ...heads, s: [20, -20], a: [1] }, error: linear },
  { operation: 'identity', weights: { ...heads, s: [20, 0], a: [1] }, error: linear },
  { operation: 'multiply', weights: { ...heads, s: [20, 20], a: [-1] } },
  { operation: 'divide', weights: { ...heads, s: [20, -20], a: [-1] } },
] as const
const computes = ['add', 'subtract', 'multiply', 'divide', 'identity'] as const

const equation = (z: string) =>
  String.raw`${z}O = \tanh(S z + s) \odot \mathrm{softplus}(M z + m) \in \mathbb{R}^{out \times operand}, \quad (g, 1 - g) = \mathrm{softmax}(A z + a, B z + b), \quad u = O x, \; v = O \log |x|, \quad \delta = 10^{-8}, \quad y = \left(g \odot \tanh(u / 10^{-4}) + (1 - g) \odot \cos(\pi |O| [x < 0])\right) \odot \left(g \odot \sqrt{u^2 + \delta} + (1 - g) \odot \exp(v)\right)`
const failures = [
  'Training sees soft operands and a soft gate, evaluation rounds both: a unit that fits in training may be far off after it.',
  'Heads depend on the input, so operands and gate may flip outside the range that it was trained on.',
  'Has as many weights as the square of its inputs for every output.',
]
const notes = [
  'Evaluation rounds every operand to −1, 0 or 1 (halves upwards) and the gate to 0 or 1 (in favour of the sum where both are level), as in the author’s code; training does neither.',
  'Magnitudes are kept within 1e-11 and 1e6 in training and 1e-20 and 1e20 in evaluation, logarithms softly within ln(1e6) − 1 and 50.',
  'One node of the code’s graph; its published tables freeze the operands, and the paper describes a unit whose operands are given and whose gate alone is learnt.',
]

export const dmu = defineModule({
  id: 'dmu',
  title: 'Domain Mixed Unit',
  citation: citations.curry2025,
  equation: equation(String.raw`z = x, \quad `),
  computes,
  failures,
  parameters,
  forward: (context) => mixed(context, context.x),
  exact,
  notes: [
    ...notes,
    'Heads read the inputs as they are; dmu-normalised reads them after layer normalisation, an option of the code.',
  ],
})

export const dmuNormalised = defineModule({
  id: 'dmu-normalised',
  title: 'Domain Mixed Unit, heads after layer normalisation',
  citation: citations.curry2025,
  equation: equation(
    String.raw`v_x = \mathrm{var}\, x + 10^{-5}, \quad z = (x - \mathrm{mean}\, x) / \sqrt{v_x}, \quad `,
  ),
  computes,
  failures: [...failures, 'With two inputs the heads see little more than which of them is larger.'],
  parameters,
  forward: (context) => mixed(context, normalised(context.x, context.input)),
  exact,
  notes: [
    ...notes,
    'Scale and shift of the normalisation are held at 1 and 0, an option of the code: the heads can express both.',
  ],
})
