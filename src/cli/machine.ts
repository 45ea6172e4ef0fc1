// The machine that a result comes from, in one line.

import { cpus } from 'node:os'

/** Processor and engine: `AMD EPYC, Node 24.21.0`. */
export function machineText(): string {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim()
  return `${model === undefined || model === '' ? 'an unknown processor' : model}, Node ${process.versions.node}`
}
