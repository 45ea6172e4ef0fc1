// A counted loop in WebAssembly.

import { br_if, i32, type Local, local, loop } from 'wasmati'

/** Counts `counter` up by `step` from 0 until it reaches the limit; the body runs at least once. */
export function countedLoop(counter: Local<'i32'>, step: number, limit: () => void, body: () => void): void {
  i32.const(0)
  local.set(counter)
  loop({}, (label) => {
    body()
    local.get(counter)
    i32.const(step)
    i32.add()
    local.tee(counter)
    limit()
    i32.lt_u()
    br_if(label)
  })
}
