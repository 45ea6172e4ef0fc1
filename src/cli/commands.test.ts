import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { readSafetensors } from '../bridges/safetensors.ts'
import { modelFromSafetensors } from '../bridges/safetensors-model.ts'
import { experiments } from '../experiments/index.ts'
import { modules } from '../modules/index.ts'
import { groupModules } from '../modules/operations.ts'
import { tasks } from '../tasks/index.ts'
import { loadModel } from '../train/saved-model.ts'

describe('the command line', { timeout: 60_000 }, () => {
  test('explains itself', async () => {
    const [alone, help, version, learn] = await Promise.all([
      nalu([]),
      nalu(['--help']),
      nalu(['--version']),
      nalu(['learn', '--help']),
    ])
    expect(alone.stdout).toContain('nalu learn "a + b"')
    expect(alone.stdout.trim()).toBe(help.stdout.trim())
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(learn.stdout).toContain('When to stop:')
    expect(learn.stdout).toContain('--no-stop-when-solved')
    expect(learn.stdout).toContain('Examples:')
    for (const { code, stderr } of [alone, help, version, learn]) {
      expect(code).toBe(0)
      expect(stderr).toBe('')
    }
  })

  test('lists all there is', async () => {
    const [text, json] = await Promise.all([nalu(['list']), nalu(['list', '--json'])])
    const listed = JSON.parse(json.stdout)
    expect(listed).toMatchObject({ schema: 'nalu.list', version: 1 })
    const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)
    expect(ids(listed.modules)).toEqual(ids(modules))
    expect(ids(listed.tasks)).toEqual(ids(tasks.map(({ task }) => task)))
    expect(ids(listed.experiments)).toEqual(ids(experiments))
    for (const id of [...ids(listed.modules), ...ids(listed.tasks), ...ids(listed.experiments)]) {
      expect(text.stdout).toContain(id)
    }
    for (const { title } of groupModules(modules)) expect(text.stdout).toMatch(new RegExp(`^${title}`, 'm'))
    for (const line of text.stdout.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  })

  test('explains a module', async () => {
    const [text, json] = await Promise.all([nalu(['explain', 'nalu']), nalu(['explain', 'nalu', '--json'])])
    expect(text.stdout).toContain('W = tanh(Ŵ) ⊙ σ(M̂)')
    expect(text.stdout).toContain('https://arxiv.org/abs/1808.00508')
    expect(text.stdout).toMatch(/W_hat {2}\[out, in\]/)
    expect(text.stdout).toMatch(/multiply {2}a · b {2}W_hat = \[20, 20\]/)
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'nalu.module',
      id: 'nalu',
      weights: [{ name: 'W', snap: [-1, 0, 1] }],
      penalties: [],
      cost: { parameters: 6, once: { tanh: 2 } },
    })
  })

  test('explains penalties and bounds', async () => {
    const [text, json] = await Promise.all([nalu(['explain', 'nmu']), nalu(['explain', 'nmu', '--json'])])
    expect(text.stdout).toContain('factor 0 up to step 20,000, then growing evenly to 10 at step 35,000')
    expect(text.stdout).toContain('kept in [0, 1] after each step')
    expect(JSON.parse(json.stdout)).toMatchObject({
      parameters: [{ name: 'W', bounds: [0, 1], snap: [0, 1] }],
      penalties: [{ id: 'sparsity', weight: 10, schedule: { kind: 'ramp', from: 20_000, to: 35_000 } }],
    })
  })

  test('explains a task and an experiment', async () => {
    const [task, experiment] = await Promise.all([nalu(['explain', 'static-add']), nalu(['explain', 'identity'])])
    expect(task.stdout).toContain('b = x5 + … + x10')
    expect(task.stdout).toContain('nalu learn static-add')
    expect(experiment.stdout).toContain('Protocol')
  })

  test('predicts', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'data.csv'), 'a,b\n1,2\n,3\n')
    writeFileSync(join(folder, 'other.csv'), 'a,c\n1,2\n')
    await nalu(['learn', 'a + b', '--module', 'linear', '--seeds', '1', '--save', 'm.json'], { cwd: folder })
    const run = (...args: string[]) => nalu(['predict', 'm.json', ...args], { cwd: folder })
    const [shown, json, written, missing] = await Promise.all([
      run('data.csv'),
      run('data.csv', '--json'),
      run('data.csv', '--out', 'out.csv'),
      run('other.csv'),
    ])
    expect(shown.stdout).toMatch(/^a,b,prediction\n1,2,[\d.]+\n,3,\n$/)
    expect(shown.stderr).toContain('lacks a (line 3)')
    const { predictions } = JSON.parse(json.stdout)
    expect(predictions[0][0].value).toBeCloseTo(3, 3)
    expect(predictions[0][1]).toEqual({ line: 3, value: null, reason: 'an input is missing' })
    expect(written.stdout).toBe('')
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe(shown.stdout)
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('needs column b; other.csv has a, c')
    const again = await run('data.csv', '--out', 'out.csv')
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('--overwrite')
  })

  test('exports weights', async () => {
    const folder = newFolder()
    await nalu(['learn', 'a * b', '--module', 'nmu', '--seeds', '1', '--save', 'm.json'], { cwd: folder })
    const run = () => nalu(['export', 'm.json', 'w.safetensors'], { cwd: folder })
    const { code, stdout, stderr } = await run()
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toBe('Wrote w.safetensors: 2 numbers of nmu 2 → 1.\n')
    const bytes = readFileSync(join(folder, 'w.safetensors'))
    const saved = loadModel(readFileSync(join(folder, 'm.json'), 'utf8'), modules)
    expect(modelFromSafetensors(bytes, modules).parameters).toEqual(saved.parameters)
    expect(readSafetensors(bytes).metadata['nalu.madeBy']).toMatch(/^nalu \d+\.\d+\.\d+$/)
    const again = await run()
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('w.safetensors exists already and was not changed')
    expect(again.stderr).toContain('--overwrite')
  })
})
