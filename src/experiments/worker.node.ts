// The worker thread that trains seeds of an experiment in Node.

import { serveTasks } from '../pool/pool.ts'
import { threadPort } from '../pool/worker.node.ts'
import { trainCell } from './worker.ts'

serveTasks(threadPort(), trainCell)
