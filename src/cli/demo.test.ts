import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { decodeArray } from '../base/arrays.ts'

const smoke = ['demo', '--smoke', '--rounds', '1']
// Sure to be interrupted long before its end.
const endless = ['demo', '--steps', '1000000', '--log-every', '100', '--rounds', '1']

describe('nalu demo', { timeout: 120_000 }, () => {
  test('gives one object of JSON, the same weights for the same rounds, and exit code 3 where nothing is found', async () => {
    const folder = newFolder()
    const [first, second] = await Promise.all([
      nalu([...smoke, '--json', '--out', join(folder, 'a')]),
      nalu([...smoke, '--json', '--out', join(folder, 'b'), '--threads', '1']),
    ])
    expect([first.code, second.code]).toEqual([3, 3])
    const [one, other] = [first, second].map(({ stdout }) => JSON.parse(stdout))
    expect(one).toMatchObject({
      schema: 'nalu.demo',
      version: 1,
      solved: false,
      seedsRun: 1,
      seedsSolved: 0,
      rounds: 1,
      repeat: 'nalu demo --rounds 1 --smoke',
      published: { testLoss: 8.575e-5, epochs: 50_000 },
      nalu: { seed: 0, solved: false, epochs: 500, stopReason: 'steps' },
    })
    expect(one.seconds).toBeGreaterThan(0)
    expect(one.planets).toMatchObject({ found: true, formula: expect.stringMatching(/^365\.\d+ \* distance\^1\.5$/) })
    for (const key of ['trainLoss', 'validationLoss', 'testLoss', 'testLossFloat64']) {
      expect(one.nalu[key]).toBeGreaterThan(0)
    }
    expect(one.baselines).toHaveLength(10)
    for (const { activation, task, trainLoss, testLoss } of one.baselines) {
      expect([activation, task].every((text) => typeof text === 'string')).toBe(true)
      expect([trainLoss, testLoss].every(Number.isFinite)).toBe(true)
    }
    const weights = decodeArray(one.nalu.parameters['layer1.W_hat'])
    expect(weights.values).toHaveLength(20)
    // What differs is where it was written and how long it took, nothing else.
    const comparable = ({
      figures: _,
      seconds: __,
      threads: ___,
      seeds,
      nalu: { seconds: ____, ...chosen },
      ...rest
    }: Json) => JSON.stringify([rest, chosen, seeds.map(({ seconds: _____, ...seed }: Json) => seed)])
    expect(comparable(other)).toBe(comparable(one))
    expect(readdirSync(join(folder, 'a')).sort()).toEqual(['counter.svg', 'identity.svg'])
  })

  test('says in words what was seen, and overwrites nothing', async () => {
    const cwd = newFolder()
    const first = await nalu(smoke, { cwd })
    expect(first.code).toBe(3)
    expect(first.stdout).toContain('Not found as closely as published.')
    expect(first.stdout).toContain('The same again: nalu demo --rounds 1 --smoke')
    expect(first.stdout).toContain('That is Kepler’s third law')
    expect(first.stdout).toMatch(/Not in\sit: mass. 8 rows are low evidence/)
    expect(first.stderr).toMatch(/seed 0 · ended after 500 epochs/)
    expect(first.stdout).not.toContain('\u001b')
    for (const line of first.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    writeFileSync(join(cwd, 'runs/demo-1-rounds/identity.svg'), 'mine')
    const second = await nalu([...smoke, '--quiet'], { cwd })
    expect(second.stderr).toBe('')
    expect(readdirSync(join(cwd, 'runs')).sort()).toEqual(['demo-1-rounds', 'demo-1-rounds-2'])
    expect(readFileSync(join(cwd, 'runs/demo-1-rounds/identity.svg'), 'utf8')).toBe('mine')
    const refused = await nalu([...smoke, '--quiet', '--out', 'runs/demo-1-rounds'], { cwd })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('identity.svg exists already and was not changed')
    expect(refused.stderr).toContain('give another folder with --out')
  })

  test('keeps what is there on Ctrl-C', async () => {
    const cwd = newFolder()
    const { code, stdout } = await nalu(endless, { cwd, interruptAt: /seed 0 · \d/ })
    expect(code).toBe(130)
    expect(stdout).toContain('Interrupted.')
    expect(stdout).toMatch(/stopped at epoch \d/)
  })

  test('says what is wrong with an option', async () => {
    const { code, stderr } = await nalu(['demo', '--round', '3'])
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean --rounds?')
  })
})

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is checked by the tests themselves.
type Json = any
