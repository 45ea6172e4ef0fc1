import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { root } from '../../test/sources.ts'
import { randomStream } from '../base/normal.ts'
import { readTable } from '../data/read-table.node.ts'
import { fit } from '../fit/found.ts'

const planets = join(root, 'examples/planets.csv')

/** A table of rows without a law: the wave is not in the reach of powers. */
function waveTable(): string {
  const random = randomStream(4, 'wave')
  const rows = Array.from({ length: 60 }, () => random.uniform(0, 12)).map((x) => `${x},${Math.sin(x) + 2}`)
  return `x,y\n${rows.join('\n')}\n`
}

describe('nalu fit', { timeout: 120_000 }, () => {
  test('finds the law of the planets and says how far to trust it', async () => {
    const { code, stdout, stderr } = await nalu(['fit', planets, '--target', 'period', '--why'])
    expect(code).toBe(0)
    expect(stdout).toContain('Read 8 rows × 4 columns')
    expect(stdout).toContain('Note: Column planet is text — ignored; 8 values.')
    expect(stdout).toMatch(/^>>>> .*period = 365\.\d+·distance\^1\.5$/m)
    expect(stdout).toContain('Found. It holds outside the rows it was found on. Low evidence: 8 rows.')
    expect(stdout).toContain('Not in it: mass.')
    expect(stdout).toMatch(/distance\^1\.5: comes from product unit 1, with the exponent 1\.\d+ of distance/)
    expect(stdout).toContain('--out fit.json')
    expect(stdout).not.toContain('\u001b')
    for (const line of stdout.split('\n')) if (!line.startsWith('Keep it:')) expect(line.length).toBeLessThanOrEqual(80)
    // In a log: one line a tenth, and nothing that moves a cursor.
    expect(stderr).toMatch(/^ \d+ % · .*best so far: 365·distance\^1\.5$/m)
    expect(stderr).not.toContain('\u001b')
  })

  test('gives one object of JSON, the same for one thread and two', async () => {
    const run = (threads: string) => nalu(['fit', planets, '--target', 'period', '--json', '--threads', threads])
    const [one, two] = await Promise.all([run('1'), run('2')])
    expect([one.code, two.code]).toEqual([0, 0])
    expect([one.stderr, two.stderr]).toEqual(['', ''])
    const { seconds, ...first } = JSON.parse(one.stdout)
    const { seconds: _, ...second } = JSON.parse(two.stdout)
    expect(second).toEqual(first)
    expect(Object.keys(first)).toEqual([
      ...['schema', 'version', 'found', 'formula', 'candidates', 'trust', 'dropped'],
      ...['target', 'inputs', 'rows', 'notes', 'options', 'search'],
    ])
    expect(seconds).toBeGreaterThan(0)
    expect(first.candidates.filter(({ pick }: { pick: boolean }) => pick)).toHaveLength(1)
    expect(Object.keys(first.candidates[0])).toEqual([
      'formula',
      'complexity',
      'errorInside',
      'errorOutside',
      'seedsAgreeing',
      'pick',
    ])
    expect(first.trust).toMatchObject({ lowEvidence: true, certified: { rows: 2, kind: 'relative' }, method: 't' })
  })

  test('gives the formula that the library gives for the same seed and rounds', async () => {
    const table = await readTable(planets)
    const library = await fit(table, { target: 'period', seed: 3, rounds: 1 })
    const { stdout } = await nalu(['fit', planets, '--target', 'period', '--seed', '3', '--rounds', '1', '--json'])
    const { formula, candidates } = JSON.parse(stdout)
    expect(formula).toBe(library.formula)
    expect(candidates).toEqual(library.candidates)
  })

  test('gives the formula of the library for a table so long that both read a sample of it', async () => {
    const cwd = newFolder()
    const random = randomStream(5, 'a long table')
    const rows = Array.from({ length: 30_000 }, () => {
      const [a, b] = [random.uniform(1, 9), random.uniform(1, 9)]
      return `${a},${b},${(2.5 * a) / b + 0.01 * random.normal()}`
    })
    writeFileSync(join(cwd, 'long.csv'), `a,b,y\n${rows.join('\n')}\n`)
    const table = await readTable(join(cwd, 'long.csv'), { seed: 3 })
    expect(table.isSampled).toBe(true)
    const library = await fit(table, { target: 'y', seed: 3, rounds: 1, seeds: 16 })
    const options = ['--target', 'y', '--seed', '3', '--rounds', '1', '--seeds', '16', '--json']
    const { stdout } = await nalu(['fit', 'long.csv', ...options], { cwd })
    const { formula, candidates } = JSON.parse(stdout)
    expect(formula).toBe(library.formula)
    expect(candidates).toEqual(library.candidates)
  })

  test('reads standard input', async () => {
    const input = readFileSync(planets, 'utf8').replaceAll(',', '\t')
    const { code, stdout, stderr } = await nalu(['fit', '-', '--target', 'period', '--rounds', '1', '--json'], {
      input,
    })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      found: true,
      formula: expect.stringMatching(/^365\.\d+ \* distance\^1\.5$/),
    })
    const empty = await nalu(['fit', '-', '--target', 'period'], { input: '' })
    expect(empty.code).toBe(2)
    expect(empty.stderr).toContain('is empty')
  })

  test('says plainly that it found nothing, why, and what to try', async () => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'wave.csv'), waveTable())
    const { code, stdout } = await nalu(['fit', 'wave.csv', '--target', 'y', '--rounds', '1', '--quiet'], { cwd })
    expect(code).toBe(3)
    expect(stdout).toMatch(/^Not found\. The best approximation:\n\n {2}y = /)
    expect(stdout).toMatch(/^ {2}✗ On the 12 outermost rows/m)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Give (rows over a wider range|more rows)/)
  })

  test('saves what it found and overwrites nothing', async () => {
    const cwd = newFolder()
    const run = () => nalu(['fit', planets, '--target', 'period', '--out', 'fit.json', '--quiet'], { cwd })
    const first = await run()
    expect(first.code).toBe(0)
    const text = readFileSync(join(cwd, 'fit.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ schema: 'nalu.fit', version: 1, target: 'period', found: true })
    const second = await run()
    expect(second.code).toBe(2)
    expect(second.stderr).toContain('fit.json exists already and was not changed')
    expect(readFileSync(join(cwd, 'fit.json'), 'utf8')).toBe(text)
  })

  test('judges the best so far on Ctrl-C', async () => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'wave.csv'), waveTable())
    const endless = ['fit', 'wave.csv', '--target', 'y', '--rounds', '1000', '--time', '20', '--threads', '1']
    const { code, stdout } = await nalu(endless, { cwd, interruptAt: /best so far/ })
    expect(code).toBe(3)
    expect(stdout).toContain('Interrupted. What follows is the best until then.')
    expect(stdout).toContain('Not found.')
  })

  test.each([
    [['planets.csv', '--target', 'perod'], 'No column "perod"', 'Did you mean --target period?'],
    [['planets.csv'], 'needs the column to explain', 'one of: distance, period, mass'],
    [['planets.csv', '--target', 'period', '--columns', 'mas'], 'No column "mas"', 'mass'],
    [['planets.csv', '--target', 'period', '--seeds', '0'], 'Option --seeds: 0 is too small'],
    [['planets.csv', '--target', 'period', '--separator', 'pipe'], 'Option --separator', 'comma'],
    [['planet.csv', '--target', 'period'], 'no file planet.csv', 'planets.csv'],
    [[], 'nalu fit needs <table>'],
  ])('says what is wrong with %j', async (args, ...said) => {
    const { code, stdout, stderr } = await nalu(['fit', ...args], { cwd: join(root, 'examples') })
    for (const text of said) expect(stderr).toContain(text)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})
