import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { readXml } from '../../test/xml.ts'

const withoutPlot = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({
  resolve(name, context, next) {
    if (name !== 'linkedom') return next(name, context)
    throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  },
})`)}`

describe('nalu report', { timeout: 120_000 }, () => {
  test('writes from a table alone what the run wrote, figure and all, and runs nothing', async () => {
    const [out, copy] = [newFolder(), newFolder()]
    const run = await nalu(['reproduce', 'minimal-product', '--smoke', '--only', 'module=nmu,module=nau', '--out', out])
    expect(run.code).toBe(0)
    const names = ['minimal-product.md', 'minimal-product.csv', 'minimal-product-mul.svg']
    for (const name of names) expect(run.stdout.replaceAll('\n', ' ')).toContain(join(out, name))
    copyFileSync(join(out, 'minimal-product.csv'), join(copy, 'minimal-product.csv'))
    const reported = await nalu(['report', copy, '--json'])
    expect(reported).toMatchObject({ code: 0, stderr: '' })
    const { schema, reports } = JSON.parse(reported.stdout)
    expect([schema, reports.length, reports[0].results]).toEqual(['nalu.report', 1, 2])
    expect(readdirSync(copy).sort()).toEqual(names.toSorted())
    const text = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')
    for (const name of names.slice(1)) expect(text(copy, name)).toBe(text(out, name))
    // A page that knows nothing of --only says how to have all of it.
    expect(text(copy, 'minimal-product.md')).toContain(`npx nalu reproduce minimal-product --smoke --out ${copy}\n`)
    expect(text(copy, 'minimal-product.md')).toContain('](minimal-product-mul.svg)')
    const svg = readXml(text(copy, 'minimal-product-mul.svg'))
    expect(svg[0]?.name).toBe('svg')
    // A page that no run has written stays as it is, and so does all beside it.
    writeFileSync(join(copy, 'minimal-product.md'), 'mine')
    const before = names.map((name) => text(copy, name))
    const refused = await nalu(['report', copy])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('minimal-product.md exists already and was not changed')
    expect(names.map((name) => text(copy, name))).toEqual(before)
  })

  test('says what to install where figures cannot be drawn, and does without them if asked to', async () => {
    const out = newFolder()
    const env = { NODE_OPTIONS: `--import ${withoutPlot}` }
    const run = await nalu(['reproduce', 'minimal-product', '--smoke', '--only', 'module=nmu', '--out', out], { env })
    expect(run.code).toBe(0)
    expect(run.stdout.replaceAll('\n', ' ')).toContain('npm install @observablehq/plot linkedom')
    const [wanted, without] = await Promise.all([
      nalu(['report', out], { env }),
      nalu(['report', out, '--no-figures', '--out', newFolder()], { env }),
    ])
    expect(wanted.code).toBe(1)
    expect(wanted.stderr).toContain('npm install @observablehq/plot linkedom')
    expect(without.code).toBe(0)
  })
})
