// The worker thread that trains seeds in Node.

import { serveTasks } from '../pool/pool.ts'
import { threadPort } from '../pool/worker.node.ts'
import { trainTask } from './worker.ts'

serveTasks(threadPort(), trainTask)
