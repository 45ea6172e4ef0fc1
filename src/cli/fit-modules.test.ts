// `nalu fit --modules`: units of the registry and of one's own in the search.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { root } from '../../test/sources.ts'
import { randomStream } from '../base/normal.ts'
import { readSafetensors } from '../bridges/safetensors.ts'

const folder = newFolder()
const at = (name: string) => join(folder, name)
const few = ['--rounds', '1', '--seeds', '64', '--time', '100']

beforeAll(() => {
  const random = randomStream(11, 'table of a test')
  const rows = Array.from({ length: 60 }, () => [1, 2, 3].map(() => random.uniform(1, 5)) as [number, number, number])
  writeFileSync(at('abc.csv'), `a,b,c,y\n${rows.map(([a, b, c]) => `${a},${b},${c},${a * b + c}`).join('\n')}\n`)
  const nmu = pathToFileURL(join(root, 'src/modules/nmu.ts')).href
  writeFileSync(at('mine.ts'), `import { nmu } from '${nmu}'\nexport const mine = { ...nmu, id: 'mine' }\n`)
})

describe('nalu fit --modules', { timeout: 120_000 }, () => {
  test('reads the formula off units of the registry, and says which, and keeps their names and weights', async () => {
    const args = ['fit', 'abc.csv', '--target', 'y', '--modules', 'nmu,nau', '--why', '--out', 'fit.json', ...few]
    const { code, stdout } = await nalu(args, { cwd: folder })
    expect(code).toBe(0)
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toContain('y = a·b + c How far')
    expect(text).toMatch(/a·b \+ c: read off 2 of nmu, then 1 of nau|a·b \+ c: read off 3 of nmu, then 1 of nau/)
    expect(text).toMatch(/unit 1 of nmu: W .* of a, .* of b, .* of c\./)
    expect(JSON.parse(readFileSync(at('fit.json'), 'utf8')).options.modules).toEqual(['nmu', 'nau'])
    expect((await nalu(['export', 'fit.json', 'w.safetensors'], { cwd: folder })).code).toBe(0)
    const { tensors } = readSafetensors(readFileSync(at('w.safetensors')))
    const hidden = text.includes('read off 2 of nmu') ? 2 : 3
    const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))
    expect(shapes).toEqual({ 'layer1.W': [hidden, 3], 'layer2.W': [1, hidden], 'layer3.W': [1, 1], 'layer3.b': [1] })
  })

  test('takes a module of one’s own from its file', async () => {
    const args = ['fit', 'abc.csv', '--target', 'y', '--modules', './mine.ts,nau', '--why', '--quiet', ...few]
    const { code, stdout } = await nalu(args, { cwd: folder })
    expect(code).toBe(0)
    expect(stdout).toMatch(/read off \d of mine, then 1 of nau/)
  })

  test('repeats the modules in the command that keeps the fit', async () => {
    const { stdout } = await nalu(['fit', 'abc.csv', '--target', 'y', '--modules', 'nmu,nau', ...few], { cwd: folder })
    expect(stdout).toContain(`nalu fit abc.csv --target y --modules nmu,nau ${few.join(' ')} --out fit.json`)
  })

  test.each([
    ['nmuu,nau', 'No module "nmuu"', 'Did you mean nmu?'],
    ['./nothing.ts', 'no file ./nothing.ts'],
    ['relu', 'Module relu computes nothing exactly'],
  ])('%s is refused', async (modules, ...said) => {
    const { code, stderr, stdout } = await nalu(['fit', 'abc.csv', '--target', 'y', '--modules', modules, '--json'], {
      cwd: folder,
    })
    expect([code, stdout]).toEqual([2, ''])
    for (const text of said) expect(stderr).toContain(text)
  })
})
