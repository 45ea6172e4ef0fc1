// `npm run pages`: writes the blocks of the documentation that are made from the sources.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pages, withBlocks } from './blocks.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

for (const page of pages) {
  const path = join(root, page)
  const before = readFileSync(path, 'utf8')
  const after = withBlocks(before)
  if (after !== before) writeFileSync(path, after)
  console.log(`${page}: ${after === before ? 'up to date' : 'written'}`)
}
