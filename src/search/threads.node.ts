// Workers of a fit in Node: hand `fitThread` to `fit` as its `spawn`.

import type { WorkerPort } from '../pool/pool.ts'
import { spawnThread } from '../pool/worker.node.ts'

// Built code runs as JavaScript, a checkout as TypeScript; the worker stands beside this file in both.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

export const fitThread = (): WorkerPort => spawnThread(new URL(`./worker.node.${extension}`, import.meta.url))
