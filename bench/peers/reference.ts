// What every peer must agree with before it is timed: updates on fixed rows by the float64 interpreter.

import { forward, graph, initialParameters, parametersOf, type TrainingOptions } from 'nalu'
import { drawRows } from '../../src/train/rows.ts'

/** Numbers of one update, and the parameters after all. Arrays are in the model's order of parameters, row-major. */
export interface Checked {
  readonly loss: number
  readonly gradients: readonly ArrayLike<number>[]
  readonly parameters: readonly ArrayLike<number>[]
}

/** The rows and the weights that reference and peers start from. */
export interface CheckInput {
  readonly parameters: readonly (readonly number[])[]
  /** `[in, rows]`, rows fastest. */
  readonly rows: readonly number[]
  readonly updates: number
}

const seed = 7

export function checkInput({ model, task, initial, batching }: TrainingOptions): CheckInput {
  const drawn = initialParameters(model, seed, initial)
  return {
    parameters: parametersOf(model).map(({ name }) => [...(drawn[name] as Float32Array)]),
    rows: [...drawRows(seed, 'training', [task.trainRange], task.inputs, rowsOf(batching))],
    updates: 3,
  }
}

export const rowsOf = (batching: TrainingOptions['batching']): number =>
  batching.kind === 'full' ? batching.rows : batching.batch

/** How often each input counts in the target, a sum of subsets. */
export function countsOf({ task }: TrainingOptions): number[] {
  return Array.from({ length: task.inputs }, (_, input) => {
    return task.subsets.filter(({ from, to }) => from <= input && input < to).length
  })
}

/** `input.updates` updates in float64. */
export function reference(options: TrainingOptions, input: CheckInput): Checked {
  const { model, batching, optimizer } = options
  const rows = graph.axis('rows', rowsOf(batching))
  const x = graph.slot('rows', [model.input, rows])
  const counts = graph.slot('counts', [model.input])
  const error = graph.subtract(forward(model, x), graph.contract(counts, x, model.input)) // [out, rows]
  const squares = graph.sum(graph.square(error), [model.output, rows])
  const loss = graph.multiply(options.loss === 'meanSquaredError' ? 1 / rows.size : 0.5, squares)
  const parameters = parametersOf(model)
  const slopes = graph.gradients(loss, parameters)
  const step = graph.slot('step', [], { type: 'int' })
  const { shared, update } = optimizer.bind({ learningRate: graph.constant(options.learningRate), step })
  const updates = parameters.map((parameter, i) => update(parameter, slopes[i] as graph.Node))
  const changing = [
    ...shared.map(({ slot, next }) => ({ slot, next })),
    ...updates.flatMap(({ states }) => states.map(({ slot, next }) => ({ slot, next }))),
    ...parameters.map((slot, i) => ({ slot, next: (updates[i] as (typeof updates)[number]).next })),
  ]
  const state: Record<string, ArrayLike<number> | number> = { rows: input.rows, counts: countsOf(options), step: 0 }
  for (const { slot, initial } of [...shared, ...updates.flatMap(({ states }) => states)]) {
    state[slot.name] = new Float64Array(slot.axes.reduce((n, a) => n * a.size, 1)).fill(initial)
  }
  for (const [i, { name }] of parameters.entries()) state[name] = input.parameters[i] as readonly number[]
  const [first, ...gradients] = graph.interpretAll([loss, ...slopes], state as graph.Bindings).map(({ data }) => data)
  for (let done = 0; done < input.updates; done += 1) {
    const next = graph.interpretAll(
      changing.map((each) => each.next),
      state as graph.Bindings,
    )
    for (const [i, { slot }] of changing.entries()) state[slot.name] = (next[i] as graph.Tensor).data
    state['step'] = done + 1
  }
  return {
    loss: (first as Float64Array)[0] as number,
    gradients,
    parameters: parameters.map(({ name }) => state[name] as Float64Array),
  }
}

// float32 over 10,000 rows against float64: a few 1e-5 of the largest element; a wrong term is far outside.
const relative = 1e-3

/** The first disagreement in words, or undefined. */
export function disagreement(given: Checked, expected: Checked, input: CheckInput, rate: number): string | undefined {
  if (!(Math.abs(given.loss - expected.loss) <= relative * Math.abs(expected.loss))) {
    return `Its loss is ${given.loss}, the float64 interpreter has ${expected.loss}.`
  }
  for (const [i, values] of expected.gradients.entries()) {
    const largest = Math.max(...Array.from(values, Math.abs))
    const text = firstFar('gradient', i, given.gradients[i], values, relative * largest)
    if (text !== undefined) return text
  }
  for (const [i, values] of expected.parameters.entries()) {
    // Adam's updates are about as large as the rate, whatever the gradient.
    const text = firstFar('parameter', i, given.parameters[i], values, 0.01 * rate * input.updates)
    if (text !== undefined) return text
  }
  return undefined
}

function firstFar(
  what: string,
  array: number,
  given: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  within: number,
): string | undefined {
  if (given?.length !== expected.length)
    return `Its ${what} ${array} has ${given?.length} values, not ${expected.length}.`
  for (let i = 0; i < expected.length; i += 1) {
    const [ours, theirs] = [expected[i] as number, given[i] as number]
    if (Math.abs(ours - theirs) <= within) continue
    return `Element ${i} of ${what} ${array} is ${theirs}, the float64 interpreter has ${ours} (± ${within.toPrecision(2)}).`
  }
  return undefined
}
