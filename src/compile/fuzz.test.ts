// Random programs, run by the interpreter, the executor and WebAssembly: all must agree.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disagreements } from '../../test/agreement.ts'
import { drawLoss, drawProgram, programSpec } from '../../test/random-programs.ts'
import { countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import { topologicalOrder } from '../graph/node.ts'

// `FUZZ_SEED=7 FUZZ_RUNS=5000 npx vitest run src/compile/fuzz.test.ts` looks further.
const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300)
const patience = Math.max(60_000, numRuns * 400)

describe('the executor and WebAssembly have the same bits, near to what the interpreter gives,', () => {
  it(
    'for any program',
    () => {
      const property = fc.property(programSpec, (spec) => {
        const { program, values } = drawProgram(spec)
        expect(disagreements(program, values, { steps: 2 })).toEqual([])
      })
      fc.assert(property, { seed, numRuns })
    },
    patience,
  )

  it(
    'for the gradients of any scalar',
    () => {
      const property = fc.property(programSpec, (spec) => {
        const { loss, slots, values } = drawLoss(spec)
        const steps = gradients(loss, slots)
        fc.pre(topologicalOrder(steps).every(({ axes }) => countElements(axes) <= 20_000))
        const inputs = topologicalOrder([loss, ...slots]).filter((node) => node.op === 'slot')
        const results = slots.map(({ name, axes }, i) => ({ slot: slot(`d ${name}`, axes), next: steps[i] ?? loss }))
        const program = { states: [...inputs.map((each) => ({ slot: each })), ...results], traces: { loss } }
        const given = Object.fromEntries(inputs.map(({ name }) => [name, values[name] ?? 0]))
        expect(disagreements(program, given, { steps: 1 })).toEqual([])
      })
      fc.assert(property, { seed, numRuns })
    },
    patience,
  )
})
