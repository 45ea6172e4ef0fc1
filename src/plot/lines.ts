// Polylines in the unit square: cut at the frame, walked by arc length.

/** A position in the frame, both between 0 and 1 if it is inside; y grows upwards. */
export interface Place {
  readonly x: number
  readonly y: number
}

const inside = ({ x, y }: Place) => x >= 0 && x <= 1 && y >= 0 && y <= 1

/** The part of a segment inside the unit square (Liang and Barsky's algorithm), or undefined if there is none. */
function cutSegment(a: Place, b: Place): readonly [Place, Place] | undefined {
  let enter = 0
  let leave = 1
  for (const [start, change] of [
    [a.x, b.x - a.x],
    [a.y, b.y - a.y],
  ] as const) {
    if (change === 0) {
      if (start < 0 || start > 1) return undefined
      continue
    }
    const atZero = -start / change
    const atOne = (1 - start) / change
    enter = Math.max(enter, Math.min(atZero, atOne))
    leave = Math.min(leave, Math.max(atZero, atOne))
  }
  if (enter > leave) return undefined
  const clamp = (value: number) => Math.min(1, Math.max(0, value))
  const at = (t: number): Place => ({ x: clamp(a.x + t * (b.x - a.x)), y: clamp(a.y + t * (b.y - a.y)) })
  return [inside(a) ? a : at(enter), inside(b) ? b : at(leave)]
}

/** The parts of a polyline inside the unit square. A polyline of one place stays one. */
export function cutToFrame(line: readonly Place[]): Place[][] {
  const [first] = line
  if (first === undefined) return []
  if (line.length === 1) return inside(first) ? [[first]] : []
  const runs: Place[][] = []
  let previous = first
  for (const next of line.slice(1)) {
    const piece = cutSegment(previous, next)
    previous = next
    if (piece === undefined) continue
    const [start, end] = piece
    const last = runs.at(-1)
    if (last !== undefined && last.at(-1) === start) last.push(end)
    else runs.push([start, end])
  }
  return runs
}

/**
 * Places along runs, `spacing` apart by arc length, the first after `phase` spacings; lengths count `width` and `height`
 * for the sides of the frame. There is always one, unless there are no runs.
 */
export function placesAlong(
  runs: readonly (readonly Place[])[],
  { spacing, phase, width, height }: { spacing: number; phase: number; width: number; height: number },
): Place[] {
  const places: Place[] = []
  let next = spacing * phase
  let walked = 0
  for (const run of runs) {
    run.forEach((place, index) => {
      const before = run[index - 1]
      if (before === undefined) return
      const length = Math.hypot((place.x - before.x) * width, (place.y - before.y) * height)
      for (; next <= walked + length && length > 0; next += spacing) {
        const t = (next - walked) / length
        places.push({ x: before.x + t * (place.x - before.x), y: before.y + t * (place.y - before.y) })
      }
      walked += length
    })
    // A lone place has no length to walk, but must be seen.
    if (run.length === 1) places.push(...run)
  }
  const middle = runs[0]?.[Math.floor((runs[0]?.length ?? 0) / 2)]
  return places.length === 0 && middle !== undefined ? [middle] : places
}
