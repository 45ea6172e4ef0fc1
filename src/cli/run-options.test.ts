import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { commandOf } from './run-options.ts'

// The shell itself says which arguments it takes a command for.
const readByShell = (command: string): string[] =>
  execFileSync('/bin/sh', ['-c', `npx() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

test.skipIf(process.platform === 'win32').each([
  { only: ['a + b', 'module=./my modules/m.ts'], out: 'my runs/$HOME' },
  { only: ["it's", 'lr=*'], out: '~/runs; echo `id`' },
  { only: ['op=mul', 'module=nmu'], out: 'runs/single-module' },
])('a shell reads the command as it was typed: %j', ({ only, out }) => {
  const command = commandOf('nalu reproduce counter', { only, out, smoke: true })
  expect(readByShell(command)).toEqual([
    'nalu',
    'reproduce',
    'counter',
    '--only',
    only.join(','),
    '--smoke',
    '--out',
    out,
  ])
})

test('names and folders without anything special stay bare', () => {
  expect(commandOf('nalu reproduce counter', { only: ['op=mul', 'module=nmu'], seeds: 2, out: 'runs/mine' })).toBe(
    'npx nalu reproduce counter --only op=mul,module=nmu --seeds 2 --out runs/mine',
  )
})
