// Runs one step program three ways (float64 interpreter, the loop language's executor, WebAssembly) and says where they differ.

import { type CompiledProgram, compileProgram } from '../src/compile/compile.ts'
import { allocate, executePrepare, executeSteps } from '../src/compile/execute.ts'
import { Kernel } from '../src/compile/kernel.ts'
import type { Place } from '../src/compile/layout.ts'
import { planKernel } from '../src/compile/plan-kernel.ts'
import { bitsOfFloat, floatOfBits } from '../src/compile/scalar-arithmetic.ts'
import type { StepProgram } from '../src/compile/step-program.ts'
import { type Axis, countElements } from '../src/graph/axis.ts'
import { absolute, slot, sum } from '../src/graph/build.ts'
import { type Bindings, interpret, interpretAll, interpretEach, type Tensor } from '../src/graph/interpret.ts'
import type { ElementType, Node, SlotNode } from '../src/graph/node.ts'
import { scatter } from '../src/graph/scatter.ts'

/** Slots after some steps and the traces of all steps, as float64 numbers; truth values are 0 and 1. */
export interface Outcome {
  readonly slots: Readonly<Record<string, Float64Array>>
  readonly traces: Readonly<Record<string, Float64Array>>
}

export interface AgreementOptions {
  /** Steps to run. Default 3. */
  readonly steps?: number
  /** Also a kernel whose `a·b + c` rounds once. Default true. */
  readonly fused?: boolean
}

/** Where the executor, the strict and the fused kernel and the interpreter differ: one line for each; empty if they agree. */
export function disagreements(program: StepProgram, values: Bindings, options: AgreementOptions = {}): string[] {
  const { steps = 3, fused = true } = options
  const executed = runExecutor(program, values, steps)
  const strict = runKernel(program, values, steps)
  const exact = runInterpreter(program, values, steps)
  const kernels: [string, Outcome][] = [['strict', strict]]
  if (fused) kernels.push(['fused', runKernel(program, values, steps, true)])
  const compareAll = (allowed: Outcome) =>
    kernels.flatMap(([name, outcome]) => compare(`interpreter and ${name} kernel`, exact, outcome, allowed))
  // Most programs need no allowance for rounding, which takes long to find.
  const agreesAtOnce = compareAll({ slots: zeros(exact.slots), traces: zeros(exact.traces) }).length === 0
  return [
    ...compare('executor and strict kernel', executed, strict),
    ...(agreesAtOnce ? [] : compareAll(roundingErrors(program, values, steps, exact))),
  ]
}

/** Runs the WebAssembly. */
export function runKernel(program: StepProgram, values: Bindings, steps: number, fused = false): Outcome {
  return runOn(new Kernel(planKernel(program, { fused })), program, values, steps)
}

/** Runs steps of a kernel that exists. */
export function runOn(kernel: Kernel, program: StepProgram, values: Bindings, steps: number): Outcome {
  for (const [name, value] of Object.entries(values)) kernel.write(name, value)
  const traces = kernel.run(steps)
  const slots = program.states.map(({ slot: s }) => [s.name, Float64Array.from(kernel.read(s.name))])
  return {
    slots: Object.fromEntries(slots),
    traces: Object.fromEntries(Object.entries(traces).map(([name, data]) => [name, Float64Array.from(data)])),
  }
}

/** Runs the slow executor. */
export function runExecutor(program: StepProgram, values: Bindings, steps: number): Outcome {
  const compiled = compileProgram(program)
  const memory = allocate(compiled.loops)
  const wordsOf = (place: Place) => memory[place.buffer.id] as Int32Array
  for (const { slot: s, place } of compiled.slots.values()) {
    const given = values[s.name]
    if (given === undefined) continue
    offsets(s.axes, place).forEach((at, i) => {
      wordsOf(place)[at] = toWord(typeof given === 'number' ? given : (given[i] as number), s.type)
    })
  }
  executePrepare(compiled.loops, memory)
  executeSteps(compiled.loops, memory, steps)
  const slots = [...compiled.slots.values()].map(({ slot: s, place }) => {
    return [s.name, Float64Array.from(offsets(s.axes, place), (at) => fromWord(wordsOf(place)[at] as number, s.type))]
  })
  return { slots: Object.fromEntries(slots), traces: tracesOf(compiled, wordsOf(compiled.trace.place), steps) }
}

