// Reads the TypeScript sources as syntax trees: what a file imports, and which names it compares.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Every file under a folder of the repository with one of these endings, as paths from the root with slashes. */
export function filesUnder(folder: string, ...endings: string[]): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
    .sort()
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export interface Reference {
  readonly kind: 'import' | 'url'
  readonly specifier: string
  readonly line: number
}

type Syntax = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number }

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** Every node of the syntax tree of a file. */
export function* syntaxOf(path: string, source: string): Generator<Syntax> {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const stack: unknown[] = [program]
  while (stack.length > 0) {
    const top = stack.pop()
    if (Array.isArray(top)) stack.push(...top)
    else if (isSyntax(top)) {
      yield top
      stack.push(...Object.values(top))
    }
  }
}

/** The text of a string literal, or undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return isSyntax(value) && value.type === 'Literal' && typeof value['value'] === 'string' ? value['value'] : undefined
}

const IMPORTS: Readonly<Record<string, string>> = {
  ImportDeclaration: 'source',
  ExportNamedDeclaration: 'source',
  ExportAllDeclaration: 'source',
  ImportExpression: 'source',
  TSImportType: 'source',
}

/** Everything a file refers to: imports of every kind, re-exports, types, and `new URL('./x', import.meta.url)`. */
export function referencesOf(path: string, source = read(path)): Reference[] {
  const found: Reference[] = []
  const add = (kind: Reference['kind'], specifier: string | undefined, start: number) => {
    if (specifier !== undefined) found.push({ kind, specifier, line: source.slice(0, start).split('\n').length })
  }
  for (const node of syntaxOf(path, source)) {
    const field = IMPORTS[node.type]
    if (field !== undefined) add('import', textOf(node[field]), node.start)
    if (node.type === 'NewExpression') {
      const callee = node['callee']
      const [first, second] = node['arguments'] as unknown[]
      const isUrl = isSyntax(callee) && callee['name'] === 'URL'
      if (isUrl && isSyntax(second) && second.type === 'MemberExpression') add('url', textOf(first), node.start)
    }
  }
  return found.sort((a, b) => a.line - b.line)
}
