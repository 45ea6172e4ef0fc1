// What this engine's WebAssembly can do.

import { type WasmApi, webAssembly } from '../base/platform.ts'
import { assembleModule, FunctionBody } from './assembler.ts'

let fused: boolean | undefined

/** True if the engine has relaxed SIMD, so that `a·b + c` may be rounded once. */
export function findFusedSupport(): boolean {
  fused ??= probe(webAssembly())
  return fused
}

function probe(api: WasmApi): boolean {
  const code = new FunctionBody(0)
  const result = code.local('v128')
  for (let i = 0; i < 3; i += 1) code.get(result)
  code.emit('f32x4.relaxed_madd')
  code.set(result)
  return api.validate(assembleModule([code], {}, 1))
}
