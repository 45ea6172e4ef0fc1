// What is made from the sources is up to date: blocks of the documentation, and the pages of the modules.

import { expect, test } from 'vitest'
import { pages, withBlocks } from '../scripts/blocks.ts'
import { moduleFolder, modulePages } from '../scripts/module-pages.ts'
import { toBibTeX } from '../src/base/citations.ts'
import { modules } from '../src/modules/index.ts'
import { constantInitial } from '../src/modules/initializers.ts'
import { linear } from '../src/modules/linear.ts'
import { type ArithmeticModule, defineModule, type ParameterSpecs, type WeightSpecs } from '../src/modules/module.ts'
import { filesUnder, read } from './sources.ts'

test.each(pages)('%s shows the examples and the modules as they are; npm run pages writes it', (page) => {
  expect(read(page)).toBe(withBlocks(read(page)))
})

test('a block is replaced, whatever stood in it, and everything else stays', () => {
  const page = 'a\n<!-- example:01-learn-a-sum -->\nold\n<!-- /example -->\nb\n<!-- bench -->\nc\n<!-- /bench -->\n'
  const written = withBlocks(page)
  expect(written).toContain(`\`\`\`ts\n${read('examples/01-learn-a-sum.ts')}\`\`\`\n<!-- /example -->\nb\n`)
  expect(written).toContain('<!-- bench -->\nc\n<!-- /bench -->\n')
  expect(written).not.toContain('old')
  expect(withBlocks(written)).toBe(written)
})

test('every module that computes something is in the table', () => {
  const table = withBlocks('<!-- modules -->\n<!-- /modules -->\n')
  const shown = modules.filter(({ computes }) => computes.length > 0)
  for (const { id } of shown) expect(table.split(`[\`${id}\`](docs/modules/${id}.md)`)).toHaveLength(2)
})

const written = await modulePages()

test('there is a page for every module, an index, and no other; npm run pages writes and deletes them', () => {
  expect(filesUnder(moduleFolder, '.md')).toEqual([...written.keys()].map((name) => `${moduleFolder}/${name}`).sort())
  expect([...written.keys()]).toEqual(['index.md', ...modules.map(({ id }) => `${id}.md`)])
})

test.each([...written])('%s is what the sources say; npm run pages writes it', (name, page) => {
  expect(read(`${moduleFolder}/${name}`)).toBe(page)
})

test.each(modules.map((module) => [module.id, module] as const))(
  'the page of %s has its paper, its failures, its source and a command',
  (id, { citation, failures, title }) => {
    const page = written.get(`${id}.md`) ?? ''
    expect(page).toContain(`# ${title}\n`)
    expect(/## Known failures\n\n((?:\* .+\n)+)/.exec(page)?.[1]?.trimEnd().split('\n')).toHaveLength(failures.length)
    expect(page).toMatch(/\nSource: \[src\/modules\/[\w-]+\.ts\]/)
    expect(page).toContain(`--module ${id}\n`)
    if (citation !== undefined) expect(page).toContain(toBibTeX(citation))
    expect(written.get('index.md')).toContain(`| [\`${id}\`](${id}.md) | ${title} |`)
  },
)

test('GitHub renders every equation: it stands in a block of its own, and no macro is one that GitHub refuses', () => {
  for (const [name, page] of written) {
    if (name === 'index.md') continue
    expect(page.match(/^```math\n[^`]+\n```$/gm)).toHaveLength(1)
    expect(page).not.toMatch(/\\(operatorname|mbox|newcommand|def)\b/)
  }
})

const made: ArithmeticModule = defineModule<ParameterSpecs, WeightSpecs>({
  ...(linear as ArithmeticModule),
  id: 'made',
  title: 'Made *up*',
  equation: String.raw`\operatorname{f}(x) = y, \quad y = W x + b`,
  failures: ['Takes |x| < 1, *not* [x](y).'],
  parameters: {
    W: { axes: ['out', 'in'], initial: constantInitial(1), description: 'a | b' },
    b: { axes: ['out'], initial: constantInitial(0), description: 'bias', bounds: [-1, 1] },
  },
})

test('nothing that a module says is taken for markup', async () => {
  const page = (await modulePages([made])).get('made.md')
  expect(page).toContain('# Made \\*up\\*\n')
  expect(page).toContain('* Takes |x| \\< 1, \\*not\\* [x\\](y).\n')
  expect(page).toContain('| `W` | `[out, in]` | a \\| b | starts at 1 |\n')
  expect(page).toContain('| `b` | `[out]` | bias | starts at 0<br>kept in [−1, 1] after each step |\n')
  expect(page).toContain('\\begin{aligned}\n& \\mathrm{f}(x) = y \\\\\n& y = W x + b\n\\end{aligned}')
})

test('a module of no file of the repository has a page without a source', async () => {
  expect((await modulePages([made])).get('made.md')).not.toContain('Source:')
})
