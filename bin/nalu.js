#!/usr/bin/env node
// The command `nalu`: checks the Node version before anything else is loaded, then starts the built command line.

const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `nalu needs Node 22.18 or newer; this is Node ${process.versions.node}.\n` +
      `Install a newer Node, or run it with one: npx --package=node@24 -- node "${process.argv[1]}"\n`,
  )
  process.exit(2)
}

const main = new URL('../dist/cli/main.js', import.meta.url)
const { existsSync } = await import('node:fs')

if (!existsSync(main)) {
  process.stderr.write(
    'nalu is not built: dist/cli/main.js is missing.\n' +
      'In a checkout of its source, run: npm install && npm run build\n',
  )
  process.exit(2)
}

// Compiled code is kept from run to run, which halves the time until the first line.
const { enableCompileCache } = await import('node:module')
enableCompileCache()

await import(main.href)
