// What the library weighs in a page: the public entry with everything it imports, bundled and minified.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { formatCount } from '../src/base/numbers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const input = join(root, 'dist/index.js')

if (!existsSync(input)) {
  console.error('dist/index.js is missing. Run: npm run build')
  process.exit(1)
}

const bundle = await rolldown({ input, cwd: root, platform: 'browser', logLevel: 'warn' })
const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false })
await bundle.close()
const code = Buffer.from(output[0].code)
console.log(`minified  ${formatCount(code.length)} bytes`)
console.log(`gzip      ${formatCount(gzipSync(code).length)} bytes`)
console.log(`brotli    ${formatCount(brotliCompressSync(code).length)} bytes`)
