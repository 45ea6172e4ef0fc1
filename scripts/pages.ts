// `npm run pages`: writes what is made from the sources: blocks of the documentation, and the pages of the modules.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pages, withBlocks } from './blocks.ts'
import { moduleFolder, modulePages } from './module-pages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function write(page: string, text: string): void {
  const path = join(root, page)
  const isWritten = !existsSync(path) || readFileSync(path, 'utf8') !== text
  if (isWritten) writeFileSync(path, text)
  console.log(`${page}: ${isWritten ? 'written' : 'up to date'}`)
}

for (const page of pages) write(page, withBlocks(readFileSync(join(root, page), 'utf8')))

const folder = join(root, moduleFolder)
mkdirSync(folder, { recursive: true })
const wanted = await modulePages()
for (const [name, text] of wanted) write(`${moduleFolder}/${name}`, text)
for (const name of readdirSync(folder).filter((each) => each.endsWith('.md') && !wanted.has(each))) {
  rmSync(join(folder, name))
  console.log(`${moduleFolder}/${name}: deleted, there is no such module`)
}
