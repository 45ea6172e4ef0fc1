// Serves what a page would get: the built dist/, each package that it imports, and the files of this folder without types.

import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, posix } from 'node:path'
import { parseSync } from 'oxc-parser'
import { rolldown } from 'rolldown'
import { transform } from 'rolldown/utils'
import { root } from '../sources.ts'

const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>nalu in a browser</title>
<script type="module" src="/test/browser/page.web.ts"></script>
`

/**
 * Where the browser finds what a module imports. An import map would do for a page, but a worker has none.
 * Sources are taken from dist/: what is tested is what is published.
 */
function addressOf(specifier: string, importer: string): string {
  if (!specifier.startsWith('.')) return `/packages/${specifier}`
  const path = posix.join(posix.dirname(importer), specifier)
  return path.startsWith('/src/') ? path.replace('/src/', '/dist/').replace(/\.ts$/, '.js') : path
}

/** JavaScript with every import replaced by an address. */
function withAddresses(path: string, code: string): string {
  const { module } = parseSync(path, code, { lang: 'js' })
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest ?? [])),
    ...module.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ]
  const places = new Map(requests.map(({ start, end }) => [start, end]))
  let text = code
  // From the end, so that earlier places stay where they are.
  for (const [start, end] of [...places].sort(([a], [b]) => b - a)) {
    const literal = /^(['"])(.*)\1$/.exec(code.slice(start, end))
    if (literal === null) continue
    text = text.slice(0, start) + JSON.stringify(addressOf(literal[2] as string, path)) + text.slice(end)
  }
  return text
}

/** One package as one ES module, as a bundler makes it for a page. */
async function bundlePackage(specifier: string): Promise<string> {
  const bundle = await rolldown({ input: specifier, cwd: root, platform: 'browser', logLevel: 'warn' })
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
  await bundle.close()
  return output[0].code
}

async function contentOf(path: string): Promise<{ type: string; body: string } | undefined> {
  const script = (body: string) => ({ type: 'text/javascript', body })
  if (path === '/') return { type: 'text/html', body: PAGE }
  if (path.startsWith('/packages/')) return script(await bundlePackage(path.slice('/packages/'.length)))
  if (path.startsWith('/dist/') && path.endsWith('.js')) {
    return script(withAddresses(path, await readFile(join(root, path), 'utf8')))
  }
  if (path.startsWith('/test/browser/') && path.endsWith('.ts')) {
    const { code } = await transform(path, await readFile(join(root, path), 'utf8'))
    return script(withAddresses(path, code))
  }
  return undefined
}

export interface Site {
  readonly origin: string
  close(): Promise<void>
}

/** Listens on a free port of this machine alone. */
export async function serve(): Promise<Site> {
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const path = posix.normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname))
    try {
      const content = await contentOf(path)
      if (content === undefined) response.writeHead(404).end(`There is nothing at ${path}.`)
      else response.writeHead(200, { 'content-type': `${content.type}; charset=utf-8` }).end(content.body)
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
