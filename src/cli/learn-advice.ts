// What to type after `nalu learn`: commands that fit its outcome.

import { formatCount } from '../base/numbers.ts'
import { type Formula, partsOf } from '../graph/formula.ts'
import { modules } from '../modules/index.ts'
import type { Operation } from '../modules/module.ts'
import type { Training } from '../train/configuration.ts'
import type { Learned } from '../train/learn.ts'
import { inputColumns } from '../train/saved-model.ts'
import { shellWord } from './terminal.ts'

/** A command to copy, from its arguments. */
export const commandText = (args: readonly string[]): string => ['nalu', ...args.map(shellWord)].join(' ')

/** What to do next: a line each. `args` are those of this command. */
export function advice(
  training: Training,
  { success, chosen, seeds }: Learned,
  args: readonly string[],
  saved: string | undefined,
): string[] {
  if (success.successes > 0) {
    const columns = shortList(inputColumns(training.options.task))
    return saved === undefined
      ? [`Keep it:  ${commandText([...args, '--save', 'model.json'])}`]
      : [`Predict:  ${commandText(['predict', saved, 'data.csv'])}  (a table with columns ${columns})`]
  }
  const { values, module, options } = training
  const lines: string[] = []
  const others = modulesFor(options.task.formula).filter((id) => id !== module.id)
  const ranOut = seeds.some(({ stopReason }) => stopReason === 'steps')
  if (ranOut) lines.push(`Longer:   ${commandText(withOption(args, '--steps', formatPlain(values.steps * 4)))}`)
  if (others[0] !== undefined) lines.push(`Another:  ${commandText(withOption(args, '--module', others[0]))}`)
  lines.push(`Why:      ${commandText(['explain', module.id])}`)
  return chosen === undefined && seeds.length === 0 ? [] : lines
}

const formatPlain = (n: number) => formatCount(Math.min(n, 2 ** 31 - 1)).replaceAll(',', '_')

const shortList = (names: readonly string[]) =>
  names.length > 6 ? `${names.slice(0, 3).join(', ')}, …, ${names[names.length - 1]}` : names.join(', ')

/** The arguments with an option set, in place of an earlier value. */
function withOption(args: readonly string[], flag: string, value: string): string[] {
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  if (at < 0) return [...args, flag, value]
  const taken = args[at] === flag ? 2 : 1
  return [...args.slice(0, at), flag, value, ...args.slice(at + taken)]
}

const operations: Readonly<Partial<Record<Formula['kind'], Operation>>> = {
  add: 'add',
  subtract: 'subtract',
  multiply: 'multiply',
  divide: 'divide',
}

/** The operations of a formula that modules know; undefined stands for any other. */
function operationsOf(formula: Formula): Set<Operation | undefined> {
  const found = new Set<Operation | undefined>()
  const visit = (part: Formula): void => {
    if (part.kind === 'power') found.add(part.right.kind === 'number' && part.right.value === 2 ? 'square' : undefined)
    else if (part.kind === 'call') found.add(part.function === 'sqrt' ? 'root' : undefined)
    else if (part.kind === 'number' || part.kind === 'negate') found.add(undefined)
    else if (part.kind !== 'variable') found.add(operations[part.kind])
    for (const each of part.kind === 'power' ? [part.left] : partsOf(part)) visit(each)
  }
  visit(formula)
  return found
}

/** Modules that can represent a formula of one operation. */
export function modulesFor(formula: Formula): string[] {
  const [operation, ...more] = operationsOf(formula)
  if (operation === undefined || more.length > 0) return []
  return modules.filter(({ computes }) => computes.includes(operation)).map(({ id }) => id)
}
