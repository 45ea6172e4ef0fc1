// Workers of a fit in pages: hand `fitThread` to `fit` as its `spawn`.

import type { WorkerPort } from '../pool/pool.ts'
import { spawnWorker } from '../pool/worker.web.ts'

export const fitThread = (): WorkerPort => spawnWorker(new URL('./worker.web.js', import.meta.url))
