// The version of this package.

import { readFileSync } from 'node:fs'

/** Read from package.json, which stands two folders up, in a checkout and when built. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
