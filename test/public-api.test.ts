// The public entries: what they export is documented, and every package path leads to a built file.

import { dirname, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { read, syntaxOf, textOf } from './sources.ts'

interface Exported {
  readonly name: string
  readonly file: string
}

type Specifier = { readonly local: { readonly name: string } }

/** What an entry takes from other files, by the names that those files give it. Namespaces are left out. */
function exportsOf(entry: string): Exported[] {
  return [...syntaxOf(entry, read(entry))].flatMap((node) => {
    const from = textOf(node['source'])
    if (node.type !== 'ExportNamedDeclaration' || from === undefined) return []
    const file = posix.join(dirname(entry), from)
    return (node['specifiers'] as Specifier[]).map(({ local }) => ({ name: local.name, file }))
  })
}

/** True if a comment stands right above the declaration. */
function isDocumented({ name, file }: Exported): boolean {
  const declaration = new RegExp(
    `^export (?:async |abstract )?(?:function\\*?|const|class|interface|type) ${name}\\b`,
    'm',
  )
  const source = read(file)
  const start = declaration.exec(source)?.index
  if (start === undefined) return false
  const above = source.slice(0, start).trimEnd().split('\n').at(-1) ?? ''
  return above.endsWith('*/') || above.startsWith('//')
}

describe.each(['src/index.ts', 'src/testing/index.ts', 'src/data/index.node.ts', 'src/bridges/tfjs/index.ts'])(
  '%s',
  (entry) => {
    test('exports nothing without a comment that says what it is', () => {
      const undocumented = exportsOf(entry).filter((each) => !isDocumented(each))
      expect(undocumented.map(({ name, file }) => `${name} in ${file}`)).toEqual([])
    })

    test('exports no name twice', () => {
      const names = exportsOf(entry).map(({ name }) => name)
      expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([])
    })
  },
)

test('every path of the package has its source', () => {
  const { exports: paths } = JSON.parse(read('package.json')) as {
    readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  }
  const built = Object.values(paths).flatMap((path) => (typeof path === 'string' ? [] : Object.values(path)))
  const sources = built.map((path) => path.replace('./dist/', 'src/').replace(/(\.d\.ts|\.js)$/, '.ts'))
  for (const source of sources) expect(read(source)).not.toBe('')
})
