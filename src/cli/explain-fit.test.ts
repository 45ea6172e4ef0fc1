import { expect, test } from 'vitest'
import { nalu } from '../../test/command-line.ts'

test('nalu explain fit says how rows are split and by which rules a formula counts as found', async () => {
  const { code, stdout, stderr } = await nalu(['explain', 'fit'])
  expect([code, stderr]).toEqual([0, ''])
  const text = stdout.replace(/\s+/g, ' ')
  for (const said of [
    'The inner 60 % of the rows train',
    'The outermost 20 % are kept back, and looked at once',
    'k is 1, −1, 2, −2, 0.5, −0.5.',
    'at most 1.5 times that on the inner rows',
    'so clearly there is at most 1 %.',
    'Two thirds of the best restarts, at least 3,',
    'differs by more than 5 % at more than one of twenty points of a box twice as wide:',
    'the chance that noise alone shows as much is at least 0.5 % for each of these three.',
    'Under 30 rows',
  ]) {
    expect(text).toContain(said)
  }
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('nalu explain fit --json has the numbers of the rules', async () => {
  const { stdout } = await nalu(['explain', 'fit', '--json'])
  const { schema, rows, rules, numbers } = JSON.parse(stdout)
  expect(schema).toBe('nalu.fit-rules')
  expect(rows).toEqual({ train: 0.6, choose: 0.2, leastRows: 6 })
  expect(rules.map(({ name }: { name: string }) => name)).toHaveLength(5)
  expect(numbers).toMatchObject({ certifiedOverTrained: 1.5, mostLuck: 0.01, mostDifference: 0.05, fewRows: 30 })
})
