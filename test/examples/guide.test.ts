// What the guide to fits shows as output is what the commands print: the verdict of each, and the formula where one is found.

import { expect, test } from 'vitest'
import { nalu } from '../command-line.ts'
import { read, root } from '../sources.ts'

/** Fits of a page with the output below them. Lists and figures may differ in last digits between processors. */
function shownFits(page: string): { readonly command: string; readonly output: string }[] {
  const blocks = read(page).matchAll(/```sh\nnpx nalu (fit examples\/[^\n]+)\n```\n\n```\n([\s\S]*?)\n```/g)
  return [...blocks].map(([, command = '', output = '']) => ({ command, output }))
}

const fits = ['README.md', 'docs/fit.md'].flatMap(shownFits)
/** What is shown of each command, which runs once. */
const commands = [...Map.groupBy(fits, ({ command }) => command)].map(([command, shown]) => ({
  command,
  outputs: shown.map(({ output }) => output),
}))

test('the pages show fits that are found and fits that are not', () => {
  expect(fits.filter(({ output }) => output.includes('Found.')).length).toBeGreaterThan(1)
  expect(fits.filter(({ output }) => output.includes('Not found.')).length).toBeGreaterThan(1)
})

// Side by side: each has stretches in which one thread works and others wait.
test.concurrent.each(commands)('$command ends as it is shown', { timeout: 120_000 }, async ({ command, outputs }) => {
  const words = command.split(' ').filter((word) => word !== '--quiet')
  const { code, stdout } = await nalu([...words, '--quiet', '--time', '100', '--threads', '1'], { cwd: root })
  const [verdict = '', formula = ''] = stdout.split('\n').filter((line) => line !== '')
  for (const output of outputs) {
    const isFound = output.includes('Found.')
    expect(code).toBe(isFound ? 0 : 3)
    expect(output).toContain(verdict)
    if (isFound) expect(output).toContain(`\n\n${formula}`)
  }
})
