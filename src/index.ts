// The library: everything that a program which uses it needs.

export { NaluError } from './base/errors.ts'
export type { ArithmeticModule, ForwardContext, ParameterSpec } from './modules/module.ts'
export { defineModule } from './modules/module.ts'
export { modules } from './modules/index.ts'
