// Scores in float32, every operation rounded once: the arithmetic in which networks are trained and usually run.

import { KernelCache } from '../compile/cache.ts'
import { Kernel } from '../compile/kernel.ts'
import { axis } from '../graph/axis.ts'
import { add, multiply, slot, subtract, sum } from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import type { Task } from '../tasks/task.ts'
import { forward, type Model, parametersOf } from '../train/model.ts'
import { subsetSlots, subsetValues, targetOf } from '../train/target.ts'
import type { SeedResult } from '../train/trainer.ts'

const kernels = new KernelCache()

export interface Float32Score {
  readonly halfSumOfSquares: number
  readonly relativeRmse: number
}

/** The score of finished weights on inputs `x`, `[in, rows]`: as a step program that only looks. */
export function float32Score(
  model: Model,
  task: Task,
  { seed, parameters }: Pick<SeedResult, 'seed' | 'parameters'>,
  x: Float32Array,
): Float32Score {
  const rows = axis('rows', x.length / model.input.size)
  const inputs = slot('x', [model.input, rows])
  const members = subsetSlots(task, model.input)
  const target = targetOf(task, inputs, model, members) // [rows]
  const error = subtract(forward(model, inputs), target) // [out, rows]
  // A program has to change something.
  const looks = slot('looks', [], { type: 'int', range: { low: 0, high: 2 ** 31 - 1 } })
  const constants = [inputs, ...members.values(), ...parametersOf(model)].map((each) => ({ slot: each }))
  const plan = kernels.plan({
    states: [{ slot: looks, next: add(looks, 1) }, ...constants],
    traces: { loss: multiply(0.5, sum(square(error), [model.output, rows])), size: sum(square(target), rows) },
  })
  const kernel = new Kernel(plan)
  kernel.write('looks', 0)
  kernel.write('x', x)
  for (const [name, values] of Object.entries({ ...parameters, ...subsetValues(task, seed) }))
    kernel.write(name, values)
  const { loss, size } = kernel.run(1) as Record<'loss' | 'size', Float32Array>
  const halfSumOfSquares = loss[0] as number
  return { halfSumOfSquares, relativeRmse: Math.sqrt((2 * halfSumOfSquares) / (size[0] as number)) }
}
