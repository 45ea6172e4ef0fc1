// The program `nalu`: every command, one file each.

import { type Argument, Command, Option } from 'commander'
import { suggest } from '../base/did-you-mean.ts'
import { invalid, type NaluError } from '../base/errors.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { examplesText, unknownFlag } from './command.ts'
import { demoCommand } from './demo.ts'
import { explainCommand } from './explain.ts'
import { exportCommand } from './export.ts'
import { fitCommand } from './fit.ts'
import { learnCommand } from './learn.ts'
import { listCommand } from './list.ts'
import { predictCommand } from './predict.ts'
import { reportCommand } from './report.ts'
import { reproduceCommand } from './reproduce.ts'
import { sweepCommand } from './sweep.ts'
import { paint, print, shellWord } from './terminal.ts'
import { packageVersion } from './version.ts'

/** Each adds itself to the program. */
const commands = [
  demoCommand,
  fitCommand,
  learnCommand,
  predictCommand,
  exportCommand,
  listCommand,
  explainCommand,
  sweepCommand,
  reproduceCommand,
  reportCommand,
]

const examples = [
  ['nalu learn "a + b"', 'learn a sum from examples, in seconds'],
  ['nalu learn "a * b" --seeds 100', 'how often a product is found, with an interval'],
  ['nalu list', 'modules, tasks and experiments'],
  ['nalu explain nalu', 'equation, paper, strengths, known failures'],
] as const

export function createProgram(): Command {
  const program = new Command('nalu')
    .description('Neural arithmetic units that learn arithmetic which holds outside the range they were trained on.')
    .usage('<command> [options]')
    .version(packageVersion(), '-V, --version', 'Show the version.')
    .addHelpOption(new Option('-h, --help', 'Show this help; nalu <command> --help shows that of a command.'))
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .addHelpText('after', examplesText(examples))
    // What commander would print, `reportError` prints in our words.
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({
      styleTitle: (title) => paint('strong', title),
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
    })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : inOurWords(error.code, error.message, program)
    })
  for (const add of commands) add(program)
  program.argument('[command]').action((name: string | undefined) => {
    if (name !== undefined) throw unknownCommand(name, program)
    print(`${program.helpInformation().trimEnd()}\n${examplesText(examples)}`)
  })
  return program
}

const argumentTerm = (argument: Argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`)

function inOurWords(code: string, message: string, program: Command): NaluError {
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? ''
  if (code === 'commander.unknownOption') return unknownFlag(quoted, program, 'nalu')
  if (code === 'commander.excessArguments') return unknownCommand(program.args[0] ?? '', program)
  return invalid(`${message.replace(/^error: /, '')}. See nalu --help`)
}

function unknownCommand(name: string, program: Command): NaluError {
  const names = program.commands.map((command) => command.name())
  const guess = suggest(name, names)
  if (guess === undefined && isFormula(name)) {
    return invalid(`No command "${name}". To learn this formula: nalu learn ${shellWord(name)}`)
  }
  const question = guess === undefined ? '' : ` Did you mean nalu ${guess}?`
  return invalid(`No command "${name}". Commands: ${names.join(', ')}.${question}`)
}

function isFormula(text: string): boolean {
  try {
    const formula = parseFormula(text)
    return formula.kind !== 'variable' && formula.kind !== 'number'
  } catch {
    return false
  }
}

/**
 * Puts a space before values that begin with a dash, so that they are not taken for options: `-a + b`, `-2,2`.
 * Whoever reads them trims them.
 */
export function withoutLeadingDashes(args: readonly string[]): string[] {
  return args.map((arg) => (/^-(?!-?[a-z][\w-]*(=.*)?$|-?$)/is.test(arg) ? ` ${arg}` : arg))
}
