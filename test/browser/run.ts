// Runs every job in a web worker of headless Chromium, some on its page too, from the built dist/, and compares with Node.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as threads from '../../src/threads.node.ts'
import { root } from '../sources.ts'
import { startChromium, whyNoChromium } from './chromium.ts'
import { type Answer, jobs } from './jobs.ts'
import { serve } from './server.ts'

/** What has not answered by then never will. */
const PATIENCE_MS = 60_000

async function compareAll(): Promise<string[]> {
  const faults: string[] = []
  const site = await serve()
  const browser = await startChromium()
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    page.on('pageerror', (error) => faults.push(`The page threw ${error.message}.`))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`The console says: ${message.text()}`)
    })
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(site.origin) && !url.startsWith('data:')) faults.push(`The page asked for ${url}.`)
    })
    await page.goto(site.origin)
    await page.waitForFunction('typeof runInWorker === "function"')
    for (const { name, run, onPage = false } of jobs) {
      const expected = JSON.stringify(await run(threads))
      for (const place of onPage ? ['runInWorker', 'runOnPage'] : ['runInWorker']) {
        const answer = await page.evaluate<Answer>(
          `Promise.race([
            ${place}(${JSON.stringify(name)}),
            new Promise((resolve) => setTimeout(resolve, ${PATIENCE_MS}, { error: 'There was no answer.' })),
          ])`,
        )
        const said = answer.error ?? (answer.json === expected ? undefined : `Node: ${expected}\nHere: ${answer.json}`)
        const where = place === 'runOnPage' ? `${name}, on the page` : name
        console.log(`${said === undefined ? '✓' : '✗'} ${where}`)
        if (said !== undefined) faults.push(`${where}: ${said}`)
      }
    }
    console.log(`Chromium ${browser.version()}, Node ${process.versions.node}`)
  } finally {
    await browser.close()
    await site.close()
  }
  return faults
}

const obstacle = whyNoChromium()
if (obstacle !== undefined) {
  console.log(`Skipped: ${obstacle}.`)
} else if (!existsSync(join(root, 'dist/base/random.js'))) {
  console.error('dist/ is missing. Run: npm run build')
  process.exitCode = 1
} else {
  const faults = await compareAll()
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}
