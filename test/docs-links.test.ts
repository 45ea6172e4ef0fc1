// Every relative link of the documentation leads somewhere, headings included.

import { existsSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, read, root } from './sources.ts'

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesUnder('docs', '.md')].filter((page) =>
  existsSync(join(root, page)),
)

/** Markdown without code, in which brackets are no links. */
function prose(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '')
}

/** Targets of `[text](target)`, `[text]: target`, `src="…"` and `href="…"`. */
function linksOf(markdown: string): string[] {
  const text = prose(markdown)
  const inline = [...text.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g)]
  const named = [...text.matchAll(/^\s*\[[^\]]+\]:\s*(\S+)/gm)]
  const html = [...text.matchAll(/\b(?:src|href)="([^"]+)"/g)]
  return [...inline, ...named, ...html].map((match) => match[1] as string)
}

/** Anchors that GitHub gives the headings of a page. */
function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>()
  return [...markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => {
    const plain = (match[1] as string).replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = plain.replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replace(/ /g, '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
}

function isBroken(page: string, link: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return false
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : posix.join(dirname(page), decodeURIComponent(path.split('?')[0] as string))
  if (target.startsWith('..') || !existsSync(join(root, target))) return true
  if (anchor === undefined || !target.endsWith('.md') || statSync(join(root, target)).isDirectory()) return false
  return !anchorsOf(read(target)).includes(anchor)
}

test.each(pages)('every relative link of %s leads somewhere', (page) => {
  expect(linksOf(read(page)).filter((link) => isBroken(page, link))).toEqual([])
})

test('links are found in every form, but not in code', () => {
  const markdown = '[a](b.md "title") ![c](<d.svg>)\n[e]: f.md#g\n<img src="h.png">\n`[i](j)`\n```\n[k](l)\n```\n'
  expect(linksOf(markdown)).toEqual(['b.md', 'd.svg', 'f.md#g', 'h.png'])
})

test('headings get the anchors that GitHub gives them', () => {
  expect(anchorsOf('# Add a module!\n## `nalu fit`\n## [Link](x) & more\n# Same\n# Same\n```\n# none\n```')).toEqual([
    'add-a-module',
    'nalu-fit',
    'link--more',
    'same',
    'same-1',
  ])
})

test('a link to a missing file, a missing heading or out of the repository is broken', () => {
  expect(isBroken('CONTRIBUTING.md', 'docs/nothing.md')).toBe(true)
  expect(isBroken('CONTRIBUTING.md', '#no-such-heading')).toBe(true)
  expect(isBroken('CONTRIBUTING.md', '../elsewhere.md')).toBe(true)
  expect(isBroken('CONTRIBUTING.md', 'package.json')).toBe(false)
  expect(isBroken('CONTRIBUTING.md', 'https://example.org')).toBe(false)
})
