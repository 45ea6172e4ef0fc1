import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balancedText, spreadLabels, truncateText, wrapText } from './labels.ts'

const length = (text: string) => text.length

test('labels with enough room stay where they are', () => {
  const wanted = [10, 30, 50].map((at) => ({ at, height: 12 }))
  expect(spreadLabels(wanted, 0, 100)).toEqual([10, 30, 50])
})

test('labels that want the same place share it evenly', () => {
  const wanted = [50, 50, 50].map((at) => ({ at, height: 10 }))
  expect(spreadLabels(wanted, 0, 100)).toEqual([40, 50, 60])
})

test('labels never overlap, keep their order and stay inside', () => {
  const label = fc.record({ at: fc.double({ min: 0, max: 300, noNaN: true }), height: fc.integer({ min: 8, max: 18 }) })
  fc.assert(
    fc.property(fc.array(label, { maxLength: 16 }), (labels) => {
      const wanted = labels.sort((a, b) => a.at - b.at)
      const middles = spreadLabels(wanted, 0, 300)
      wanted.forEach(({ height }, index) => {
        const middle = middles[index] as number
        expect(middle - height / 2).toBeGreaterThan(-1e-6)
        expect(middle + height / 2).toBeLessThan(300 + 1e-6)
        const before = wanted[index - 1]
        if (before === undefined) return
        expect(middle - (middles[index - 1] as number)).toBeGreaterThan((height + before.height) / 2 - 1e-6)
      })
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('text is wrapped at spaces, and inside a word only if it is too long for a line', () => {
  expect(wrapText('one two  three', 7, length)).toEqual(['one two', 'three'])
  expect(wrapText('incomprehensibilities', 8, length)).toEqual(['incompre', 'hensibil', 'ities'])
  expect(wrapText('', 8, length)).toEqual([])
  expect(wrapText('a b\u00a0c d', 4, length)).toEqual(['a', 'b\u00a0c', 'd'])
})

test('wrapping loses nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, width) => {
      const lines = wrapText(text, width, length)
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
    }),
    { seed: 1 },
  )
})

test('balanced text has as few lines, without a lone word at the end', () => {
  const text = 'Every activation is accurate where it was trained and wrong outside of it is'
  expect(wrapText(text, 72, length)).toHaveLength(2)
  const [first = '', second = '', third] = balancedText(text, 72, length)
  expect(third).toBeUndefined()
  expect(second.length).toBeGreaterThan(first.length * 0.75)
})

test('truncated text ends with an ellipsis and fits', () => {
  expect(truncateText('tanhshrink', 10, length)).toBe('tanhshrink')
  expect(truncateText('tanhshrink', 6, length)).toBe('tanhs…')
  expect(truncateText('tanhshrink', 0, length)).toBe('')
})
