// The Web Worker that trains seeds in a page.

import { serveTasks } from '../pool/pool.ts'
import { workerPort } from '../pool/worker.web.ts'
import { trainTask } from './worker.ts'

serveTasks(workerPort(), trainTask)