function tracesOf({ trace }: CompiledProgram, words: Int32Array, steps: number): Outcome['traces'] {
  const count = trace.names.length
  const read = (k: number) =>
    Float64Array.from({ length: steps }, (_, t) => floatOfBits(words[t * count + k] as number))
  return Object.fromEntries(trace.names.map((name, k) => [name, read(k)]))
}

/** The element of memory that holds each element of an array. */
function offsets(axes: readonly Axis[], place: Place): number[] {
  return axes.reduce<number[]>(
    (all, axis) =>
      all.flatMap((at) => Array.from({ length: axis.size }, (_, i) => at + i * (place.strides.get(axis) ?? 0))),
    [0],
  )
}

function toWord(value: number, type: ElementType): number {
  return type === 'float' ? bitsOfFloat(value) : type === 'bool' ? -Number(value !== 0) : value
}

function fromWord(word: number, type: ElementType): number {
  return type === 'float' ? floatOfBits(word) : type === 'bool' ? Number(word !== 0) : word
}

type EvaluateAll = (nodes: readonly Node[], bindings: Bindings) => Tensor[]

/** Runs the float64 interpreter, from slots rounded to what a kernel holds. */
export function runInterpreter(program: StepProgram, values: Bindings, steps: number): Outcome {
  return runWith(interpretAll, program, values, steps)
}

function runWith(evaluateAll: EvaluateAll, program: StepProgram, values: Bindings, steps: number): Outcome {
  const { states, traces } = program
  const slots = Object.fromEntries(states.map(({ slot: s }) => [s.name, initial(s, values[s.name])]))
  const changing = states.filter(({ next }) => next !== undefined)
  const names = Object.keys(traces)
  const recorded = Object.fromEntries(names.map((name) => [name, new Float64Array(steps)]))
  for (let step = 0; step < steps; step += 1) {
    const results = evaluateAll([...changing.map(({ next }) => next as Node), ...Object.values(traces)], slots)
    names.forEach((name, k) => {
      ;(recorded[name] as Float64Array)[step] = results[changing.length + k]?.data[0] as number
    })
    changing.forEach(({ slot: s }, k) => {
      slots[s.name] = spreadOver(results[k] as Tensor, s.axes)
    })
  }
  return { slots, traces: recorded }
}

function initial({ axes, type }: SlotNode, value: ArrayLike<number> | number | undefined): Float64Array {
  const data = typeof value === 'object' ? value : new Float64Array(countElements(axes)).fill(value ?? 0)
  return Float64Array.from(data, type === 'float' ? Math.fround : (v) => v)
}

/** The elements of a tensor in the order of `axes`, repeated along those that it lacks. */
export function spreadOver(tensor: Tensor, axes: readonly Axis[]): Float64Array {
  const strides = new Map<Axis, number>()
  let step = 1
  for (const axis of tensor.axes.toReversed()) {
    strides.set(axis, step)
    step *= axis.size
  }
  const from = axes.reduce<number[]>(
    (all, axis) => all.flatMap((at) => Array.from({ length: axis.size }, (_, i) => at + i * (strides.get(axis) ?? 0))),
    [0],
  )
  return Float64Array.from(from, (at) => tensor.data[at] as number)
}

// How far rounding to float32 may lead: the interpreter runs several times more, and every number that float32 does
// not hold is off by a few units in its last place, to one side or the other. Where that changes a choice (a comparison,
// a floor), the runs differ by as much as the choice does, and nothing is asked of the kernel there.
const noisyRuns = 8
const noise = 4 * 2 ** -24
const factor = 8
const floor = 1e-7

