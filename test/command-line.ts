// Runs the command line as people do: a process of its own, from the sources.

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './sources.ts'

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** What comes in on standard input, through a pipe. Nothing does if it is left out. */
  readonly input?: string
  /** Sends Ctrl-C as soon as this stands on standard error or standard output. */
  readonly interruptAt?: RegExp
}

// Compiled sources are kept between runs: most of a short run would be compiling.
const compiled = join(root, 'node_modules/.cache/command-line')

/** Runs `nalu` with these arguments. */
export function nalu(
  args: readonly string[],
  { cwd = root, env = {}, input = '', interruptAt }: Surroundings = {},
): Promise<Outcome> {
  const { FORCE_COLOR: _, NO_COLOR: __, NALU_DEBUG: ___, ...inherited } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...args], {
      cwd,
      env: { ...inherited, NODE_COMPILE_CACHE: compiled, ...env },
    })
    // A process that has answered before it read anything closes the pipe.
    child.stdin.on('error', () => undefined).end(input)
    let stdout = ''
    let stderr = ''
    let isInterrupted = false
    const look = () => {
      if (interruptAt === undefined || isInterrupted || !interruptAt.test(stdout + stderr)) return
      isInterrupted = true
      child.kill('SIGINT')
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      look()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      look()
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** A new folder that nobody else uses. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'nalu-test-'))
