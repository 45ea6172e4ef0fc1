// Peers in Python: an environment with pinned packages, and a process that answers one JSON line with another.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Where environments are kept: gigabytes, so a folder outside of the repository can be named. */
const home = process.env['NALU_PEERS'] ?? join(root, 'node_modules/.cache/peers')

export interface PeerSpec {
  readonly name: string
  readonly script: string
  /** What pip installs, pinned. */
  readonly packages: readonly string[]
}

/** The Python of an environment with the peer's packages, or why there is none. */
export function environmentOf({
  name,
  packages,
}: PeerSpec): { readonly python: string } | { readonly missing: string } {
  const folder = join(home, name.toLowerCase())
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const note = join(folder, 'installed.txt')
  const wanted = packages.join('\n')
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return { python }
  const base = ['python3', 'python'].find((command) => spawnSync(command, ['--version']).status === 0)
  if (base === undefined) return { missing: 'There is no python3. Install Python 3.11 or newer with its venv module.' }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  console.error(`${name}: installing ${packages.join(', ')} into ${folder} (once; minutes and, for PyTorch, gigabytes)`)
  for (const [command, ...args] of [
    [base, '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
  ] as const) {
    const { status, stderr, error } = spawnSync(command as string, args, { encoding: 'utf8' })
    if (status === 0) continue
    const reason = error?.message ?? stderr.trim().split('\n').slice(-3).join(' ')
    return { missing: `${[command, ...args].join(' ')} failed: ${reason}` }
  }
  writeFileSync(note, wanted)
  return { python }
}

/** A running peer. Requests are answered one after another. */
export class Peer {
  readonly #child
  readonly #lines
  /** By package. */
  versions: Readonly<Record<string, string>> = {}

  constructor({ script }: PeerSpec, python: string, threads: number, cache: string) {
    const count = String(threads)
    this.#child = spawn(python, [fileURLToPath(new URL(script, import.meta.url)), count], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Compiled code of earlier runs is not found, so that compile times are those of a first run.
      env: { ...process.env, OMP_NUM_THREADS: count, TORCHINDUCTOR_CACHE_DIR: cache, PYTHONDONTWRITEBYTECODE: '1' },
    })
    // A process that ends shows in the answer that does not come.
    this.#child.stdin.on('error', () => {})
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async start(): Promise<void> {
    const hello = (await this.#next()) as { readonly versions: Readonly<Record<string, string>> }
    this.versions = hello.versions
  }

  /** @throws Error with the peer's own words if it could not answer. */
  async ask<T>(request: object): Promise<T & Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    return (await this.#next()) as T & Answer
  }

  end(): void {
    this.#child.stdin.end()
  }

  async #next(): Promise<object> {
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error('The process ended without an answer.')
    const answer = JSON.parse(value) as { readonly error?: string }
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer
  }
}

export interface Answer {
  readonly seconds: number
  readonly cpuSeconds: number
}
