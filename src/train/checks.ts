// Checks of a training before it starts: sizes, modules of the user's own, and the domain of the formula.

import { invalid } from '../base/errors.ts'
import { formatCount } from '../base/numbers.ts'
import type { Interval } from '../base/options.ts'
import { axis, describeAxes } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { checkDomain } from '../graph/formula-check.ts'
import { printFormula } from '../graph/formula-print.ts'
import type { Node } from '../graph/node.ts'
import { applyModule } from '../modules/apply.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import type { Task } from '../tasks/task.ts'
import type { Layer, Model } from './model.ts'
import type { TrainingValues } from './options.ts'

/** @throws NaluError if a module of the user's cannot be built, or does not give one value for each output and row. */
export function checkOutputs(model: Model): void {
  const rows = axis('rows', 8)
  const [{ module, input, output, parameters }] = model.layers as [Layer]
  const expected = 'Its forward is given x [in, rows] and gives one value for each output and row, [out, rows].'
  let outputs: Node
  try {
    outputs = applyModule(module, { x: slot('x', [input, rows]), input, output, parameters })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw invalid(`The equations of module "${module.id}" cannot be built: ${reason}\n${expected}`, { cause })
  }
  if (outputs.axes.length === 2 && outputs.axes.includes(output) && outputs.axes.includes(rows)) return
  throw invalid(`Module "${module.id}" gives ${describeAxes(outputs.axes)}. ${expected}`)
}

// Elements of the largest array: 512 MiB in float32. WebAssembly has room for a few of these.
const mostElements = 2 ** 27

/** @throws NaluError if an array of the training would have more elements than memory can hold. */
export function checkSizes({
  inputs = 1,
  layers = [],
  rows = 1,
  batch = rows,
  testRows,
  validationRows,
}: TrainingValues): void {
  const widths = [inputs, ...layers, 1]
  const widest = Math.max(...widths)
  const arrays: readonly (readonly [what: string, elements: number, remedy: string])[] = [
    ['The fixed rows', rows * inputs, 'Give fewer --rows'],
    ['A step', batch * widest, 'Give a smaller --batch'],
    ['A layer', Math.max(...widths.slice(1).map((width, i) => width * (widths[i] as number))), 'Give smaller --layers'],
    ['The check', validationRows * widest, 'Give fewer --validation-rows'],
    ['The test', testRows * widest, 'Give fewer --test-rows'],
  ]
  for (const [what, elements, remedy] of arrays) {
    if (elements <= mostElements) continue
    throw invalid(
      `${what} would take ${formatCount(elements)} numbers at once; memory has room for ${formatCount(mostElements)}. ` +
        `${remedy}${inputs > 1000 ? ', or fewer --inputs' : ''}.`,
    )
  }
}

/** @throws NaluError if the formula has no value somewhere in the training range. */
export function formulaNotes(task: Task, test: readonly Interval[]): string[] {
  const check = (interval: Interval) =>
    checkDomain(
      task.formula,
      new Map(
        task.variables.map((name, i) => {
          const { from = 0, to = 1 } = task.subsets[i] ?? {}
          const [low, high] = interval.map((end) => end * (to - from)) as [number, number]
          return [name, { low, high }]
        }),
      ),
    )
  const inside = check(task.trainRange)
  if (inside.status === 'unsafe') throw invalid(inside.message)
  const notes = inside.status === 'unproven' ? [inside.message] : []
  const outside = test.find((interval) => check(interval).status === 'unsafe')
  if (outside !== undefined) {
    notes.push(
      `${printFormula(task.formula)} has no finite value somewhere between ${outside.join(' and ')}, where it is tested: ` +
        'the error there can be of any size. Choose --test where it has.',
    )
  }
  const [low, high] = task.trainRange
  if (test.every(([from, to]) => from >= low && to <= high)) {
    notes.push('The test range lies inside the training range, so the test says nothing about what lies outside.')
  }
  return notes
}

export function domainNotes({ id, domain }: ArithmeticModule, { trainRange: [low] }: Task): string[] {
  if (domain !== 'positive' || low >= 0) return []
  return [`${id} is defined for positive inputs only; the training range starts at ${low}.`]
}
