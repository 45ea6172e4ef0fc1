// What to type after `nalu learn`: commands that fit its outcome.

import { formatCount } from '../base/numbers.ts'
import { type Formula, partsOf } from '../graph/formula.ts'
import { modules } from '../modules/index.ts'
import type { Operation } from '../modules/module.ts'
import type { Training } from '../train/configuration.ts'
import type { Learned } from '../train/learn.ts'
import { inputColumns } from '../train/saved-model.ts'
import { commandText, withOption } from './command-text.ts'

/** What has become of the run. */
export interface Outcome {
  readonly learned: Learned
  readonly interrupted: boolean
  /** The file that the chosen seed was saved to. */
  readonly saved: string | undefined
  /** The file with the last states. */
  readonly checkpoint: string | undefined
}

/** What to do next: a line each. `args` are those of this command. */
export function advice(training: Training, outcome: Outcome, args: readonly string[]): string[] {
  const { learned, interrupted, saved, checkpoint } = outcome
  const goOn = interrupted && checkpoint !== undefined ? [`Go on:    ${commandText(resuming(args, checkpoint))}`] : []
  if (saved !== undefined) {
    const columns = shortList(inputColumns(training.options.task))
    const own = training.values.module === training.module.id ? [] : ['--module', training.values.module]
    const command = commandText(['predict', saved, 'data.csv', ...own])
    return [...goOn, `Predict:  ${command}  (a table with columns ${columns})`]
  }
  if (learned.success.successes > 0) {
    return [...goOn, `Keep it:  ${commandText(withOption(args, '--save', 'model.json'))}`]
  }
  return interrupted ? goOn : afterFailure(training, learned, args)
}

/** What was saved when it was interrupted may be replaced by what comes of it. */
function resuming(args: readonly string[], checkpoint: string): readonly string[] {
  const resumed = withOption(args, '--resume', checkpoint)
  const saves = args.some((arg) => arg.split('=')[0] === '--save')
  return saves && !args.includes('--overwrite') ? [...resumed, '--overwrite'] : resumed
}

function afterFailure(training: Training, { seeds }: Learned, args: readonly string[]): string[] {
  const { values, module, options } = training
  const lines: string[] = []
  const able = modulesFor(options.task.formula)
  const others = able.filter((id) => id !== module.id)
  const isTooShallow = values.layers?.length === 0 && !able.includes(module.id)
  if (isTooShallow) lines.push(`Deeper:   ${commandText(withOption(args, '--layers', '2'))}`)
  const ranOut = seeds.some(({ stopReason }) => stopReason === 'steps')
  if (ranOut && !isTooShallow)
    lines.push(`Longer:   ${commandText(withOption(args, '--steps', formatPlain(values.steps * 4)))}`)
  if (others[0] !== undefined) lines.push(`Another:  ${commandText(withOption(args, '--module', others[0]))}`)
  lines.push(`Why:      ${commandText(['explain', module.id])}`)
  return lines
}

const formatPlain = (n: number) => formatCount(Math.min(n, 2 ** 31 - 1)).replaceAll(',', '_')

const shortList = (names: readonly string[]) =>
  names.length > 6 ? `${names.slice(0, 3).join(', ')}, …, ${names[names.length - 1]}` : names.join(', ')

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
