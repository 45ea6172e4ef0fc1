import { execSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { withAnother } from '../../test/fits.ts'
import { root } from '../../test/sources.ts'
import { printDocument } from '../base/document.ts'
import { readSafetensors } from '../bridges/safetensors.ts'
import { type Found, fit, loadFit } from '../fit/found.ts'
import { readFitDocument, writeFitDocument } from '../fit/saved-fit.ts'

const folder = newFolder()
const at = (name: string) => join(folder, name)
const run = (...args: string[]) => nalu(args, { cwd: folder })
let found: Found

beforeAll(async () => {
  const distance = Array.from({ length: 24 }, (_, i) => 0.4 + 0.37 * i)
  const table = { distance, mass: distance.map((_, i) => (7 * i) % 11), period: distance.map((d) => 365.25 * d ** 1.5) }
  found = await fit(table, { target: 'period', rounds: 1, seeds: 16 })
  const text = printDocument(found.save())
  writeFileSync(at('fit.json'), text)
  writeFileSync(at('cut.json'), text.slice(0, 500))
  writeFileSync(at('newer.json'), text.replace('"version": 1', '"version": 2'))
  writeFileSync(at('changed.json'), text.replace('"rows": 24', '"rows": 25'))
  const closed = { ...found.save(), candidates: [] }
  writeFileSync(at('empty.json'), printDocument(closed))
  writeFileSync(at('new.csv'), 'distance,name\n1,a\n1e200,far\n,b\n')
  writeFileSync(at('other.csv'), 'distanc,name\n1,a\n')
  writeFileSync(at('text.csv'), 'distance\nfar\n')
})

describe('a saved fit', { timeout: 60_000 }, () => {
  test('predicts the rows of a table in float64, beyond the range of float32 too', async () => {
    const { code, stdout, stderr } = await run('predict', 'fit.json', 'new.csv')
    expect(code).toBe(0)
    const [one, far] = found.predict({ distance: [1, 1e200] })
    expect(stdout).toBe(`distance,name,period\n1,a,${one}\n1e200,far,${far}\n,b,\n`)
    expect(stderr).toContain('1 row lacks distance (line 4).')
    expect(stderr).toContain('1 of 3 rows lies outside of where the fit had rows: distance 0.4 to 8.91.')
    const json = await run('predict', 'fit.json', 'new.csv', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ inputs: ['distance'], columns: ['period'], rows: 3 })
  })

  test.skipIf(process.platform === 'win32')(
    'predicts a table that comes through a pipe, which can be read once',
    () => {
      const command = `cat new.csv | "${process.execPath}" "${join(root, 'src/cli/main.ts')}" predict fit.json /dev/stdin`
      const [one, far] = found.predict({ distance: [1, 1e200] })
      const printed = execSync(command, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      expect(printed).toBe(`distance,name,period\n1,a,${one}\n1e200,far,${far}\n,b,\n`)
    },
  )

  test.each([
    ['other.csv', 'fit.json needs column distance; other.csv has distanc, name. Did you mean distanc?'],
    ['text.csv', '"far" is not a number'],
  ])('says what is wrong with %s', async (table, said) => {
    const { code, stderr } = await run('predict', 'fit.json', table)
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })

  test('is printed in every language as the library prints it, and written where it is asked for', async () => {
    const styles = ['text', 'pretty', 'latex', 'javascript', 'python', 'excel', 'sql'] as const
    const printed = await Promise.all(styles.map((style) => run('export', 'fit.json', '--as', style)))
    expect(printed.map(({ code }) => code)).toEqual(styles.map(() => 0))
    expect(printed.map(({ stdout }) => stdout.trimEnd())).toEqual(styles.map((style) => found.to(style).trimEnd()))
    const written = await run('export', 'fit.json', '--as', 'python', '--out', 'fit.py')
    expect(written.stdout).toBe('')
    expect(readFileSync(at('fit.py'), 'utf8')).toBe(`${found.to('python').trimEnd()}\n`)
    const again = await run('export', 'fit.json', '--as', 'python', '--out', 'fit.py')
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('fit.py exists already and was not changed')
  })

  test('is written in the language that the ending of the file means', async () => {
    for (const [ending, style] of [
      ['py', 'python'],
      ['js', 'javascript'],
      ['sql', 'sql'],
      ['tex', 'latex'],
      ['txt', 'text'],
    ] as const) {
      const { stderr } = await run('export', 'fit.json', `ending.${ending}`)
      expect(stderr).toBe(`Wrote ending.${ending}: the formula as ${style}.\n`)
      expect(readFileSync(at(`ending.${ending}`), 'utf8')).toBe(`${found.to(style).trimEnd()}\n`)
    }
  })

  test('reads decimal commas as the fit does, and says how predictions are called beside their target', async () => {
    writeFileSync(at('commas.csv'), 'distance;period\n1,5;x\n2;y\n')
    const { stdout, stderr } = await run('predict', 'fit.json', 'commas.csv')
    const [first, second] = found.predict({ distance: [1.5, 2] })
    const [one, two] = [first, second].map((value) => String(value).replace('.', ','))
    expect(stdout).toBe(`distance;period;prediction\n1,5;x;${one}\n2;y;${two}\n`)
    expect(stderr).toContain('commas.csv has a column period: predictions are called prediction.')
  })

  test('gives the weights of its training as safetensors', async () => {
    const weights = found.weights()
    expect(weights).toBeDefined()
    const { code, stderr } = await run('export', 'fit.json', 'w.safetensors', '--as', 'safetensors')
    expect([code, stderr]).toEqual([0, expect.stringContaining('Wrote w.safetensors')])
    const { tensors, metadata } = readSafetensors(readFileSync(at('w.safetensors')))
    expect(tensors.get('over products.W')).toMatchObject(weights?.['over products.W'] as object)
    expect(weights?.['over products.W']?.shape).toEqual([1, 2])
    expect(JSON.parse(metadata['nalu.columns'] as string)).toEqual(found.order)
    await run('export', 'fit.json', 'by-its-ending.safetensors')
    expect(readFileSync(at('by-its-ending.safetensors'))).toEqual(readFileSync(at('w.safetensors')))
  })

  test('is explained again, with its trust report and where its terms come from', async () => {
    const { code, stdout } = await run('explain', 'fit.json')
    expect(code).toBe(0)
    expect(stdout).toContain('How far to trust it')
    expect(stdout).toContain('Why this formula')
    const json = await run('explain', 'fit.json', '--json')
    const { found: isFound, formula, trust } = JSON.parse(json.stdout)
    expect({ isFound, formula, trust }).toEqual({
      isFound: found.found,
      formula: found.formula,
      trust: JSON.parse(JSON.stringify(loadFit(readFileSync(at('fit.json'), 'utf8')).trust)),
    })
  })

  test('that was not found lists the rivals, what failed and what to try, and one picked by hand is not judged', async () => {
    const { facts } = readFitDocument(found.save(), 'fit.json')
    const advice = 'Give rows over a wider range, where the formulas part.'
    const rules = facts.rules.map((rule) =>
      rule.rule === 'no rival' ? { ...rule, passed: false, says: 'Two formulas fit.', advice } : rule,
    )
    const rivals = Array.from({ length: 7 }, (_, i) => ({ formula: `${i + 1} * distance`, difference: 0.1 }))
    const failed = { ...facts, found: false, rules, rivals, outliers: [3, 4] }
    writeFileSync(at('rivals.json'), printDocument(writeFitDocument(failed, facts.judged)))
    writeFileSync(at('inside.csv'), 'distance\n2\n')
    const said = 'The fit ended with "not found" (failed: no rival): its formula is the best approximation.\n'
    expect((await run('predict', 'rivals.json', 'inside.csv')).stderr).toBe(said)
    expect((await run('export', 'rivals.json', '--as', 'python')).stderr).toBe(said)
    const { stdout } = await run('explain', 'rivals.json')
    expect(stdout).toContain('Not found. The best approximation:')
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `✗ Two formulas fit. ${advice} These fit as well: period = 1·distance period = 2·`,
    )
    expect(stdout).toContain('and 2 more')
    expect(stdout).toMatch(/2 of 24 rows do not fit the formula and were left out of all parts: lines 3,\s+4\./)
    expect(stdout).toMatch(/^A fit of period, 24 rows, seed \d+\./)
    const other = withAnother(found, '2 * distance')
    writeFileSync(at('picked.json'), printDocument(other.pick(other.candidates.length - 1).save()))
    expect((await run('explain', 'picked.json')).stdout).toContain('Not found. Picked by hand, and not judged:')
  })

  test('counts numbers that were round before they were held, where they are many', async () => {
    const grid = Array.from({ length: 60 }, (_, i) => [i % 5, (i * 7) % 11, (i * 3) % 8, (i * 5) % 9] as const)
    const column = (j: 0 | 1 | 2 | 3) => grid.map((row) => row[j])
    const d = grid.map(([x1, y1, x2, y2]) => Math.hypot(x1 - x2, y1 - y2))
    const table = { x1: column(0), y1: column(1), x2: column(2), y2: column(3), d }
    const distances = await fit(table, { target: 'd', rounds: 1, seeds: 8 })
    writeFileSync(at('distances.json'), printDocument(distances.save()))
    const { stdout } = await run('explain', 'distances.json')
    expect(stdout).toContain('d = √((x1 - x2)² + (y1 - y2)²)')
    expect(stdout).toMatch(/Held 6 numbers that were round already: the error on the inner/)
  })

  test('has another formula of its list in the place of its pick', async () => {
    const other = withAnother(found, '2 * distance')
    writeFileSync(at('list'), printDocument(other.save()))
    const last = other.candidates.length
    const shown = await run('explain', './list', '--pick', String(last))
    expect(shown.stdout).toContain('Not found. Picked by hand, and not judged:\n\n  period = 2·distance\n')
    const exported = await run('export', 'list', '--as', 'text', '--pick', String(last))
    expect(exported.stdout).toBe('period = 2 * distance\n')
    expect(exported.stderr).toBe('The formula was picked by hand: nothing certifies it.\n')
    const predicted = await run('predict', 'list', 'new.csv', '--pick', String(last))
    expect(predicted.stdout).toContain('\n1,a,2\n1e200,far,2e+200\n')
    const pick = 1 + other.candidates.findIndex((candidate) => candidate.pick)
    const same = await run('export', 'list', '--pick', String(pick))
    expect(same.stdout).toBe(`period = ${other.formula}\n`)
    expect(same.stderr).toBe('')
  })

  test.each([
    ['cut.json', 'cut.json stops in the middle'],
    ['newer.json', 'newer.json has version 2 of nalu.fit; this nalu reads version 1'],
    ['changed.json', 'changed.json was changed after it was written: its hash is another. '],
    ['empty.json', 'empty.json was changed after it was written'],
  ])('%s is refused by every command', async (file, said) => {
    const outcomes = await Promise.all([
      run('predict', file, 'new.csv'),
      run('export', file, '--as', 'sql'),
      run('explain', file),
    ])
    for (const { code, stdout, stderr } of outcomes) {
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toContain(said)
    }
  })

  test.each([
    [
      ['export', 'fit.json', '--as', 'safetensors'],
      'nalu export needs <file> for weights',
      'fit.json weights.safetensors',
    ],
    [['export', 'fit.json', 'fit.json', '--as', 'sql'], 'would replace fit.json', 'another name'],
    [['export', 'fit.json', 'a.py', '--out', 'b.py'], 'two files to write, a.py and b.py'],
    [['export', 'fit.json', '--as', 'cobol'], 'Option --as: "cobol" is not a choice', 'python'],
    [['explain', 'nothing.json'], 'no file nothing.json'],
    [
      ['export', 'fit.json', '--pick', '99'],
      'Option --pick: there is no formula 99 in the list of fit.json',
      'from 1 to',
    ],
    [['predict', 'fit.json', 'new.csv', '--pick', '0'], 'Option --pick: 0 is too small'],
    [['explain', 'nau', '--pick', '1'], 'Option --pick is for saved fits; nau is none'],
  ])('nalu %j says what is wrong', async (args, ...said) => {
    const { code, stderr } = await run(...args)
    expect(code).toBe(2)
    for (const text of said) expect(stderr).toContain(text)
  })
})

test('a fit without training has no weights to export, and a model no formula', { timeout: 60_000 }, async () => {
  const cwd = newFolder()
  await nalu(['learn', 'a + b', '--module', 'linear', '--seeds', '1', '--steps', '100', '--save', 'm.json'], { cwd })
  const model = await nalu(['export', 'm.json', '--as', 'python'], { cwd })
  expect(model.code).toBe(2)
  expect(model.stderr).toContain('m.json is a saved model: it has weights and no formula. Export it --as safetensors.')
  const picking = await nalu(['export', 'm.json', 'w.safetensors', '--pick', '1'], { cwd })
  expect(picking.code).toBe(2)
  expect(picking.stderr).toContain('m.json is a saved model: it has no list of formulas. Leave out --pick.')
  const untrained = withAnother(found, '2 * distance')
  const picked = untrained.pick(untrained.candidates.length - 1)
  writeFileSync(join(cwd, 'other.json'), printDocument(picked.save()))
  const none = await nalu(['export', 'other.json', 'w.safetensors', '--as', 'safetensors'], { cwd })
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('The formula of other.json came of no training')
})
