// Unpacks the Chromium of @sparticuz/chromium once and starts it headless, with an empty profile and no traffic of its own.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflate } from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'
import { root } from '../sources.ts'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The package has a Chromium for this kind of machine alone; on others, name one of your own. */
const OWN_CHROMIUM = 'NALU_CHROMIUM'

export function whyNoChromium(): string | undefined {
  if (process.env[OWN_CHROMIUM] !== undefined || (process.platform === 'linux' && process.arch === 'x64'))
    return undefined
  return `no Chromium for ${process.platform} ${process.arch} is installed; set ${OWN_CHROMIUM} to the path of one`
}

/** The folder with the unpacked files. It appears complete or not at all, whoever else unpacks at the same time. */
async function unpack(): Promise<string> {
  const home = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))))
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const cache = join(root, 'node_modules/.cache/chromium')
  const folder = join(cache, version)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const partial = mkdtempSync(join(cache, 'partial-'))
  // `inflate` writes to the folder for temporary files.
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = partial
  try {
    await Promise.all(['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((file) => inflate(join(home, 'bin', file))))
    renameSync(partial, folder)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  return folder
}

export async function startChromium(): Promise<Browser> {
  const own = process.env[OWN_CHROMIUM]
  if (own !== undefined) return chromium.launch({ executablePath: own, args: ARGUMENTS })
  const folder = await unpack()
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ARGUMENTS,
    // The system libraries that Chromium needs come with the package, so nothing has to be installed on the machine.
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') },
  })
}
