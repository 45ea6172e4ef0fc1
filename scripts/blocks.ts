// Blocks of the documentation that are made from the sources: between `<!-- name -->` and `<!-- /name -->`.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { citationUrl, shortCitation } from '../src/base/citations.ts'
import { layerKinds } from '../src/layers/kinds.ts'
import type { LayerKind } from '../src/layers/layer.ts'
import { modules } from '../src/modules/index.ts'
import type { ArithmeticModule } from '../src/modules/module.ts'
import { groupModules, signsOf } from '../src/modules/operations.ts'
import { moduleFolder } from './module-pages.ts'

/** The pages that have such blocks. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/fit.md',
  'docs/layers.md',
  'docs/pytorch.md',
]

const root = fileURLToPath(new URL('..', import.meta.url))

/** What stands in a block, from what follows the colon of its name. A block of another name is left as it is. */
const blocks: Readonly<Record<string, (argument: string) => string>> = {
  example: (name) => sourceOf(`examples/${name}.ts`),
  layers: () => layerKinds.map(layerEntry).join('\n\n'),
  module: (id) => sourceOf(`src/modules/${id}.ts`),
  modules: () => moduleTable(modules.filter(({ computes }) => computes.length > 0)),
}

/** A page with its blocks as they should be. */
export function withBlocks(markdown: string): string {
  return markdown.replace(
    /<!-- ([a-z]+)(?::([\w-]+))? -->\n[\s\S]*?<!-- \/\1 -->/g,
    (whole, name: string, argument: string | undefined) => {
      const make = Object.hasOwn(blocks, name) ? blocks[name] : undefined
      if (make === undefined) return whole
      const head = argument === undefined ? name : `${name}:${argument}`
      return `<!-- ${head} -->\n${make(argument ?? '')}\n<!-- /${name} -->`
    },
  )
}

const sourceOf = (path: string) => `\`\`\`ts\n${readFileSync(join(root, path), 'utf8')}\`\`\``

/** One line for each kind of arithmetic: thirty units in a table of their own would be a wall. */
function moduleTable(shown: readonly ArithmeticModule[]): string {
  const rows = groupModules(shown).map(({ title, modules: own }) => {
    const links = own.map(({ id }) => `[\`${id}\`](${moduleFolder}/${id}.md)`).join(', ')
    return `| ${title} | ${signsOf([...new Set(own.flatMap(({ computes }) => computes))])} | ${links} |`
  })
  return ['| | computes exactly, one or the other | modules |', '|---|---|---|', ...rows].join('\n')
}

/** A layer's name, file, paper and equation. */
function layerEntry({ id, title, citation, equation }: LayerKind): string {
  const file = `${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`
  const paper = citation === undefined ? '' : `, [${shortCitation(citation)}](${citationUrl(citation)})`
  return `**${title}**: [\`${id}\`](../src/layers/${file})${paper}\n\n\`\`\`math\n${equation}\n\`\`\``
}
