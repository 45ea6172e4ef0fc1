// Random programs, run by the interpreter, the executor and WebAssembly: all must agree.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disagreements } from '../../test/agreement.ts'
import { drawProgram, programSpec } from '../../test/random-programs.ts'

const environment = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process.env
/** `FUZZ_SEED=7 FUZZ_RUNS=5000 npx vitest run src/compile/fuzz.test.ts` looks further. */
const seed = Number(environment.FUZZ_SEED ?? 1)
const numRuns = Number(environment.FUZZ_RUNS ?? 150)
const patience = Math.max(20_000, numRuns * 400)

describe('any program', () => {
  it(
    'gives the same bits in the executor and in WebAssembly, and what the interpreter gives',
    () => {
      fc.assert(
        fc.property(programSpec, (spec) => {
          const { program, values } = drawProgram(spec)
          expect(disagreements(program, values, { steps: 2 })).toEqual([])
        }),
        { seed, numRuns },
      )
    },
    patience,
  )
})
