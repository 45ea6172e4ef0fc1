// Training workers for pages: hand `trainingWorker` to `learn` as its `spawn`.

import type { WorkerPort } from '../pool/pool.ts'
import { spawnWorker } from '../pool/worker.web.ts'

export const trainingWorker = (): WorkerPort => spawnWorker(new URL('./worker.web.js', import.meta.url))
