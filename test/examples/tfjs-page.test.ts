// Runs the program of docs/tfjs.md against the built package, and compares what it says with what the page says.

import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { read, root } from '../sources.ts'

test('the program of docs/tfjs.md prints what the page says', () => {
  const page = read('docs/tfjs.md')
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  const quiet = "import { enableProdMode } from '@tensorflow/tfjs-core'\nenableProdMode()\n"
  // Read from the root of the package, `nalu` is this package itself.
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript'], {
    cwd: root,
    encoding: 'utf8',
    input: quiet + program,
    timeout: 60_000,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(page).toContain(`This prints \`${stdout.trim()}\`.`)
}, 60_000)
