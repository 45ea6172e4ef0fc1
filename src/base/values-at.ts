// Values at some places of a row of numbers.

/** The values at these places, in their order. Several times faster than a callback for each, which large tables feel. */
export function valuesAt(values: ArrayLike<number>, places: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const taken = new Float64Array(places.length)
  for (let i = 0; i < taken.length; i += 1) taken[i] = values[places[i] as number] as number
  return taken
}
