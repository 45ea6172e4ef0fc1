// The lane operations as WebAssembly instructions; operands are already on the stack.

import type { PlainInstruction } from './assembler.ts'
import type { ArithmeticOperation } from './loops.ts'

export type Shift = 'shiftLeft' | 'shiftRight' | 'shiftRightSigned'

export const shifts: Readonly<Record<Shift, PlainInstruction>> = {
  shiftLeft: 'i32x4.shl',
  shiftRight: 'i32x4.shr_u',
  shiftRightSigned: 'i32x4.shr_s',
}

export const plain: Readonly<
  Record<Exclude<ArithmeticOperation, Shift | 'multiplyAdd' | 'select'>, PlainInstruction | undefined>
> = {
  add: 'f32x4.add',
  subtract: 'f32x4.sub',
  multiply: 'f32x4.mul',
  divide: 'f32x4.div',
  min: 'f32x4.min',
  max: 'f32x4.max',
  negate: 'f32x4.neg',
  absolute: 'f32x4.abs',
  sqrt: 'f32x4.sqrt',
  floor: 'f32x4.floor',
  nearest: 'f32x4.nearest',
  less: 'f32x4.lt',
  lessEqual: 'f32x4.le',
  equal: 'f32x4.eq',
  addInt: 'i32x4.add',
  subtractInt: 'i32x4.sub',
  multiplyInt: 'i32x4.mul',
  minInt: 'i32x4.min_s',
  maxInt: 'i32x4.max_s',
  lessInt: 'i32x4.lt_s',
  equalInt: 'i32x4.eq',
  and: 'v128.and',
  or: 'v128.or',
  xor: 'v128.xor',
  not: 'v128.not',
  toFloat: 'f32x4.convert_i32x4_s',
  toInt: 'i32x4.trunc_sat_f32x4_s',
  // The same bits: nothing to do.
  asFloat: undefined,
  asInt: undefined,
}
