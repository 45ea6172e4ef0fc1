import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nalu, newFolder } from '../../test/command-line.ts'
import { root } from '../../test/sources.ts'

/** The learner that needs least: solved after some 3,000 steps. */
const solvable = ['learn', 'a + b', '--module', 'linear', '--seeds', '2', '--threads', '1', '--test-rows', '100']
/** One that cannot be solved. */
const unsolvable = ['learn', 'a * b', '--module', 'tanh', '--seeds', '2', '--steps', '200', '--test-rows', '100']

interface Learned {
  readonly seeds: readonly Readonly<Record<string, unknown>>[]
  readonly [key: string]: unknown
}

async function learned(args: readonly string[], cwd?: string): Promise<Learned> {
  const { stdout } = await nalu([...args, '--json'], cwd === undefined ? {} : { cwd })
  return JSON.parse(stdout) as Learned
}

const timeless = ({ seeds }: Learned) => seeds.map(({ stepsPerSecond: _, ...rest }) => rest)
const read = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

describe('nalu learn', { timeout: 60_000 }, () => {
  test('says that it has found a solution, and how to go on', async () => {
    const { code, stdout, stderr } = await nalu(solvable)
    expect(code).toBe(0)
    expect(stdout).toContain('Learning a + b with linear: 2 → 1')
    expect(stdout).toContain('Trained on [1, 2), tested on [2, 6)')
    expect(stdout).toContain('Found. 2 of 2 seeds solved it (100 %, 95 % interval 34–100 %)')
    expect(stdout).toContain('It holds outside the training range')
    expect(stdout).toContain(`Keep it:  nalu learn "a + b" --module linear --seeds 2`)
    expect(stdout + stderr).not.toContain('\u001b')
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^100 % .* solved 2 of 2 finished seeds/)
  })

  test('says that it has not found one, and what to try, with an exit code of its own', async () => {
    const { code, stdout } = await nalu(unsolvable)
    expect(code).toBe(3)
    expect(stdout).toContain('Not found. None of 2 seeds solved it (0 %')
    expect(stdout).toContain('nalu explain tanh')
    expect(stdout).toContain('--module nalu')
  })

  test('gives programs one object and nothing else', async () => {
    const { code, stdout, stderr } = await nalu([...solvable, '--json'])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    const result = JSON.parse(stdout) as Learned
    expect(result).toMatchObject({
      schema: 'nalu.learn',
      version: 1,
      task: 'formula',
      module: 'linear',
      metric: 'meanSquaredError',
      successRate: 1,
      interval: [expect.closeTo(0.342, 3), 1],
      trainRange: [1, 2],
      testRange: [[2, 6]],
      interrupted: false,
    })
    expect(result.seeds.map(({ seed }) => seed)).toEqual([0, 1])
    for (const key of ['trainLoss', 'validationLoss', 'testLoss', 'testRelativeRmse', 'steps', 'stepsPerSecond']) {
      expect(result.seeds[0]?.[key]).toEqual(expect.any(Number))
    }
    expect(result.seeds[0]).toMatchObject({ solved: true, stopReason: 'solved' })
  })

  test('says why a number is missing', async () => {
    const args = ['learn', 'a + b', '--module', 'linear', '--optimizer', 'sgd', '--lr', '1000', '--seeds', '1']
    const { seeds } = await learned(args)
    expect(seeds[0]).toMatchObject({ solved: false, stopReason: 'not finite', trainLoss: null })
    expect(seeds[0]?.['trainLossReason']).toMatch(/^(infinite|not a number)$/)
    const { code, stdout } = await nalu(args)
    expect(code).toBe(3)
    expect(stdout).toContain('The loss of 1 seed was no longer finite (seed 0 at step')
    expect(stdout).toContain('--clip-norm')
  })

  test('gives the same whatever the number of threads', async () => {
    const [one, two] = await Promise.all([learned(solvable), learned([...solvable, '--threads', '2'])])
    expect(timeless(two)).toEqual(timeless(one))
  })

  test('learns the same bytes, wherever it is tested', async () => {
    const folder = newFolder()
    await nalu([...solvable, '--save', 'near.json'], { cwd: folder })
    await nalu([...solvable, '--test', '-1000,-100,100,1000', '--save', 'far.json'], { cwd: folder })
    const [near, far] = [read(folder, 'near.json'), read(folder, 'far.json')]
    expect(far.parameters).toEqual(near.parameters)
    expect(far.training.test).not.toEqual(near.training.test)
    expect({ ...far.training, test: 0 }).toEqual({ ...near.training, test: 0 })
  })

  test('is quiet where it is asked to be', async () => {
    const { stdout, stderr } = await nalu([...solvable, '--quiet'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Found\./)
    expect(stdout).not.toContain('rel. RMSE in')
  })

  test('has colours where they are wanted', async () => {
    const env = { FORCE_COLOR: '1' }
    const [with_, without] = await Promise.all([
      nalu(unsolvable, { env }),
      nalu([...unsolvable, '--no-color'], { env }),
    ])
    expect(with_.stdout).toContain('\u001b[')
    expect(without.stdout).not.toContain('\u001b')
  })

  test('keeps the best when it is interrupted, and goes on with the same bits', async () => {
    const folder = newFolder()
    const long = [...solvable, '--steps', '400000', '--no-stop-when-solved']
    const interrupted = await nalu([...long, '--checkpoint', 'state.json', '--save', 'best.json'], {
      cwd: folder,
      interruptAt: /30 %|[4-9]\d %/,
    })
    expect(interrupted.code).toBe(130)
    expect(interrupted.stdout).toMatch(/Interrupted\. [12] of 2 seeds had started/)
    expect(interrupted.stdout).toMatch(/Go on: .* --resume state\.json --overwrite/)
    expect(existsSync(join(folder, 'best.json'))).toBe(true)

    const resumed = await nalu([...long, '--resume', 'state.json', '--save', 'resumed.json'], { cwd: folder })
    expect(resumed.stdout).toContain('Going on from state.json')
    await nalu([...long, '--save', 'whole.json'], { cwd: folder })
    expect(readFileSync(join(folder, 'resumed.json'))).toEqual(readFileSync(join(folder, 'whole.json')))
  })

  test('repeats a printed configuration', async () => {
    const folder = newFolder()
    const { stdout } = await nalu([...solvable, '--print-config'])
    writeFileSync(join(folder, 'config.json'), stdout)
    const args = ['learn', '--config', 'config.json', '--threads', '1']
    const [again, first, changed] = await Promise.all([
      learned(args, folder),
      learned(solvable),
      learned([...args, '--seeds', '1'], folder),
    ])
    expect(timeless(again)).toEqual(timeless(first))
    expect(timeless(changed)).toEqual(timeless(first).slice(0, 1))
    expect(JSON.parse(stdout).configurationHash).toBe(first['configurationHash'])
  })

  test('trains a module of the user’s own, saves it, and predicts with it', async () => {
    const folder = newFolder()
    const source = (path: string) => JSON.stringify(join(root, 'src', path))
    writeFileSync(
      join(folder, 'scale.ts'),
      `import { constantInitial } from ${source('modules/initializers.ts')}
       import { contract } from ${source('graph/functions.ts')}
       export const scale = {
         id: 'scale', title: 'Scale', equation: 'y = W x', computes: [], failures: [], exact: [],
         parameters: { W: { axes: ['out', 'in'], initial: constantInitial(0), description: 'weights' } },
         forward: ({ x, input, parameters: { W } }) => contract(W, x, input),
       }`,
    )
    writeFileSync(join(folder, 'data.csv'), 'b,a,name\n2,1,x\n')
    const args = ['learn', 'a - b', '--module', './scale.ts', '--seeds', '1', '--save', 'model.json']
    const { code, stdout } = await nalu(args, { cwd: folder })
    expect(code).toBe(0)
    expect(stdout).toContain('Predict:  nalu predict model.json data.csv --module ./scale.ts')
    const predicted = await nalu(['predict', 'model.json', 'data.csv', '--module', './scale.ts'], { cwd: folder })
    const [header, row = ''] = predicted.stdout.split('\n')
    expect(header).toBe('b,a,name,prediction')
    expect(Number(row.split(',')[3])).toBeCloseTo(-1, 3)
    const without = await nalu(['predict', 'model.json', 'data.csv'], { cwd: folder })
    expect(without.code).toBe(2)
    expect(without.stderr).toContain('--module')
  })

  test('prints the loops of a step', async () => {
    const { code, stdout } = await nalu(['learn', 'a + b', '--print-plan'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^step: \d+ phases, \d+ routines/)
    expect(stdout).toMatch(/store b\d+ layer1\.W_hat\[0 \+ 0\.\.3\] = v\d+/)
  })
})
