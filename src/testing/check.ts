// What a check of a module is: a name in words, and a function that says what is wrong.

import type { ArithmeticModule } from '../modules/module.ts'

/** One thing that every module must do. It depends on no test runner. */
export interface ModuleCheck {
  /** A sentence that is true of a module without findings. */
  readonly name: string
  /** What is wrong, a sentence each; empty if the module passes. */
  run(): readonly string[]
}

/** A check before it is given its module. */
export interface CheckOf {
  readonly name: string
  readonly find: (module: ArithmeticModule) => readonly string[]
}
