// `npm test`: everything that a change must pass, in order, one line each; the output of a part is shown if it fails.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatDuration } from '../src/base/numbers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Part {
  readonly title: string
  /** The package whose command runs, or a file of this repository. */
  readonly command: readonly string[]
}

const parts: readonly Part[] = [
  { title: 'build', command: ['scripts/build.ts'] },
  { title: 'format and lint', command: ['biome', 'ci', '--error-on-warnings', '--colors=off', '.'] },
  { title: 'types', command: ['tsc', '-b', '--pretty', 'false'] },
  { title: 'floors and links', command: ['vitest', 'run', '--project', 'house'] },
  { title: 'unused code', command: ['knip', '--no-progress'] },
  { title: 'package', command: ['publint', '--strict'] },
  { title: 'unit tests', command: ['vitest', 'run', '--project', 'unit'] },
  { title: 'examples', command: ['vitest', 'run', '--project', 'examples', '--passWithNoTests'] },
  { title: 'browser', command: ['test/browser/run.ts'] },
]

/** Packages whose command has another name. */
const PACKAGES: Readonly<Record<string, string>> = { biome: '@biomejs/biome', tsc: 'typescript' }

/** The script behind a command of an installed package, so that it runs on this very Node. */
function scriptOf(command: string): string {
  if (command.endsWith('.ts')) return join(root, command)
  const home = join(root, 'node_modules', PACKAGES[command] ?? command)
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>
  }
  return join(home, typeof bin === 'string' ? bin : (bin[command] as string))
}

interface Outcome {
  readonly passed: boolean
  readonly output: string
}

function run([command = '', ...rest]: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [scriptOf(command), ...rest], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    let output = ''
    const collect = (text: Buffer) => {
      output += text.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ passed: false, output: String(error) }))
    child.on('close', (code) => resolve({ passed: code === 0, output }))
  })
}

/** What a part says about itself in passing: how many tests ran, or why it was skipped. */
function remark(output: string): string {
  const tests = /^\s*Tests\s+(.+)$/m.exec(output)?.[1]
  const skipped = /^Skipped: .+$/m.exec(output)?.[0]
  const text = tests ?? skipped
  return text === undefined ? '' : ` · ${text}`
}

const wanted = process.argv.slice(2)
const chosen = wanted.length === 0 ? parts : parts.filter(({ title }) => wanted.some((word) => title.includes(word)))
const start = performance.now()
let failed = 0
for (const { title, command } of chosen) {
  const begin = performance.now()
  const { passed, output } = await run(command)
  const seconds = formatDuration((performance.now() - begin) / 1000)
  console.log(`${passed ? '✓' : '✗'} ${title} · ${seconds}${remark(output)}`)
  if (!passed) {
    failed += 1
    console.log(`\n${output.trim()}\n`)
  }
}
console.log(`${formatDuration((performance.now() - start) / 1000)} in all`)
console.log(`${chosen.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