function roundingErrors(program: StepProgram, values: Bindings, steps: number, exact: Outcome): Outcome {
  const errors: Outcome = { slots: zeros(exact.slots), traces: zeros(exact.traces) }
  for (let run = 0; run < noisyRuns; run += 1) {
    const noisy = runWith(evaluateNoisily(run), program, values, steps)
    for (const part of ['slots', 'traces'] as const) {
      for (const [name, numbers] of Object.entries(noisy[part])) {
        const error = errors[part][name] as Float64Array
        const reference = exact[part][name] as Float64Array
        numbers.forEach((value, i) => {
          const difference = sameNumber(value, reference[i] as number) ? 0 : Math.abs(value - (reference[i] as number))
          error[i] = Math.max(error[i] as number, Number.isNaN(difference) ? Infinity : difference)
        })
      }
    }
  }
  return errors
}

const zeros = (all: Outcome['slots']) =>
  Object.fromEntries(Object.entries(all).map(([name, { length }]) => [name, new Float64Array(length)]))

/** Evaluates node by node, with noise on every number that is rounded. */
function evaluateNoisily(seed: number): EvaluateAll {
  let state = (seed + 1) * 0x9e3779b9
  const sign = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return ((state >>> 8) & 1) * 2 - 1
  }
  return (nodes, bindings) => {
    return interpretEach(nodes, bindings, (node, { data }, inputs) => {
      // The terms of a sum are rounded on the way, even where the whole is a float32.
      const sizes = magnitudes(node, inputs)
      const disturb = (value: number, i: number) => {
        if (sizes === undefined && (node.type !== 'float' || Math.fround(value) === value)) return value
        return value + noise * sign() * (sizes?.[i] ?? value)
      }
      return data.map(disturb)
    })
  }
}

/** Sums of absolute values, more for more terms; nothing where no sum of the terms is ever rounded. */
function magnitudes(node: Node, [input, position]: readonly Tensor[]): Float64Array | undefined {
  if ((node.op !== 'sum' && node.op !== 'scatter') || input === undefined) return undefined
  const sizes = absolute(slot('input', input.axes))
  const at = slot('position', position?.axes ?? [], { type: 'int' })
  const folded = node.op === 'scatter' ? scatter(sizes, node.axis, at, node.over) : sum(sizes, node.over)
  const total = interpret(folded, { input: input.data, position: position?.data ?? 0 }).data
  const isExact = input.data.every((term) => Number.isInteger(term * 16)) && total.every((size) => size < 2 ** 20)
  // Equal terms are all rounded the same way.
  const terms = input.data.length / total.length
  return isExact ? undefined : total.map((size) => size * (1 + terms / 32))
}

const sameNumber = (a: number, b: number) => Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))

/** Equal bits without `allowed` (all NaN count as one), else equal within it. */
function compare(who: string, left: Outcome, right: Outcome, allowed?: Outcome): string[] {
  const found: string[] = []
  for (const part of ['slots', 'traces'] as const) {
    for (const [name, numbers] of Object.entries(left[part])) {
      const others = right[part][name] as Float64Array
      const errors = allowed?.[part][name]
      const isWrong = (value: number, i: number) => {
        const other = others[i] as number
        if (errors === undefined) return !sameNumber(value, other)
        // Beyond the largest float32 lies infinity.
        if (sameNumber(Math.fround(value), other)) return false
        const limit = factor * (errors[i] as number) + floor * (1 + Math.abs(value))
        return limit !== Infinity && !(Math.abs(value - other) <= limit)
      }
      const wrong = [...numbers.keys()].filter((i) => isWrong(numbers[i] as number, i))
      const [first] = wrong
      if (first === undefined) continue
      const limit = errors === undefined ? '' : ` (noise ${errors[first]})`
      found.push(
        `${who}: ${part} ${name}: ${wrong.length} of ${numbers.length} differ, ` +
          `first [${first}]: ${numbers[first]} and ${others[first]}${limit}`,
      )
    }
  }
  return found
}
