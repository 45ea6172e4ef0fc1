// `nalu/testing`: the conformance suites that every module and every layer passes, for any test runner.

import type { LayerExample } from '../layers/layer.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { CheckOf, ModuleCheck } from './check.ts'
import { compiledChecks } from './compiled.ts'
import { declarationChecks } from './declarations.ts'
import { exactChecks } from './exact.ts'
import { forwardChecks } from './forward.ts'
import { gradientChecks } from './gradients.ts'
import { initialChecks } from './initial.ts'
import { layerChecks } from './layers.ts'
import { penaltyChecks } from './penalties.ts'
import { savedChecks } from './saved.ts'
import { statementChecks } from './statements.ts'

export type { ModuleCheck } from './check.ts'
export { layerChecks } from './layers.ts'

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

/** Something that is wrong with a module or a layer. */
export interface Finding {
  /** What should be true, as a sentence. */
  readonly check: string
  /** What was found instead. */
  readonly problem: string
}

const findings = (all: readonly ModuleCheck[]): readonly Finding[] =>
  all.flatMap(({ name, run }) => run().map((problem) => ({ check: name, problem })))

/** Runs every check; no findings means that the module conforms. Takes about a second. */
export function checkModule(module: ArithmeticModule): readonly Finding[] {
  return findings(moduleChecks(module))
}

/** Runs every check of a layer on a shape that it takes; no findings means that the layer conforms. */
export function checkLayer(example: LayerExample): readonly Finding[] {
  return findings(layerChecks(example))
}
