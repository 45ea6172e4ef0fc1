// The lane operations as WebAssembly SIMD instructions, and arrays mapped through a function built from them.

import { $, br_if, f32x4, func, i32, i32x4, type Local, local, loop, Module, memory, v128 } from 'wasmati'
import type { Arithmetic } from '../../src/compile/arithmetic.ts'

/** A function of one float32, written against any arithmetic. */
export type LaneFunction = <V>(m: Arithmetic<V>, x: V) => V

export interface ArrayFunction {
  /** Filled by the caller. */
  readonly input: Float32Array
  /** Filled by `run`. */
  readonly output: Float32Array
  run(): void
}

type Vector = Local<'v128'>

const pageBytes = 65536
const localCount = 160

/** Compiles `lane` to a loop over `length` (a multiple of 4) elements. `isFused` takes the relaxed multiply-add. */
export async function compileLanes(lane: LaneFunction, isFused: boolean, length: number): Promise<ArrayFunction> {
  const bytes = length * 4
  const pages = Math.ceil((2 * bytes) / pageBytes)
  const buffer = memory({ min: pages, max: pages })
  const map = func(
    { in: [i32], locals: [v128, ...Array.from({ length: localCount - 1 }, () => v128)], out: [] },
    ([offset], locals) => {
      const { prelude, body, x, result } = record(lane, isFused, locals)
      for (const emit of prelude) emit()
      loop({ in: [], out: [] }, () => {
        local.set(x, v128.load({ offset: 0 }, offset))
        for (const emit of body) emit()
        v128.store({ offset: bytes }, offset, result)
        local.set(offset, i32.add(offset, 16))
        i32.lt_u(offset, bytes)
        br_if(0)
      })
    },
  )
  const { instance } = await Module({ exports: { map, buffer } }).instantiate()
  const shared = instance.exports.buffer.buffer
  return {
    input: new Float32Array(shared, 0, length),
    output: new Float32Array(shared, bytes, length),
    run: () => instance.exports.map(0),
  }
}

interface Recording {
  /** Constants, set once before the loop. */
  prelude: (() => void)[]
  body: (() => void)[]
  x: Vector
  result: Vector
}

function record(lane: LaneFunction, isFused: boolean, locals: readonly Vector[]): Recording {
  const prelude: (() => void)[] = []
  const body: (() => void)[] = []
  let used = 0
  const fresh = (): Vector => {
    const next = locals[used++]
    if (next === undefined) throw new Error(`More than ${localCount} values; raise localCount in wasm-arithmetic.ts.`)
    return next
  }
  /** A new local that takes what `push` leaves on the stack. */
  const define = (push: () => unknown, into = body): Vector => {
    const result = fresh()
    into.push(() => {
      push()
      local.set(result, $)
    })
    return result
  }
  const less = new Map<Vector, readonly [Vector, Vector]>()

  const m: Arithmetic<Vector> = {
    float: (value) => define(() => v128.const('f32x4', [value, value, value, value]), prelude),
    int: (value) => {
      // As bytes: wasmati 0.2.4 refuses i32x4 constants whose top bit is set.
      const [a, b, c, d] = [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255]
      return define(() => v128.const('i8x16', [a, b, c, d, a, b, c, d, a, b, c, d, a, b, c, d]), prelude)
    },

    add: (a, b) => define(() => f32x4.add(a, b)),
    subtract: (a, b) => define(() => f32x4.sub(a, b)),
    multiply: (a, b) => define(() => f32x4.mul(a, b)),
    divide: (a, b) => define(() => f32x4.div(a, b)),
    min: (a, b) => define(() => f32x4.min(a, b)),
    max: (a, b) => define(() => f32x4.max(a, b)),
    negate: (a) => define(() => f32x4.neg(a)),
    absolute: (a) => define(() => f32x4.abs(a)),
    sqrt: (a) => define(() => f32x4.sqrt(a)),
    floor: (a) => define(() => f32x4.floor(a)),
    nearest: (a) => define(() => f32x4.nearest(a)),
    multiplyAdd: (a, b, c) => define(() => (isFused ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c))),
    less: (a, b) => {
      const condition = define(() => f32x4.lt(a, b))
      less.set(condition, [a, b])
      return condition
    },
    lessEqual: (a, b) => define(() => f32x4.le(a, b)),
    equal: (a, b) => define(() => f32x4.eq(a, b)),

    addInt: (a, b) => define(() => i32x4.add(a, b)),
    subtractInt: (a, b) => define(() => i32x4.sub(a, b)),
    multiplyInt: (a, b) => define(() => i32x4.mul(a, b)),
    minInt: (a, b) => define(() => i32x4.min_s(a, b)),
    maxInt: (a, b) => define(() => i32x4.max_s(a, b)),
    lessInt: (a, b) => define(() => i32x4.lt_s(a, b)),
    equalInt: (a, b) => define(() => i32x4.eq(a, b)),
    shiftLeft: (a, bits) => define(() => i32x4.shl(a, bits)),
    shiftRight: (a, bits) => define(() => i32x4.shr_u(a, bits)),
    shiftRightSigned: (a, bits) => define(() => i32x4.shr_s(a, bits)),

    and: (a, b) => define(() => v128.and(a, b)),
    or: (a, b) => define(() => v128.or(a, b)),
    xor: (a, b) => define(() => v128.xor(a, b)),
    not: (a) => define(() => v128.not(a)),
    select: (condition, a, b) => {
      // The clamps of vector-math: `b < a ? a : b` is pmax(b, a), `a < b ? a : b` is pmin(b, a).
      const compared = less.get(condition)
      if (compared?.[0] === b && compared[1] === a) return define(() => f32x4.pmax(b, a))
      if (compared?.[0] === a && compared[1] === b) return define(() => f32x4.pmin(b, a))
      return define(() => v128.bitselect(a, b, condition))
    },

    toFloat: (a) => define(() => f32x4.convert_i32x4_s(a)),
    toInt: (a) => define(() => i32x4.trunc_sat_f32x4_s(a)),
    asFloat: (a) => a,
    asInt: (a) => a,
  }

  const x = fresh()
  return { prelude, body, x, result: lane(m, x) }
}
