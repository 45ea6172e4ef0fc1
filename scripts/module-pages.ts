// The pages of the documentation about modules: one for each of the registry, and a table of all.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { citationUrl, formatCitation, shortCitation, toBibTeX } from '../src/base/citations.ts'
import { layerCost } from '../src/modules/cost.ts'
import { type Content, describeModule, type Section } from '../src/modules/describe.ts'
import { modules } from '../src/modules/index.ts'
import type { ArithmeticModule } from '../src/modules/module.ts'
import { formulaFor, groupModules } from '../src/modules/operations.ts'

/** The folder of the pages, from the root. */
export const moduleFolder = 'docs/modules'

/** Every page by its file name. */
export async function modulePages(shown: readonly ArithmeticModule[] = modules): Promise<ReadonlyMap<string, string>> {
  const sources = await sourceFiles()
  return new Map([
    ['index.md', indexPage(shown)],
    ...shown.map((module) => [`${module.id}.md`, modulePage(module, sources.get(module))] as const),
  ])
}

/** The paper as a link, or nothing. */
export function paperLink(citation: ArithmeticModule['citation'], text = shortCitation): string {
  if (citation === undefined) return ''
  const url = citationUrl(citation)
  return url === undefined ? escaped(text(citation)) : `[${escaped(text(citation))}](${url})`
}

const folder = 'src/modules'

/** In which file each module is defined. */
async function sourceFiles(): Promise<ReadonlyMap<unknown, string>> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const files = readdirSync(join(root, folder)).filter((name) => /^(?!index\.).*(?<!\.test)\.ts$/.test(name))
  const found = files.map(async (file) => {
    const exports: Record<string, unknown> = await import(
      /* @vite-ignore */ pathToFileURL(join(root, folder, file)).href
    )
    const values = Object.values(exports).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]))
    return values.map((value) => [value, `${folder}/${file}`] as const)
  })
  return new Map((await Promise.all(found)).flat())
}

const madeFrom = (what: string) => `<!-- Written by npm run pages from ${what}. -->`

function indexPage(shown: readonly ArithmeticModule[]): string {
  const groups = groupModules(shown).map(({ title, modules: members }) => {
    const rows = members.map((module) => [
      `[\`${module.id}\`](${module.id}.md)`,
      escaped(module.title),
      module.computes.join(', '),
      paperLink(module.citation),
      String(layerCost(module).parameters),
    ])
    return `## ${title}\n\n${table(['module', '', 'computes exactly', 'paper', 'parameters'], rows, ['parameters'])}`
  })
  return `${[
    madeFrom('src/modules'),
    '# Modules',
    'Each is one layer of arithmetic, in one file that reads like its paper. They are grouped by what they declare to ' +
      'compute exactly, with the right weights; baselines fit numbers inside the range of training and compute ' +
      'nothing exactly. Parameters are those of a layer with two inputs and one output. ' +
      'The words are explained in the [glossary](../glossary.md).',
    ...groups,
  ].join('\n\n')}\n`
}

function modulePage(module: ArithmeticModule, source: string | undefined): string {
  const { id, title, citation } = module
  const tried = `npx nalu learn "${formulaFor(module)}" --module ${id}\nnpx nalu explain ${id}`
  const parts = [
    madeFrom(source ?? folder),
    `# ${escaped(title)}`,
    [`Module \`${id}\``, paperLink(citation, formatCitation)].filter((text) => text !== '').join(' · '),
    ...describeModule(module).flatMap(sectionParts),
    '## Try it',
    fenced('sh', tried),
    ...(citation === undefined ? [] : ['## Cite', fenced('bibtex', toBibTeX(citation).trimEnd())]),
    '---',
    [
      ...(source === undefined ? [] : [`Source: [${source}](../../${source})`]),
      '[all modules](index.md)',
      '[glossary](../glossary.md)',
    ].join(' · '),
  ]
  // What must stay together in a terminal may be wrapped here, and copied.
  return `${parts.join('\n\n').replaceAll('\u00a0', ' ')}\n`
}

const sectionParts = ({ title, aside, content }: Section): string[] => [
  `## ${title}`,
  ...(aside === undefined ? [] : [`*${escaped(aside)}*`]),
  contentText(content),
]

function contentText(content: Content): string {
  switch (content.kind) {
    case 'equations':
      return fenced('math', equations(content.latex))
    case 'sentences':
      return content.sentences.map(escaped).join('\n\n')
    case 'points':
      return content.points.map((point) => `* ${escaped(point)}`).join('\n')
    case 'entries': {
      const { columns, detail, entries } = content
      const hasDetails = entries.some(({ details }) => details.length > 0)
      const titles = [...columns.map(({ title }) => title), ...(hasDetails ? [detail] : [])]
      const rows = entries.map(({ cells, details }) => [
        ...cells.map((cell, i) => (columns[i]?.isCode === true && cell !== '' ? `\`${cell}\`` : escaped(cell))),
        ...(hasDetails ? [details.map(escaped).join('<br>')] : []),
      ])
      return table(titles, rows)
    }
    default:
      return content satisfies never
  }
}

/** One below the other, from the left. A fenced block: between dollar signs GitHub takes `\,` and `\\` for its own. */
function equations(parts: readonly string[]): string {
  // GitHub refuses the macro.
  const allowed = parts.map((part) => part.replaceAll('\\operatorname', '\\mathrm'))
  if (allowed.length === 1) return allowed.join('')
  return `\\begin{aligned}\n${allowed.map((part) => `& ${part}`).join(' \\\\\n')}\n\\end{aligned}`
}

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``

/** Text in which nothing is markup. */
const escaped = (text: string) => text.replace(/[\\*<~$]|(?<!\w)_|_(?!\w)|\](?=[([:])/g, '\\$&')

function table(titles: readonly string[], rows: readonly (readonly string[])[], right: readonly string[] = []): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = `|${titles.map((title) => (right.includes(title) ? '---:' : '---')).join('|')}|`
  return [line(titles), rule, ...rows.map(line)].join('\n')
}
