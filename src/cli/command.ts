// How a command is declared: its texts, its options from option specs, and commander's complaints in our words.

import { type Command, type CommanderError, Option } from 'commander'
import { suggest } from '../base/did-you-mean.ts'
import { invalid, type NaluError } from '../base/errors.ts'
import {
  expectedValue,
  flagName,
  type GivenValues,
  keyName,
  type OptionSpec,
  type OptionSpecs,
  parseOption,
  printOption,
} from '../base/options.ts'
import { paint } from './terminal.ts'

export interface CommandTexts {
  readonly name: string
  /** As commander writes them: `<formula>`, `[formula]`. */
  readonly arguments?: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly description?: string
  /** Commands to copy, and what each does. */
  readonly examples: readonly (readonly [command: string, what: string])[]
  readonly specs: OptionSpecs
}

/** Adds a command to the program; `action` is set on what is returned. */
export function addCommand(program: Command, texts: CommandTexts): Command {
  const { name, summary, description = summary, examples, specs } = texts
  const command = program
    .command(`${name} ${texts.arguments ?? ''}`.trim())
    .summary(summary)
    .description(description)
    .showSuggestionAfterError(false)
    .addHelpOption(new Option('-h, --help', 'Show this help.').helpGroup('Other:'))
    .addHelpText('after', examplesText(examples))
  for (const [key, spec] of Object.entries(specs)) command.addOption(optionOf(key, spec))
  return command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : inOurWords(error, command, texts)
  })
}

// Longer commands have their explanation on the next line.
const longestBeside = 38

/** The examples below a help text. */
export function examplesText(examples: CommandTexts['examples']): string {
  const short = examples.map(([command]) => command.length).filter((length) => length <= longestBeside)
  const width = Math.max(0, ...short)
  const lines = examples.map(([command, what]) => {
    const between =
      command.length > longestBeside ? `\n${' '.repeat(width + 4)}` : ' '.repeat(width + 2 - command.length)
    return `  ${command}${between}${paint('faint', what)}`
  })
  return ['', paint('strong', 'Examples:'), ...lines].join('\n')
}

/** Options that every command has. */
export const commonSpecs = {
  verbose: { type: 'boolean', default: false, group: 'Output', help: 'Say more, and show stacks of errors.' },
  color: { type: 'boolean', default: true, group: 'Output', help: 'Without colours, as if NO_COLOR were set.' },
} as const satisfies OptionSpecs

const jsonHelp = 'One object of JSON on standard output and nothing else.'
export const jsonSpec = { type: 'boolean', default: false, group: 'Output', help: jsonHelp } as const

function optionOf(key: string, spec: OptionSpec): Option {
  const flag = flagName(key)
  const group = `${spec.group ?? 'Other'}:`
  if (spec.type === 'boolean') {
    return new Option(spec.default === true ? `--no-${flag}` : `--${flag}`, spec.help).helpGroup(group)
  }
  const shown = spec.default === undefined ? '' : ` Default: ${printOption(spec, spec.default)}.`
  return new Option(`--${flag} <${spec.placeholder ?? placeholderOf(spec)}>`, `${spec.help}${shown}`).helpGroup(group)
}

function placeholderOf(spec: OptionSpec): string {
  switch (spec.type) {
    case 'integer':
      return spec.unit ?? 'n'
    case 'number':
      return spec.unit === 's' ? 'seconds' : 'number'
    case 'range':
      return 'low,high'
    case 'choice':
      return 'name'
    case 'list':
      return spec.of === 'range' ? 'low,high' : 'list'
    case 'text':
    case 'boolean':
      return 'text'
    default:
      return spec satisfies never
  }
}

/**
 * The options that were typed, read by their specs.
 * @throws NaluError naming the option, the text and what was expected.
 */
export function readOptions<const S extends OptionSpecs>(specs: S, command: Command): GivenValues<S> {
  const given = Object.entries<OptionSpec>(specs).flatMap(([key, spec]) => {
    if (command.getOptionValueSource(key) !== 'cli') return []
    const value: unknown = command.getOptionValue(key)
    return [[key, typeof value === 'string' ? parseOption(key, spec, value) : value] as const]
  })
  return Object.fromEntries(given) as GivenValues<S>
}

/** The name in quotes in one of commander's messages. */
const quotedIn = (message: string) => /'([^']*)'/.exec(message)?.[1] ?? ''

function inOurWords(error: CommanderError, command: Command, { name, specs, examples }: CommandTexts): NaluError {
  const full = `nalu ${name}`
  const example = examples[0]?.[0] ?? `${full} --help`
  const quoted = quotedIn(error.message)
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownFlag(quoted, command, full)
    case 'commander.optionMissingArgument': {
      const flag = quoted.split(' ')[0] ?? ''
      const spec = specs[keyName(flag.slice(2))]
      return invalid(`Option ${flag} has no value; expected ${spec === undefined ? 'one' : expectedValue(spec)}.`)
    }
    case 'commander.missingArgument':
      return invalid(`${full} needs <${quoted}>. For example: ${example}`)
    case 'commander.excessArguments':
      if (command.registeredArguments.length === 0)
        return invalid(`${full} takes nothing but options. See ${full} --help`)
      return invalid(`${full} was given too many words. Put what belongs together in quotes: ${example}`)
    default:
      return invalid(`${error.message.replace(/^error: /, '')}. See ${full} --help`)
  }
}

/** An option that the command does not have. */
export function unknownFlag(flag: string, command: Command, full: string): NaluError {
  const flags = command.options.flatMap(({ long }) => long ?? [])
  const guess = suggest(flag.split('=')[0] ?? flag, [...flags, '--help'])
  const question = guess === undefined ? '' : ` Did you mean ${guess}?`
  return invalid(`${full} has no option "${flag}".${question} See ${full} --help`)
}
