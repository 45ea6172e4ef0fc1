// Who imports whom, how long files are, and who knows names: the rules of the house that a reader cannot check by eye.

import { basename, dirname, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { floors, floorsTable, trespass } from './floors.ts'
import { filesUnder, read, referencesOf, syntaxOf, textOf } from './sources.ts'

const MOST_LINES = 300

/** Files that may be longer, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {}

const sources = filesUnder('src', '.ts')
const isTest = (path: string) => path.endsWith('.test.ts')
const isTiedToOnePlatform = (path: string) => /\.(node|web)\.ts$/.test(path)

/** Folders whose files may run in Node alone. */
const NODE_FOLDERS = ['cli', 'lab', 'bridges']

/** The folder of `src/` that a path lies in; `.` for the files of `src/` itself. */
function folderOf(path: string): string {
  const [, folder = '', ...rest] = path.split('/')
  return rest.length === 0 ? '.' : folder
}

/** What is wrong with the imports of a file. A test may import what it likes. */
function faultsOf(path: string, source?: string): string[] {
  return referencesOf(path, source).flatMap(({ kind, specifier, line }) => {
    const fault = (text: string) => [`${path}:${line} ${text}`]
    if (!specifier.startsWith('.')) {
      const neutral = !isTiedToOnePlatform(path) && !NODE_FOLDERS.includes(folderOf(path))
      return neutral && specifier.startsWith('node:')
        ? fault(`imports ${specifier}: only *.node.ts, cli/, lab/ and bridges/ run in Node alone`)
        : []
    }
    const target = posix.join(dirname(path), specifier)
    if (!target.startsWith('src/')) return kind === 'url' ? [] : fault(`imports ${specifier}, outside src/`)
    const wrong = trespass(folderOf(path), folderOf(target))
    if (wrong !== undefined) return fault(wrong)
    if (isTiedToOnePlatform(target) && !isTiedToOnePlatform(path) && !NODE_FOLDERS.includes(folderOf(path))) {
      return fault(`imports ${specifier}, which runs on one platform; have it handed in from outside`)
    }
    return []
  })
}

test('a file imports from its own folder and from lower floors: never up, never sideways', () => {
  expect(sources.filter((path) => !isTest(path)).flatMap((path) => faultsOf(path))).toEqual([])
})

test('every folder of src/ stands on one floor', () => {
  const named = floors.flatMap(({ folders }) => folders)
  expect(new Set(named).size).toBe(named.length)
  expect(sources.map(folderOf).filter((folder) => !named.includes(folder))).toEqual([])
})

describe('the reader of imports sees', () => {
  test.each([
    ['an import', "import { nmu } from '../modules/nmu.ts'"],
    ['an import of a type', "import type { Module } from '../modules/module.ts'"],
    ['an import for its effect', "import '../modules/nmu.ts'"],
    ['a re-export', "export { nmu } from '../modules/nmu.ts'"],
    ['a re-export of everything', "export * from '../modules/nmu.ts'"],
    ['a re-export of a type', "export type { Module } from '../modules/module.ts'"],
    ['a dynamic import', "const nmu = await import('../modules/nmu.ts')"],
    ['a type that imports', "type Module = import('../modules/module.ts').Module"],
    ['a URL beside the file', "new Worker(new URL('../modules/nmu.ts', import.meta.url))"],
  ])('%s going up', (_, source) => {
    expect(faultsOf('src/graph/sample.ts', `\n${source}\n`)).toEqual([
      'src/graph/sample.ts:2 graph/ (floor 1) imports up from modules/ (floor 2)',
    ])
  })

  test('an import going sideways, one from an unknown folder, and one that ties to a platform', () => {
    expect(faultsOf('src/tasks/sample.ts', "import '../data/table.ts'")).toEqual([
      'src/tasks/sample.ts:1 tasks/ (floor 2) imports sideways from data/ (floor 2)',
    ])
    expect(faultsOf('src/graph/sample.ts', "import '../utils/table.ts'")[0]).toContain('utils/ stands on no floor')
    expect(faultsOf('src/pool/sample.ts', "import './pool.node.ts'")[0]).toContain('runs on one platform')
    expect(faultsOf('src/pool/sample.ts', "import 'node:fs'")[0]).toContain('only *.node.ts')
    expect(faultsOf('src/base/sample.ts', "import '../../package.json'")[0]).toContain('outside src/')
  })

  test('nothing wrong in an import of the same folder, a lower floor or a package', () => {
    const source = "import './axis.ts'\nimport '../base/errors.ts'\nimport 'leven'\nconst a = \"from '../cli/main.ts'\""
    expect(faultsOf('src/graph/sample.ts', source)).toEqual([])
    expect(faultsOf('src/pool/sample.node.ts', "import 'node:fs'\nimport './other.node.ts'")).toEqual([])
    expect(faultsOf('src/cli/sample.ts', "import 'node:fs'\nimport '../pool/pool.node.ts'")).toEqual([])
  })
})

test('the table of floors in CONTRIBUTING.md is the one that is enforced', () => {
  const printed = /<!-- floors:start -->\n([\s\S]*?)\n<!-- floors:end -->/.exec(read('CONTRIBUTING.md'))?.[1]
  expect(printed).toBe(floorsTable())
})

test(`no file of src/ is longer than ${MOST_LINES} lines`, () => {
  const long = sources.filter((path) => read(path).split('\n').length - 1 > MOST_LINES && !(path in LONGER))
  expect(long).toEqual([])
})

test('every file that may be longer still is, and says why', () => {
  for (const [path, reason] of Object.entries(LONGER)) {
    expect(reason).not.toBe('')
    expect(read(path).split('\n').length - 1).toBeGreaterThan(MOST_LINES)
  }
})

test('the first line of every file of src/ says what the file is', () => {
  expect(sources.filter((path) => !isTest(path) && !/^(#!.*\n)?\/\/ \S/.test(read(path)))).toEqual([])
})

/** Ids of modules: their files are named after them. */
const moduleIds = filesUnder('src/modules', '.ts')
  .filter((path) => !isTest(path))
  .map((path) => basename(path, '.ts'))
  .filter((id) => !['index', 'module'].includes(id))

/** Comparisons that single out a module: `x.id === '…'`, `x === 'nmu'`, `case 'nmu'`. */
function namedModules(path: string, source = read(path)): string[] {
  const found: string[] = []
  const isId = (side: unknown) => (side as { property?: { name?: string } }).property?.name === 'id'
  for (const node of syntaxOf(path, source)) {
    if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(String(node['operator']))) {
      const sides = [node['left'], node['right']]
      const text = sides.map(textOf).find((side) => side !== undefined)
      if (text !== undefined && (sides.some(isId) || moduleIds.includes(text)))
        found.push(`${path} compares with '${text}'`)
    }
    if (node.type === 'SwitchCase') {
      const text = textOf(node['test'])
      if (text !== undefined && moduleIds.includes(text)) found.push(`${path} has case '${text}'`)
    }
  }
  return found
}

test('nothing outside modules/ asks for a module by name: what shared code needs to know is a property', () => {
  const outside = sources.filter((path) => !isTest(path) && folderOf(path) !== 'modules')
  expect(outside.flatMap((path) => namedModules(path))).toEqual([])
})

test('the search for names sees a comparison with an id from either side', () => {
  expect(namedModules('a.ts', "if (m.id === 'x' || 'y' != m.id || m.title === 'z') {}")).toHaveLength(2)
})
