import { expect, test } from 'vitest'
import { THEMES } from './palette.ts'

/** Relative luminance of `#rrggbb` (Web Content Accessibility Guidelines 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

test.each(Object.entries(THEMES))('text of the %s theme is legible on its page, and lines are visible', (_, theme) => {
  for (const colour of [theme.ink, theme.quiet, ...theme.emphasis]) {
    expect(contrast(colour, theme.background), colour).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour, theme.bandFill), colour).toBeGreaterThanOrEqual(3)
  }
  for (const colour of theme.plain) expect(contrast(colour, theme.background), colour).toBeGreaterThanOrEqual(3)
})
