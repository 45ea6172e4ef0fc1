// The expression graph for users: everything that builds one, its gradient and its values.

export { type Axis, axis, describeAxes } from './axis.ts'
export {
  absolute,
  add,
  and,
  constant,
  cos,
  divide,
  equal,
  exp,
  floor,
  gather,
  index,
  less,
  lessEqual,
  log,
  max,
  maximum,
  min,
  multiply,
  negate,
  not,
  type Operand,
  or,
  product,
  rename,
  select,
  sigmoid,
  sign,
  sin,
  slot,
  sqrt,
  stopGradient,
  subtract,
  sum,
  tanh,
  toFloat,
  toInt,
} from './build.ts'
export { delay, type RecurrentState, recur } from './delay.ts'
export {
  at,
  between,
  clamp,
  concatenate,
  contract,
  mean,
  power,
  scan,
  slice,
  square,
  stack,
  windows,
} from './functions.ts'
export { gradients } from './gradient.ts'
export { type Bindings, interpret, interpretAll, type Tensor } from './interpret.ts'
export {
  crossEntropy,
  dropout,
  flattened,
  logSumExp,
  moments,
  normalised,
  overlapped,
  padded,
  softmax,
} from './network.ts'
export type { ElementType, Node, Range, SlotNode } from './node.ts'
export { scatter } from './scatter.ts'
