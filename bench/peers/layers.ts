// `npm run bench:layers`: training steps of general layers, ours and PyTorch's in turns, one thread each.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type LayerWorkload, layerWorkloads } from '../layers.ts'
import { leastMicroseconds } from '../time-kernel.ts'
import { environmentOf } from './python.ts'

const rounds = 3

async function main(): Promise<void> {
  const spec = { name: 'PyTorch', script: 'torch_layers.py', packages: ['torch==2.15.0', 'numpy==2.4.6'] }
  // Any Python that has PyTorch may be named in place of an environment of our own.
  const given = process.env['NALU_PYTHON']
  const found = given === undefined ? environmentOf(spec) : { python: given }
  if ('missing' in found) throw new Error(found.missing)
  const process_ = spawn(found.python, [join(import.meta.dirname, spec.script)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: process_.stdout })[Symbol.asyncIterator]()
  const answer = async () => JSON.parse((await answers.next()).value as string) as Record<string, number | string>
  console.log(`PyTorch ${(await answer())['version']}, Node ${process.version}; the least time of a step, µs`)
  for (const workload of layerWorkloads) {
    const [ours, theirs] = [[] as number[], [] as number[]]
    const kernel = workload.kernel()
    for (let round = 0; round < rounds; round += 1) {
      process_.stdin.write(`${workload.name}\n`)
      const { loss, microseconds } = await answer()
      checkLoss(workload, loss as number)
      theirs.push(microseconds as number)
      ours.push(leastMicroseconds(kernel, 1))
    }
    const [a, b] = [Math.min(...ours), Math.min(...theirs)]
    console.log(
      `${workload.name.padEnd(18)} ours ${a.toFixed(0).padStart(5)}  PyTorch ${b.toFixed(0).padStart(5)}  ${(b / a).toFixed(1)} ×`,
    )
  }
  process_.stdin.end()
}

/** Both train the same network: after ten steps from the same numbers their losses are equal. */
function checkLoss(workload: LayerWorkload, theirs: number): void {
  const ours = workload.kernel().run(11)['loss']?.[10] as number
  if (Math.abs(ours - theirs) > 1e-4 * Math.abs(theirs)) {
    throw new Error(
      `${workload.name}: our loss after ten steps is ${ours}, PyTorch's ${theirs}. They train two networks.`,
    )
  }
}

await main()
