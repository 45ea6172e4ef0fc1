// The package as it is installed and started: a whole lock file that names no registry, and a command that says what it needs.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { read, root } from './sources.ts'

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }

test('package-lock.json names no registry', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"')
})

test('package-lock.json has the packages of every platform, each with its checksum', () => {
  const locked = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)))
  const optional = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  expect(optional.filter((name) => !locked.has(name))).toEqual([])
  expect(Object.keys(packages).filter((path) => path !== '' && packages[path]?.integrity === undefined)).toEqual([])
})

function start(arguments_: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8' })
  return { status, stderr }
}

test.each(['20.20.2', '22.17.1'])('on Node %s the command says which Node it needs, and exits with 2', (version) => {
  const disguise = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`
  const { status, stderr } = start(['--import', `data:text/javascript,${disguise}`, join(root, 'bin/nalu.js')])
  expect(stderr).toContain(`nalu needs Node 22.18 or newer; this is Node ${version}.`)
  expect(status).toBe(2)
})

test('without dist/ the command says how to build it, and exits with 2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nalu-'))
  try {
    cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
    cpSync(join(root, 'package.json'), join(folder, 'package.json'))
    const { status, stderr } = start([join(folder, 'bin/nalu.js')])
    expect(stderr).toContain('dist/cli/main.js is missing')
    expect(stderr).toContain('npm install && npm run build')
    expect(status).toBe(2)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
