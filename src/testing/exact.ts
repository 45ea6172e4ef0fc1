// Checks of exact weights: with them a 2 → 1 layer computes its operation, inside the usual range and far outside.

import { evaluateLaw } from '../formula/law.ts'
import { readLaw } from '../formula/read.ts'
import { axis, countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import type { ArithmeticModule, Operation } from '../modules/module.ts'
import { forward, parametersOf, stack } from '../train/model.ts'
import type { CheckOf } from './check.ts'

export const exactChecks: readonly CheckOf[] = [
  { name: 'exact weights have a value for every element, within the bounds', find: weightFaults },
  { name: 'exact weights compute their operation on inputs from 1 to 10', find: (m) => exactFaults(m, inside) },
  { name: 'exact weights compute their operation on inputs from 10 to 1000', find: (m) => exactFaults(m, outside) },
  { name: 'the law read from exact weights, where one can be read, is the operation', find: lawFaults },
]

/** What each operation makes of the two inputs. */
const operations: Readonly<Record<Operation, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  square: (a) => a * a,
  root: (a) => Math.sqrt(a),
  identity: (a) => a,
  greater: (a, b) => Number(a > b),
  equal: (a, b) => Number(a === b),
}

const inside = [1, 1.25, 2, 3.1, 5, 7.7, 10]
const outside = [10, 33.3, 100, 250, 512, 999, 1000]

// A handful of float64 operations, each right to 1.1e-16, and logarithms of numbers up to 1e6 that are added up.
const float64Error = 1e-13
// A reader decides gates within 1e-4 of 0 and 1 and drops what is added to keep logarithms finite.
const lawError = 1e-6

function weightFaults(module: ArithmeticModule): string[] {
  const model = stack(2, [{ module, outputs: 1 }])
  return module.exact.flatMap(({ operation, weights }) =>
    parametersOf(model).flatMap(({ name, axes, range: { low, high } }) => {
      const values = weights[ownName(name)] ?? []
      const count = countElements(axes)
      if (values.length !== count) return [`${operation}: ${name} has ${values.length} values, not ${count}.`]
      return values
        .filter((value) => !(value >= low && value <= high))
        .map((value) => `${operation}: ${name} is ${value}, outside its bounds ${low} and ${high}.`)
    }),
  )
}

const ownName = (slotName: string) => slotName.slice(slotName.indexOf('.') + 1)

function exactFaults(module: ArithmeticModule, inputs: readonly number[]): string[] {
  return module.exact.flatMap(({ operation, weights, error }) => {
    const model = stack(2, [{ module, outputs: 1 }])
    const rows = axis('rows', inputs.length ** 2)
    const pairs = inputs.flatMap((a) => inputs.map((b) => [a, b] as const))
    const values = Object.fromEntries(parametersOf(model).map(({ name }) => [name, weights[ownName(name)] ?? []]))
    const x = [...pairs.map(([a]) => a), ...pairs.map(([, b]) => b)]
    const { data } = interpret(forward(model, slot('x', [model.input, rows])), { ...values, x })
    const limit = error?.relative ?? float64Error
    const wrong = pairs.flatMap(([a, b], i) => {
      const wanted = operations[operation](a, b)
      // Where a difference is 0 there is nothing to be relative to but the inputs.
      const size = Math.max(Math.abs(wanted), Math.min(a, b))
      const relative = Math.abs((data[i] as number) - wanted) / size
      return relative <= limit
        ? []
        : [`${operation} of ${a} and ${b} gives ${data[i]}, not ${wanted} (within ${limit}).`]
    })
    return wrong.length === 0 ? [] : [`${wrong.length} of ${pairs.length}: ${wrong[0]}`]
  })
}

/** Comparisons are no laws, and where a sign depends on the inputs none is read: only a law that is wrong is a fault. */
function lawFaults(module: ArithmeticModule): string[] {
  const columns = [0, 1].map(() => ({ low: Math.min(...inside), high: Math.max(...inside) }))
  return module.exact.flatMap(({ operation, weights, error }) => {
    const model = stack(2, [{ module, outputs: 1 }])
    const x = slot('x', [model.input])
    const values = Object.fromEntries(parametersOf(model).map(({ name }) => [name, weights[ownName(name)] ?? []]))
    const law = readLaw(forward(model, x), values, x, columns)
    if (law === undefined) return []
    const limit = Math.max(error?.relative ?? 0, lawError)
    const pairs = inside.flatMap((a) => inside.map((b) => [a, b] as const))
    const wrong = pairs.filter(([a, b]) => {
      const difference = Math.abs(evaluateLaw(law, [a, b]) - operations[operation](a, b))
      return !(difference <= limit * Math.max(Math.abs(operations[operation](a, b)), Math.min(a, b)))
    })
    const [first] = wrong
    if (first === undefined) return []
    const [a, b] = first
    const gives = evaluateLaw(law, first)
    return [`${operation}: the law gives ${gives} of ${a} and ${b}, not ${operations[operation](a, b)}.`]
  })
}
