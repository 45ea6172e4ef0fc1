// What a module is: one layer of arithmetic, described as plain data and one function that builds its equations.

import type { Citation } from '../base/citations.ts'
import { invalid } from '../base/errors.ts'
import type { Axis } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import type { Initializer } from './initializers.ts'

/** What arithmetic a module can represent exactly, with the right weights. */
export type Operation = 'add' | 'subtract' | 'multiply' | 'divide' | 'square' | 'root' | 'identity'

/** An axis by its role in a layer: `out` numbers the outputs, `in` the inputs. */
export type AxisRole = 'out' | 'in'

/** One trained array of a module. */
export interface ParameterSpec {
  /** Shape by roles, for example `['out', 'in']` for a weight matrix. */
  readonly axes: readonly AxisRole[]
  readonly initial: Initializer
  readonly description: string
  /** Values that a trained weight is expected to approach; for reading formulas and for snapping. */
  readonly snap?: readonly number[]
}

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>

/** What `forward` is given. */
export interface ForwardContext<P extends ParameterSpecs = ParameterSpecs> {
  /** Inputs: `[in, rows]`. */
  readonly x: Node
  readonly input: Axis
  readonly output: Axis
  /** One node for each parameter, over the axes of its spec. */
  readonly parameters: Readonly<Record<keyof P & string, Node>>
}

/** Weights with which a 2 → 1 layer computes an operation. */
export interface ExactWeights {
  readonly operation: Operation
  /** Values of each parameter, the last axis fastest. */
  readonly weights: Readonly<Record<string, readonly number[]>>
  /** Largest relative error that these weights leave on inputs in [1, 10], and why. Default: rounding of float64. */
  readonly error?: { readonly relative: number; readonly reason: string }
}

/**
 * One layer: `out` values from `in` values, row by row. A module never trains, logs or prints.
 * Pass such an object wherever a module is expected; nothing has to be registered.
 */
export interface ArithmeticModule<P extends ParameterSpecs = ParameterSpecs> {
  /** The paper's abbreviation in lower case; file, page and flag are named after it. */
  readonly id: string
  readonly title: string
  readonly citation: Citation | undefined
  /** The forward pass in LaTeX, shapes included. */
  readonly equation: string
  readonly computes: readonly Operation[]
  /** Known failures, a sentence each. */
  readonly failures: readonly string[]
  readonly parameters: P
  /** Builds the outputs, `[out, rows]`. (A method, so that a module of exact type is also a module of any.) */
  forward(context: ForwardContext<P>): Node
  readonly exact: readonly ExactWeights[]
  /** Inputs for which it is defined. Default: every number. */
  readonly domain?: 'positive'
  /** The module of the last layer of a stack, where it is not this one: a network of activations ends in a linear layer. */
  readonly readout?: ArithmeticModule
}

/**
 * Checks a module's declaration and gives it its exact type.
 * @throws NaluError if the id is not lower case letters, digits and dashes, or if something that must be said is empty.
 */
export function defineModule<const P extends ParameterSpecs>(module: ArithmeticModule<P>): ArithmeticModule<P> {
  if (!/^[a-z][a-z0-9-]*$/.test(module.id)) {
    throw invalid(`Module id "${module.id}" must be lower case letters, digits and dashes, such as "nalu".`)
  }
  for (const key of ['title', 'equation'] as const) {
    if (module[key].trim() === '') throw invalid(`Module "${module.id}" does not state its ${key}.`)
  }
  const names = Object.keys(module.parameters)
  for (const exact of module.exact) {
    const missing = names.find((name) => !(name in exact.weights))
    if (missing !== undefined) {
      throw invalid(`Module "${module.id}": the exact weights for ${exact.operation} lack parameter "${missing}".`)
    }
  }
  return Object.freeze(module)
}
