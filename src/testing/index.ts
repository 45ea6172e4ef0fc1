// `nalu/testing`: the conformance suite that every module passes, for any test runner.

import type { ArithmeticModule } from '../modules/module.ts'
import type { CheckOf, ModuleCheck } from './check.ts'
import { compiledChecks } from './compiled.ts'
import { declarationChecks } from './declarations.ts'
import { exactChecks } from './exact.ts'
import { forwardChecks } from './forward.ts'
import { gradientChecks } from './gradients.ts'
import { initialChecks } from './initial.ts'
import { penaltyChecks } from './penalties.ts'
import { savedChecks } from './saved.ts'
import { statementChecks } from './statements.ts'

export type { ModuleCheck } from './check.ts'

const checks: readonly CheckOf[] = [
  ...statementChecks,
  ...declarationChecks,
  ...initialChecks,
  ...forwardChecks,
  ...gradientChecks,
  ...penaltyChecks,
  ...exactChecks,
  ...compiledChecks,
  ...savedChecks,
]

/**
 * Everything that a module must do, one check after another, to be run by a test runner:
 *
 * ```ts
 * for (const { name, run } of moduleChecks(myModule)) test(name, () => expect(run()).toEqual([]))
 * ```
 *
 * A check finds what is wrong instead of throwing, also where the module itself throws.
 */
export function moduleChecks(module: ArithmeticModule): readonly ModuleCheck[] {
  return checks.map(({ name, find }) => ({
    name,
    run: () => {
      try {
        return find(module)
      } catch (error) {
        return [`It throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`]
      }
    },
  }))
}

/** Something that is wrong with a module. */
export interface Finding {
  /** What should be true, as a sentence. */
  readonly check: string
  /** What was found instead. */
  readonly problem: string
}

/** Runs every check; no findings means that the module conforms. Takes about a second. */
export function checkModule(module: ArithmeticModule): readonly Finding[] {
  return moduleChecks(module).flatMap(({ name, run }) => run().map((problem) => ({ check: name, problem })))
}
