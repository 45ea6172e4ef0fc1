// Runs every file of examples/ as a reader would, against the built package, and compares what it says.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { filesUnder, read, root } from '../sources.ts'

/** What each example must say. Numbers that depend on the processor's rounding are left open. */
const expected: Readonly<Record<string, readonly RegExp[]>> = {
  'examples/01-learn-a-sum.ts': [
    /^([5-9]|10) of 10 seeds found the sum\.$/m,
    /is off by 0\.00\d+ % between 2 and 6\.$/m,
    /^1\.5 \+ 1\.25 = 2\.75$/m,
    /^700 \+ 77 = 77(6\.9|7\.0)\d$/m,
  ],
  'examples/02-your-own-module.ts': [
    /^The module conforms\.$/m,
    /^5 of 5 seeds found the hypotenuse\.$/m,
    /^W = 1\.000 1\.000$/m,
  ],
  'examples/03-your-own-task.ts': [
    /^(seed \d: (solved|plateau) at step \d+, off by .* % between 10 and 100\n){6}$/,
    /solved/,
  ],
  'examples/04-save-and-load.ts': [/^a - b: 9\.000 18\.000 27\.000$/m, /^Bits that differ after loading: 0$/m],
  'examples/05-your-own-kernel.ts': [/^x = 1\.000, y = 1\.000$/m],
  'examples/06-shapes-in-images.ts': [
    /^conv2d \(4 of 3 × 3, stride 3, relu\) +4 × 4 × 4 +40$/m,
    /^170 parameters$/m,
    /^dense layers: off by 0\.\d+ up to 4 of each, by [3-9]\.\d+ up to 8$/m,
    /^NAU and NMU: off by 0\.0\d+ up to 4 of each, by 0\.[01]\d+ up to 8$/m,
  ],
  'examples/08-nalu-after-an-existing-network.ts': [
    /^dense layers: off by [01]\.\d+ up to 5 · 5, by [2-4]\d\.\d+ from 6 · 6 to 11 · 11$/m,
    /^NMU: off by 0\.\d+ up to 5 · 5, by [0-2]\.\d+ from 6 · 6 to 11 · 11$/m,
    /^W = (0\.9\d|1\.00),(0\.9\d|1\.00)$/m,
    /^Predictions that differ after loading: 0$/m,
  ],
  'examples/09-weights-in-files.ts': [
    /^Interrupted at step 300 with a loss of 0\.\d+\.$/m,
    /^At step 1000, 0 weights differ from those of a training without a break\.$/m,
    /^layers\.0\.W: F32 \[1, 2\] 0\.9\d\d 0\.9\d\d$/m,
  ],
  'examples/10-from-a-table-to-a-formula.ts': [
    /^Found: fare = 2\.5 \+ 1\.8 \* km \+ 0\.3 \* minutes$/m,
    /^(yes {2}.*\n){5}/m,
    /^Dropped 1 row with missing km \(line 18\)\.$/m,
    /^100 km in 90 minutes: 209\.50$/m,
    /^def fare\(km, minutes\):$/m,
    /^Predictions that differ after loading: 0$/m,
    /of the pick: 1\.000$/m,
  ],
}

const examples = filesUnder('examples', '.ts')

beforeAll(() => {
  if (!existsSync(join(root, 'dist/index.js')))
    throw new Error('dist/ is missing. Run npm run build, then the examples.')
})

describe.each(examples)('%s', (path) => {
  test('says what it should', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, path)], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(expected[path]).toBeDefined()
    for (const line of expected[path] ?? []) expect(stdout).toMatch(line)
  }, 60_000)

  test('is short, begins with what it does and uses nothing but the package, or what it is a bridge to', () => {
    const source = read(path)
    expect(source.split('\n').length).toBeLessThanOrEqual(60)
    expect(source).toMatch(/^\/\/ [A-Z].*\.\n/)
    const imports = [...source.matchAll(/from '([^']+)'/g)].map((match) => match[1])
    expect(imports.filter((name) => !/^(nalu|@tensorflow)(\/|$)/.test(name as string))).toEqual([])
  })
})

test('examples are numbered without a gap', () => {
  const all = [...examples, ...filesUnder('examples', '.json')].sort()
  const numbers = all.map((path) => Number(/^examples\/(\d\d)-[a-z-]+\.(?:ts|json)$/.exec(path)?.[1]))
  expect(numbers).toEqual(all.map((_, i) => i + 1))
})
