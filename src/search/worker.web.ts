// The Web Worker that searches forms of formulas in a page.

import { serveTasks } from '../pool/pool.ts'
import { workerPort } from '../pool/worker.web.ts'
import { shapeTask } from './shape-worker.ts'

serveTasks(workerPort(), shapeTask)
