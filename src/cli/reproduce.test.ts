import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { mnistFolder } from '../../test/mnist-folder.ts'

/** Nothing but the table is kept beside reports. */
function removeStore(out: string): void {
  for (const name of readdirSync(out)) if (name.startsWith('results.sqlite')) rmSync(join(out, name))
}

const smoke = (out: string, ...more: string[]) =>
  nalu(['reproduce', 'counter', '--smoke', '--out', out, '--json', ...more])

describe('nalu reproduce', { timeout: 120_000 }, () => {
  test('writes table, page and figure, and runs no seed twice', async () => {
    const out = newFolder()
    const first = await smoke(out)
    expect(first.code).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({
      schema: 'nalu.reproduce',
      version: 1,
      experiment: 'counter',
      ran: 14,
      resumed: 0,
      files: ['counter.md', 'counter.csv', 'counter.svg'].map((name) => join(out, name)),
    })
    const table = readFileSync(join(out, 'counter.csv'), 'utf8')
    expect(table.trimEnd().split('\n')).toHaveLength(15)
    const page = readFileSync(join(out, 'counter.md'), 'utf8')
    expect(page).toContain('![Counting on from 5, each number from the one before](counter.svg)')
    expect(page).toContain(`npx nalu reproduce counter --smoke --out ${out}`)
    // As in a fresh clone: a table of three seeds and no store.
    removeStore(out)
    writeFileSync(join(out, 'counter.csv'), table.split('\n').slice(0, 4).join('\n').concat('\n'))
    const second = JSON.parse((await smoke(out)).stdout)
    expect([second.ran, second.resumed]).toEqual([11, 3])
    const third = JSON.parse((await smoke(out)).stdout)
    expect([third.ran, third.resumed]).toEqual([0, 14])
    expect(third.tables).toEqual(JSON.parse(first.stdout).tables)
    // Other steps, other results: what stands there is not taken for them.
    const other = JSON.parse((await smoke(out, '--strict', '--only', 'linear')).stdout)
    expect([other.ran, other.resumed]).toEqual([2, 0])
    removeStore(out)
    appendFileSync(join(out, 'counter.csv'), 'nalu,99,5')
    const cut = await smoke(out)
    expect(cut.code).toBe(2)
    expect(cut.stderr).toMatch(/Line 4 of .*counter.csv/)
  })

  test('leaves a page alone that it has not written', async () => {
    const out = newFolder()
    writeFileSync(join(out, 'counter.md'), 'mine')
    const { code, stderr } = await smoke(out)
    expect(code).toBe(2)
    expect(stderr).toContain('counter.md exists already and was not changed')
    expect(stderr).toContain('give another folder with --out')
    // As the message says, another folder helps, and so does moving the page away.
    expect((await smoke(join(out, 'other'))).code).toBe(0)
    renameSync(join(out, 'counter.md'), join(out, 'mine.md'))
    expect((await smoke(out)).code).toBe(0)
    expect(readFileSync(join(out, 'mine.md'), 'utf8')).toBe('mine')
  })

  test('leaves no empty folder behind where nothing could be run', async () => {
    const cwd = newFolder()
    const run = (...more: string[]) => nalu(['reproduce', 'counter', '--smoke', '--only', 'linear', ...more], { cwd })
    const bad = await run('--out', 'new/inner', '--store', 'nowhere/results.sqlite')
    expect(bad.code).toBe(2)
    expect(bad.stderr).toContain('there is no folder nowhere')
    expect(readdirSync(cwd)).toEqual([])
    expect((await run('--out', 'old', '--store', 'results.sqlite')).code).toBe(0)
    const refused = await run('--out', 'new', '--store', 'results.sqlite', '--no-resume')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('2 results stand in results.sqlite already. Give another --store')
    expect(readdirSync(cwd)).not.toContain('new')
    // A folder that was there before stays.
    mkdirSync(join(cwd, 'mine'))
    expect((await run('--out', 'mine/new', '--store', 'mine')).code).toBe(2)
    expect(readdirSync(cwd)).toContain('mine')
    expect(readdirSync(join(cwd, 'mine'))).toEqual([])
  })

  test('takes images from a folder where an experiment is on images, and says what is missing', async () => {
    const empty = newFolder()
    const [none, strange, missing] = await Promise.all([
      nalu(['reproduce', 'digit-canvases-mnist-test']),
      nalu(['reproduce', 'counter', '--data', mnistFolder ?? empty]),
      nalu(['reproduce', 'digit-canvases', '--data', empty]),
    ])
    expect([none.code, strange.code, missing.code]).toEqual([2, 2, 2])
    expect(none.stderr).toContain('digit-canvases-mnist-test is on images of MNIST. Give the folder with its files')
    expect(missing.stderr).toContain('t10k-images-idx3-ubyte')
    if (mnistFolder !== undefined) expect(strange.stderr).toContain('counter is not on images')
  })

  test.skipIf(mnistFolder === undefined)(
    'says on its page which images it was on, and not where they lay',
    async () => {
      const out = newFolder()
      const options = ['--data', mnistFolder as string, '--smoke', '--only', 'nac', '--out', out, '--quiet']
      expect((await nalu(['reproduce', 'digit-canvases', ...options])).code).toBe(0)
      const page = readFileSync(join(out, 'digit-canvases-mnist-test.md'), 'utf8')
      expect(page).toContain('only the 10,000 test images were there: split 7,000/1,500/1,500 by seed')
      expect(page).toContain('npx nalu reproduce digit-canvases-mnist-test --only nac --data folder/of/mnist --smoke')
      expect(page).not.toContain(mnistFolder)
    },
  )

  test('knows its experiments and their lines', async () => {
    const [experiment, line] = await Promise.all([
      nalu(['reproduce', 'idenity']),
      nalu(['reproduce', 'counter', '--only', 'tanhh']),
    ])
    expect(experiment.code).toBe(2)
    expect(experiment.stderr).toContain('Did you mean identity?')
    expect(line.code).toBe(2)
    expect(line.stderr).toContain('Did you mean tanh?')
  })
})
