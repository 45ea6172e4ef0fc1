// Kernels that serve one training after another: memory made anew takes as long as hundreds of small steps.

import { type CompactPlan, Kernel } from '../compile/kernel.ts'

const idle = new WeakMap<CompactPlan, Kernel[]>()

/** Runs `use` with a kernel of the plan that nothing else uses meanwhile. Whoever uses it fills every slot first. */
export async function withKernel<T>(plan: CompactPlan, use: (kernel: Kernel) => Promise<T>): Promise<T> {
  const free = idle.get(plan) ?? []
  idle.set(plan, free)
  const kernel = free.pop() ?? new Kernel(plan)
  const result = await use(kernel)
  // After an error its state is anybody's guess, so only then is it not used again.
  free.push(kernel)
  return result
}
