// The command line's entry: builds the program, runs it, and turns whatever happens into an exit code.

import { exitCodes, reportError } from './failures.ts'
import { createProgram, withoutLeadingDashes } from './program.ts'
import { settleColours } from './terminal.ts'

const args = process.argv.slice(2)
settleColours(args)
// Whoever reads our output may stop early, as `nalu list | head -3` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failure)
})
try {
  await createProgram().parseAsync(withoutLeadingDashes(args), { from: 'user' })
} catch (error) {
  process.exitCode = reportError(error, args)
}
