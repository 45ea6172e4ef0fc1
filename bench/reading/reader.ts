// Reads the table that is named, hands its first training to a thread, and says when and with how much memory.

import { fit } from 'nalu'
import { readTable } from 'nalu/data'
import { fitThread } from 'nalu/threads'

const [path = '-'] = process.argv.slice(2)
const table = await readTable(path)
const secondsToRead = process.uptime()
const stop = new AbortController()
let secondsToStart = Number.NaN
await fit(table, {
  target: 'y',
  threads: 2,
  signal: stop.signal,
  spawn: () => {
    if (Number.isNaN(secondsToStart)) secondsToStart = process.uptime()
    stop.abort()
    return fitThread()
  },
})
const kilobytes = process.resourceUsage().maxRSS
process.stdout.write(JSON.stringify({ secondsToRead, secondsToStart, peakMegabytes: kilobytes / 1000 }))
