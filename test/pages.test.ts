// Blocks of the documentation that are made from the sources are up to date.

import { expect, test } from 'vitest'
import { pages, withBlocks } from '../scripts/blocks.ts'
import { modules } from '../src/modules/index.ts'
import { read } from './sources.ts'

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
  for (const { id } of shown) expect(table).toContain(`| \`${id}\` |`)
  expect(table.split('\n')).toHaveLength(shown.length + 5)
})
