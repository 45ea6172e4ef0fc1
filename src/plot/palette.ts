// Colours, dashes and markers of SVG figures. No two neighbours differ by colour alone.

/** Colours of a figure on a light or a dark page. */
export interface Theme {
  readonly background: string
  readonly ink: string
  /** Text that is not the point: ticks, captions, names of background lines. */
  readonly quiet: string
  readonly grid: string
  readonly reference: string
  readonly axis: string
  readonly bandFill: string
  readonly bandEdge: string
  /** Emphasised lines: at least 4.5:1 against the background, so that names can have them too. */
  readonly emphasis: readonly string[]
  /** Background lines: at least 3:1 against the background. */
  readonly plain: readonly string[]
}

/** Variants of Okabe and Ito's colours ("Color Universal Design", 2008), darkened or lightened until text is legible. */
export const THEMES = {
  light: {
    background: '#ffffff',
    ink: '#1b1f24',
    quiet: '#5c636b',
    grid: '#e6e8eb',
    reference: '#c3c8ce',
    axis: '#8b929a',
    bandFill: '#eaf1fa',
    bandEdge: '#9db7d8',
    emphasis: ['#0067a8', '#b84400', '#00714f', '#a03c78', '#7a5b00', '#1f7a8c', '#5b4bb5', '#a8323e'],
    plain: ['#7d848c', '#949494'],
  },
  dark: {
    background: '#14181d',
    ink: '#eef1f4',
    quiet: '#a4acb5',
    grid: '#2a3037',
    reference: '#56606b',
    axis: '#747c86',
    bandFill: '#1c2a3b',
    bandEdge: '#46678f',
    emphasis: ['#56b4e9', '#f08a4b', '#35c498', '#e08fc0', '#e0b429', '#62c3d3', '#a99cf5', '#f2858d'],
    plain: ['#8a929b', '#747c86'],
  },
} as const satisfies Readonly<Record<string, Theme>>

export type ThemeName = keyof typeof THEMES

/** Dashes of emphasised lines, by rank; the first is solid. */
export const EMPHASIS_DASHES = [
  '',
  '8 3',
  '10 3 2.5 3',
  '4 2.5',
  '14 4',
  '8 3 2.5 3 2.5 3',
  '2 2.5',
  '18 3 4 3',
] as const
/** Dashes of background lines, by rank. */
export const PLAIN_DASHES = ['', '5 2', '1.5 2', '7 2 1.5 2', '10 3'] as const

/** Markers by rank, as SVG paths around the origin that fill a circle of radius 4 to 5. */
export const MARKERS = [
  'M-3.8,0A3.8,3.8 0 1,0 3.8,0A3.8,3.8 0 1,0 -3.8,0Z',
  'M0,-4.8L4.5,3.4H-4.5Z',
  'M-3.5,-3.5H3.5V3.5H-3.5Z',
  'M0,-5L5,0L0,5L-5,0Z',
  'M0,4.8L4.5,-3.4H-4.5Z',
  'M-1.6,-4.6H1.6V-1.6H4.6V1.6H1.6V4.6H-1.6V1.6H-4.6V-1.6H-1.6Z',
  'M0,-4.8L4.6,-1.4L2.8,3.9H-2.8L-4.6,-1.4Z',
  'M0,-1.9L2.3,-4.2L4.2,-2.3L1.9,0L4.2,2.3L2.3,4.2L0,1.9L-2.3,4.2L-4.2,2.3L-1.9,0L-4.2,-2.3L-2.3,-4.2Z',
] as const

/** The item of a list that a rank chooses; lists are used again from the start. */
export function byRank<T>(items: readonly [T, ...T[]] | readonly T[], rank: number): T {
  return items[rank % items.length] as T
}
