// Checks of what a module says about itself: paper, equation, shapes, failures, operations.

import type { ArithmeticModule } from '../modules/module.ts'
import type { CheckOf } from './check.ts'

export const statementChecks: readonly CheckOf[] = [
  { name: 'the paper is stated, or that there is none', find: ({ citation }) => citationFaults(citation) },
  { name: 'the equation is balanced LaTeX and names every parameter', find: equationFaults },
  { name: 'every parameter has a shape by roles and a description', find: parameterFaults },
  { name: 'known failures are stated as sentences', find: ({ failures }) => failureFaults(failures) },
  { name: 'readings that differ are stated as sentences', find: ({ notes = [] }) => notes.flatMap(sentenceFaults) },
  { name: 'every operation that it computes has exact weights, and no other', find: operationFaults },
]

function citationFaults(citation: ArithmeticModule['citation']): string[] {
  if (citation === undefined) return []
  const { authors, year, title, venue } = citation
  const isWhole = authors.length > 0 && Number.isInteger(year) && title !== '' && venue !== ''
  return isWhole ? [] : ['The citation lacks authors, year, title or venue.']
}

function equationFaults({ equation, parameters }: ArithmeticModule): string[] {
  const faults: string[] = []
  if (!isBalanced(equation)) faults.push(`The braces of the equation are not balanced: ${equation}`)
  const text = plainLatex(equation)
  for (const name of Object.keys(parameters)) {
    if (!mentions(text, name)) faults.push(`The equation does not mention the parameter ${name}: ${equation}`)
  }
  return faults
}

/** True if every brace and every \left has its counterpart. */
function isBalanced(latex: string): boolean {
  let depth = 0
  for (const brace of latex.replace(/\\[{}]/g, '').match(/[{}]/g) ?? []) {
    depth += brace === '{' ? 1 : -1
    if (depth < 0) return false
  }
  const count = (command: RegExp) => (latex.match(command) ?? []).length
  return depth === 0 && count(/\\left\b/g) === count(/\\right\b/g)
}

// Commands that write a name in another way and say nothing of their own.
const wrappers = /\\(?:mathrm|mathbf|mathit|boldsymbol|text|operatorname)\b/g

/** Without braces, spaces and wrappers: `\hat{W}_{a}` and `\hat W_a` are both `\hatW_a`. */
const plainLatex = (latex: string) =>
  latex
    .replace(wrappers, ' ')
    .replace(/\\hat\s*\{?\s*/g, '\\hat')
    .replace(/[{}]/g, '')

function mentions(text: string, parameter: string): boolean {
  const [base = '', ...rest] = parameter.split('_')
  const hat = rest[0] === 'hat' ? '\\\\hat' : '(?<![a-zA-Z])\\\\?'
  const subscripts = (rest[0] === 'hat' ? rest.slice(1) : rest).join('')
  const subscript = subscripts === '' ? '' : `_\\s*${subscripts}`
  return new RegExp(`${hat}${base}${subscript}(?![a-zA-Z_])`).test(text)
}

function parameterFaults({ parameters }: ArithmeticModule): string[] {
  return Object.entries(parameters).flatMap(([name, { axes, description, initial }]) => [
    ...axes
      .filter((role) => role !== 'in' && role !== 'out' && role !== 'operand')
      .map((role) => `${name} has an axis "${role}", not in, out or operand.`),
    ...(new Set(axes).size < axes.length ? [`${name} has one axis twice: ${axes.join(', ')}.`] : []),
    ...(description.trim() === '' ? [`${name} has no description.`] : []),
    ...(initial.description.trim() === '' ? [`The initialiser of ${name} has no description.`] : []),
  ])
}

function failureFaults(failures: readonly string[]): string[] {
  if (failures.length === 0) return ['No failure is stated; every module has one, if only operations that it lacks.']
  return failures.flatMap(sentenceFaults)
}

const sentenceFaults = (text: string): string[] =>
  /^[A-Z].*\.$/s.test(text.trim()) ? [] : [`Not a sentence: "${text}"`]

function operationFaults({ computes, exact }: ArithmeticModule): string[] {
  const shown = exact.map(({ operation }) => operation)
  return [
    ...computes
      .filter((each) => !shown.includes(each))
      .map((each) => `It computes "${each}" and has no exact weights for it.`),
    ...shown
      .filter((each) => !computes.includes(each))
      .map((each) => `It has exact weights for "${each}" and does not say that it computes it.`),
  ]
}
