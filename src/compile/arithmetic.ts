// The arithmetic that every target offers on four lanes at once; whatever else is needed is built from it.

/**
 * Lane-wise float32 and 32-bit integer arithmetic over values of type `V`.
 * The loop language implements it by appending instructions, tests by computing at once.
 * Booleans are values too: the result of a comparison, all bits set or none.
 */
export interface Arithmetic<V> {
  /** The same float32 in every lane. */
  float(value: number): V
  /** The same 32-bit integer in every lane. */
  int(value: number): V

  // float32: each rounds once, as IEEE 754 says; min and max give NaN if either side is NaN.
  add(a: V, b: V): V
  subtract(a: V, b: V): V
  multiply(a: V, b: V): V
  divide(a: V, b: V): V
  min(a: V, b: V): V
  max(a: V, b: V): V
  negate(a: V): V
  absolute(a: V): V
  sqrt(a: V): V
  floor(a: V): V
  /** To the nearest whole number, halves to the even one. */
  nearest(a: V): V
  /** `a·b + c`, rounded once or twice: what the target does fastest. Strict kernels round twice. */
  multiplyAdd(a: V, b: V, c: V): V
  less(a: V, b: V): V
  lessEqual(a: V, b: V): V
  equal(a: V, b: V): V

  // 32-bit integers, wrapping.
  addInt(a: V, b: V): V
  subtractInt(a: V, b: V): V
  multiplyInt(a: V, b: V): V
  minInt(a: V, b: V): V
  maxInt(a: V, b: V): V
  lessInt(a: V, b: V): V
  equalInt(a: V, b: V): V
  shiftLeft(a: V, bits: number): V
  /** Fills with zeros. */
  shiftRight(a: V, bits: number): V
  /** Fills with the sign. */
  shiftRightSigned(a: V, bits: number): V

  // Bits, of integers and booleans.
  and(a: V, b: V): V
  or(a: V, b: V): V
  xor(a: V, b: V): V
  not(a: V): V
  /** Where `condition` is set `a`, elsewhere `b`. */
  select(condition: V, a: V, b: V): V

  // Between the two.
  toFloat(a: V): V
  /** Towards zero; NaN gives 0, what is too large the largest integer. */
  toInt(a: V): V
  /** The same 32 bits seen as a float32. */
  asFloat(a: V): V
  /** The same 32 bits seen as an integer. */
  asInt(a: V): V
}
