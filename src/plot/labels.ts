// Names beside lines: how far they must move so that none covers another, and how wide text is without a font.

export interface Wanted {
  /** Where the middle of the label would be best. */
  readonly at: number
  readonly height: number
}

/**
 * Middles of labels, in the order given, moved as little as possible (least squares) so that they do not overlap and stay
 * between `from` and `to`. The labels must fit there. `at` must not decrease by more than a label needs.
 */
export function spreadLabels(wanted: readonly Wanted[], from: number, to: number): number[] {
  const offsets: number[] = []
  let total = 0
  for (const { height } of wanted) {
    offsets.push(total + height / 2)
    total += height
  }
  // Without its own and its predecessors' heights every label has a place that must only not come before the last one's:
  // isotonic regression by pooling neighbours that are out of order.
  const pools: { sum: number; size: number }[] = []
  wanted.forEach(({ at }, index) => {
    let pool = { sum: at - (offsets[index] as number), size: 1 }
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.size >= pool.sum / pool.size;
      last = pools.at(-1)
    ) {
      pools.pop()
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size }
    }
    pools.push(pool)
  })
  const starts = pools.flatMap(({ sum, size }) => Array.from({ length: size }, () => sum / size))
  return starts.map((start, index) => Math.min(Math.max(start, from), to - total) + (offsets[index] as number))
}

/** Widths in a common sans-serif font, in parts of the font's size; generous, because the reader's font is not known. */
function characterWidth(character: string): number {
  if (/[ijl.,:;'|!()[\]fItr /·-]/.test(character)) return 0.38
  if (/[mwMW@%—…]/.test(character)) return 0.92
  if (/[A-Z×−+=<>≈0-9]/.test(character)) return 0.66
  return /[\u0020-\u052f\u2000-\u2bff]/.test(character) ? 0.58 : 1.05
}

/** About how wide a text is, in pixels. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width * fontSize
}

/**
 * Breaks text at spaces into lines no wider than `width` by the given measure; a longer word is broken anywhere.
 * What a no-break space joins is one word.
 */
export function wrapText(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[^\S\u00a0]+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const { segment } of new Intl.Segmenter().segment(word)) {
      if (line !== '' && measure(line + segment) > width) {
        lines.push(line)
        line = ''
      }
      line += segment
    }
  }
  if (line !== '') lines.push(line)
  return lines
}

/** Like `wrapText`, in as few lines, but of about the same width: no lone word is left over. */
export function balancedText(text: string, width: number, measure: (text: string) => number): string[] {
  const lines = wrapText(text, width, measure)
  for (let narrower = width * 0.95; lines.length > 1 && narrower > width / 2; narrower *= 0.95) {
    const balanced = wrapText(text, narrower, measure)
    if (balanced.length > lines.length) break
    lines.splice(0, lines.length, ...balanced)
  }
  return lines
}

/** The longest beginning of a text no wider than `width` by the given measure, with `ellipsis` if something is missing. */
export function truncateText(text: string, width: number, measure: (text: string) => number, ellipsis = '…'): string {
  if (measure(text) <= width) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (measure(kept + segment + ellipsis) > width) break
    kept += segment
  }
  return measure(kept + ellipsis) <= width ? kept.trimEnd() + ellipsis : kept
}
