// A figure as plain data: what every renderer (SVG, terminal) reads and what callers write.

/** `symlog` is linear around zero and logarithmic beyond, so it shows both signs, zero and many powers of ten. */
export type ScaleKind = 'linear' | 'log' | 'symlog'

export type Point = readonly [x: number, y: number]

/** A range of y at one x, such as a confidence interval over seeds. */
export type Interval = readonly [x: number, low: number, high: number]

export interface Series {
  readonly name: string
  /** In drawing order. The line breaks at points that are not finite; they are counted in the caption. */
  readonly points: readonly Point[]
  /** Drawn in front, thick and coloured; the others step back. If no series has it, all have (up to eight). */
  readonly emphasis?: boolean
  /** The truth that the others are compared with: drawn in black behind the emphasised ones, without markers. */
  readonly reference?: boolean
  /** Points that do not follow each other, such as those of kinds: no line joins them, and an interval is a bar at each. */
  readonly apart?: boolean
  /** Shaded around the line. */
  readonly interval?: readonly Interval[]
}

/** A range of x that is shaded and named, such as the training range. An infinite end reaches to the frame. */
export interface Band {
  readonly from: number
  readonly to: number
  /** Say the ends if readers need them exactly: `training range −5 to 5`. */
  readonly label: string
}

/** Lines over two axes. */
export interface Figure {
  readonly title: string
  readonly subtitle?: string
  readonly xLabel: string
  readonly yLabel: string
  readonly xScale: ScaleKind
  readonly yScale: ScaleKind
  /** Ends of the axis; lines are cut there and points beyond are counted in the caption. Default: what the data need. */
  readonly xDomain?: readonly [from: number, to: number]
  readonly yDomain?: readonly [from: number, to: number]
  /** A symlog axis is linear below this size. Default: a power of ten that most values exceed. */
  readonly xLinearBelow?: number
  readonly yLinearBelow?: number
  readonly series: readonly Series[]
  readonly bands?: readonly Band[]
  readonly caption?: string
}
