// The worker thread that searches forms of formulas in Node.

import { serveTasks } from '../pool/pool.ts'
import { threadPort } from '../pool/worker.node.ts'
import { shapeTask } from './shape-worker.ts'

serveTasks(threadPort(), shapeTask)
