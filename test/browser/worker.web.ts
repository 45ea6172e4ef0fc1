// The module worker: runs the job whose name it is sent, and sends back its result as JSON text or what went wrong.

import { answer } from './answer.web.ts'

self.addEventListener('message', async ({ data }: MessageEvent<string>) => self.postMessage(await answer(data)))
