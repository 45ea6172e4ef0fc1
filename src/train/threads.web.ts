// Workers that train in pages: hand `trainingThread` to `learn` as its `spawn`.

import type { WorkerPort } from '../pool/pool.ts'
import { spawnWorker } from '../pool/worker.web.ts'

export const trainingThread = (): WorkerPort => spawnWorker(new URL('./worker.web.js', import.meta.url))
