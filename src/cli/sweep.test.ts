import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { root } from '../../test/sources.ts'

const grid = {
  id: 'sums',
  task: 'a + b',
  base: { steps: 1500, checkEvery: 500 },
  grid: { module: ['nau', 'nalu'], train: ['1,2', [-2, -1]] },
  seeds: 2,
}

interface Seed {
  readonly seed: number
  readonly solved: boolean
  readonly testRelativeRmse: number
}

describe('nalu sweep', { timeout: 120_000 }, () => {
  test('trains and tests every combination as nalu learn does, and no seed twice', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'sums.json'), JSON.stringify(grid))
    const run = (...more: string[]) => nalu(['sweep', 'sums.json', '--json', ...more], { cwd: folder })
    const alone = ['--train', '-2,-1', '--steps', '1500', '--check-every', '500', '--seeds', '2', '--json']
    const [first, learned] = await Promise.all([run(), nalu(['learn', 'a + b', '--module', 'nau', ...alone])])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    const out = JSON.parse(first.stdout)
    expect(out).toMatchObject({ sweep: 'sums', ran: 8, resumed: 0, by: null, interrupted: false })
    expect(out.cells.map(({ keys }: { keys: object }) => keys)).toEqual([
      { module: 'nau', train: '1,2' },
      { module: 'nau', train: '-2,-1' },
      { module: 'nalu', train: '1,2' },
      { module: 'nalu', train: '-2,-1' },
    ])
    // What nalu learn says of the second combination.
    const seeds: readonly Seed[] = JSON.parse(learned.stdout).seeds
    const [low, high] = seeds.map(({ testRelativeRmse }) => testRelativeRmse).toSorted((a, b) => a - b)
    const { solved, failed, testError } = out.cells[1]
    expect(solved).toBe(seeds.filter((each) => each.solved).length)
    expect(failed).toEqual(seeds.filter((each) => !each.solved).map(({ seed }) => seed))
    expect(testError.median).toBeCloseTo(((low as number) + (high as number)) / 2, 15)

    const again = JSON.parse((await run('--by', 'module')).stdout)
    expect([again.ran, again.resumed]).toEqual([0, 8])
    expect(again.by.groups[0]).toMatchObject({ key: 'module=nau', seeds: 4, solved: out.cells[0].solved + solved })
    const page = readFileSync(join(folder, 'runs/sums/sums.md'), 'utf8')
    expect(page).toContain('| module | train | solved |')
    expect(page).toContain('npx nalu sweep sums.json --by module')
    const cells = readFileSync(join(folder, 'runs/sums/sums-cells.csv'), 'utf8').trimEnd().split('\n')
    expect(cells).toHaveLength(5)
    expect(cells[2]).toMatch(/^nau,"-2,-1",2,/)

    // The page again, from what the run has left.
    const reported = await nalu(['report', 'runs/sums', '--out', 'pages', '--json'], { cwd: folder })
    expect(reported).toMatchObject({ code: 0, stderr: '' })
    for (const name of ['sums.md', 'sums.csv', 'sums-cells.csv']) {
      expect(readFileSync(join(folder, 'pages', name), 'utf8')).toBe(
        readFileSync(join(folder, 'runs/sums', name), 'utf8'),
      )
    }
  })

  test('takes TypeScript, a module of one’s own beside it, and a part of the grid', async () => {
    const folder = newFolder()
    const source = (path: string) => JSON.stringify(join(root, 'src', path))
    writeFileSync(
      join(folder, 'mine.ts'),
      `import { nau } from ${source('modules/nau.ts')}\nexport const mine = { ...nau, id: 'mine' }\n`,
    )
    writeFileSync(
      join(folder, 'own.ts'),
      "export default { id: 'own', task: 'a - b', base: { steps: 500 }, grid: { module: ['./mine.ts', 'nac'], lr: [0.01, 0.1] } }\n",
    )
    const run = await nalu([
      'sweep',
      join(folder, 'own.ts'),
      '--smoke',
      '--only',
      'module=./mine.ts',
      '--out',
      join(folder, 'out'),
    ])
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('2 of 4 combinations were run: 2 seeds')
    expect(run.stdout).toMatch(/^\.\/mine\.ts +0\.01 /m)
    expect(run.stderr).not.toMatch(/[^\d]0 µs|NaN|undefined/)
    const stop = await nalu(['sweep', join(folder, 'own.ts'), '--smoke', '--no-resume', '--out', join(folder, 'out')])
    expect(stop).toMatchObject({ code: 2, stdout: '' })
    expect(stop.stderr).toContain('2 results stand in')
  })

  test('runs the example', async () => {
    const out = newFolder()
    const run = await nalu(['sweep', 'examples/07-sweep.json', '--smoke', '--out', out, '--quiet'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('8 of 8 combinations were run: 8 seeds')
    expect(readFileSync(join(out, 'product-rates.md'), 'utf8')).toContain('All combinations with one module')
  })

  test('leaves files alone that it has not written', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'sums.sweep.json'), 'mine')
    writeFileSync(join(folder, 'grid.json'), JSON.stringify(grid))
    const { code, stderr } = await nalu(['sweep', 'grid.json', '--out', '.'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('sums.sweep.json exists already and was not changed')
    expect(stderr).toContain('Move it away, or give another folder with --out')
    expect(readFileSync(join(folder, 'sums.sweep.json'), 'utf8')).toBe('mine')
  })
})
