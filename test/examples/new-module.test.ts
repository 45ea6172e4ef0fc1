// A module that is added as one file and one line shows up everywhere: in a copy of the sources, from the command line.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../sources.ts'

const file = `// Mean: the mean of weighted inputs.

import { multiply } from '../graph/build.ts'
import { glorotUniformInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { linear } from './parts.ts'

export const mean = defineModule({
  id: 'mean',
  title: 'Weighted mean',
  citation: undefined,
  equation: String.raw\`y = \\tfrac{1}{in} W x\`,
  computes: ['add'],
  failures: ['Cannot multiply.'],
  parameters: { W: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'weights' } },
  forward: ({ x, input, parameters: { W } }) => multiply(linear(W, x, input), 1 / input.size),
  exact: [{ operation: 'add', weights: { W: [2, 2] } }],
})
`

let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'nalu-'))
  for (const path of [
    'src',
    'scripts',
    'examples',
    'README.md',
    'CONTRIBUTING.md',
    'docs/fit.md',
    'docs/layers.md',
    'docs/pytorch.md',
    'package.json',
  ]) {
    cpSync(join(root, path), join(copy, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir')
  const registry = join(copy, 'src/modules/index.ts')
  writeFileSync(join(copy, 'src/modules/mean.ts'), file)
  const lists = readFileSync(registry, 'utf8').replace('readonly ArithmeticModule[] = [', '$& mean,')
  writeFileSync(registry, `import { mean } from './mean.ts'\n${lists}`)
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

function node(...given: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, given, {
    cwd: copy,
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) })
  return stdout
}

const nalu = (...given: string[]) => node('src/cli/main.ts', ...given)

test('nalu list shows it', () => {
  expect(nalu('list')).toMatch(/mean +\+ +Weighted mean/)
})

test('nalu explain shows its equation and its failure', () => {
  const text = nalu('explain', 'mean')
  expect(text).toContain('Weighted mean')
  expect(text).toContain('Cannot multiply.')
})

test('nalu learn trains it', () => {
  const text = nalu('learn', 'a + b', '--module', 'mean', '--seeds', '3', '--optimizer', 'sgd', '--lr', '0.1', '--json')
  expect(JSON.parse(text)).toMatchObject({ module: 'mean', solved: 3 })
})

test('the conformance suite has nothing against it', () => {
  const script = `
    import { checkModule } from './src/testing/index.ts'
    import { modules } from './src/modules/index.ts'
    console.log(JSON.stringify(checkModule(modules.find(({ id }) => id === 'mean'))))
  `
  expect(JSON.parse(node('--input-type=module-typescript', '-e', script))).toEqual([])
})

test('the documentation gets its row and its page', () => {
  node('scripts/pages.ts')
  const text = (path: string) => readFileSync(join(copy, path), 'utf8')
  expect(text('README.md')).toContain('[`mean`](docs/modules/mean.md)')
  expect(text('docs/modules/mean.md')).toContain('Source: [src/modules/mean.ts](../../src/modules/mean.ts)')
})
