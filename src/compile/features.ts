// What this engine's WebAssembly can do.

import { f32x4, func, Module, v128 } from 'wasmati'
import { type WasmApi, webAssembly } from '../base/platform.ts'

let fused: boolean | undefined

/** True if the engine has relaxed SIMD, so that `a·b + c` may be rounded once. */
export function findFusedSupport(): boolean {
  fused ??= probe(webAssembly())
  return fused
}

function probe(api: WasmApi): boolean {
  const madd = func({ in: [v128], out: [v128] }, ([x]) => {
    f32x4.relaxed_madd(x, x, x)
  })
  return api.validate(Module({ exports: { madd } }).toBytes())
}
