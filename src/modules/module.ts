// What a module is: one layer of arithmetic, described as plain data and one function that builds its equations.

import type { Citation } from '../base/citations.ts'
import { invalid } from '../base/errors.ts'
import type { Axis } from '../graph/axis.ts'
import type { Operand } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'
import type { Initializer } from './initializers.ts'

/** What arithmetic a module can represent exactly, with the right weights. */
export type Operation =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'square'
  | 'root'
  | 'identity'
  | 'greater'
  | 'equal'

/** An axis by its role in a layer: `out` numbers the outputs, `in` the inputs, `operand` is a second axis as long as `in`. */
export type AxisRole = 'out' | 'in' | 'operand'

/** One trained array of a module. */
export interface ParameterSpec {
  /** Shape by roles, for example `['out', 'in']` for a weight matrix. */
  readonly axes: readonly AxisRole[]
  readonly initial: Initializer
  readonly description: string
  /** Values that a trained weight is expected to approach; for reading formulas and for snapping. */
  readonly snap?: readonly number[]
  /** Every step of the optimiser is followed by a projection into these bounds. */
  readonly bounds?: readonly [low: number, high: number]
  /** Of every `period` steps it is updated only in number `from` to `to` − 1, counted from 0. Default: in all. */
  readonly turns?: { readonly period: number; readonly from: number; readonly to: number }
  /** How it is drawn anew where the module restarts. Needed together with `restart`. */
  readonly redraw?: Redraw
}

/** Even draws between two bounds, or draws from a normal. */
export type Redraw =
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>

/** A weight in the paper's sense that is made from trained arrays, such as W from W_hat and M_hat. */
export interface WeightSpec {
  readonly axes: readonly AxisRole[]
  readonly description: string
  /** Values that it is expected to approach. */
  readonly snap: readonly number[]
  /** Its graph, from the parameters. (A method, as `forward` is.) */
  from(parameters: Readonly<Record<string, Node>>): Node
}

export type WeightSpecs = Readonly<Record<string, WeightSpec>>

/** What a forward pass may do in training only. */
export interface TrainingContext {
  /** Steps already taken (int). */
  readonly step: Node
  /** Even draws in [low, high), new ones in every step and layer; `name` keeps those of one layer apart. */
  uniform(name: string, axes: readonly Axis[], low: Operand, high: Operand): Node
}

/** What `forward` is given. */
export interface ForwardContext<
  P extends ParameterSpecs = ParameterSpecs,
  W extends WeightSpecs = Readonly<Record<never, WeightSpec>>,
> {
  /** Inputs: `[in, rows]`. */
  readonly x: Node
  readonly input: Axis
  readonly output: Axis
  /** One node for each parameter, over the axes of its spec. */
  readonly parameters: Readonly<Record<keyof P & string, Node>>
  /** One node for each of the module's `weights`. */
  readonly weights: Readonly<Record<keyof W & string, Node>>
  /** Passes a gate through: a share from 0 to 1 that a reader of formulas may want to decide. `[out, rows]` or fewer of these axes. */
  gate(name: string, share: Node): Node
  /** Only where the graph is one of a training step. */
  readonly training?: TrainingContext
}

/** What a penalty is made from. */
export interface PenaltyContext<P extends ParameterSpecs = ParameterSpecs, W extends WeightSpecs = WeightSpecs> {
  readonly input: Axis
  readonly output: Axis
  readonly parameters: Readonly<Record<keyof P & string, Node>>
  readonly weights: Readonly<Record<keyof W & string, Node>>
}

/** How the factor on a penalty changes with the steps taken. */
export type PenaltySchedule =
  /** 0 up to step `from`, then evenly up to the whole weight at step `to`. */
  | { readonly kind: 'ramp'; readonly from: number; readonly to: number }
  /** Ten times as large after every `every` steps, up to `most`. */
  | { readonly kind: 'tenfold'; readonly every: number; readonly most: number }
  /** The whole weight in steps after `from` whose loss is below a bound, otherwise 0. */
  | { readonly kind: 'whenLossBelow'; readonly from: number; readonly bound: number }

/** Something that training makes small beside the loss. */
export interface Penalty<P extends ParameterSpecs = ParameterSpecs, W extends WeightSpecs = WeightSpecs> {
  /** One word for what it is after, such as `sparsity`. Options name it so. */
  readonly id: string
  readonly description: string
  /** Its factor, as far as the schedule lets it. */
  readonly weight: number
  readonly schedule: PenaltySchedule
  /**
   * Where it is 0, and nowhere smaller: the values of each parameter that it depends on. Default: where every
   * parameter is at a value of its `snap`. `nowhere` for a penalty that has no smallest value.
   */
  readonly zeroAt?: 'nowhere' | Readonly<Record<string, readonly number[]>>
  /** The penalty before its factor: a scalar. */
  value(context: PenaltyContext<P, W>): Node
}

/**
 * Draws all parameters of a model anew where training has come to nothing: every `every` steps, once `after` losses
 * are known, if the later half of them is on average not below the earlier half by more than its own standard
 * deviation, and above `above`.
 */
export interface RestartRule {
  readonly every: number
  readonly after: number
  readonly above: number
  /**
   * Sums of losses are remembered at every so many checks, and the half is rounded down to one of them. At most 127 are
   * remembered from one restart to the next. Default 1.
   */
  readonly remember?: number
}

/** How its authors train it; plain data that options start from. */
export interface TrainingAdvice {
  readonly optimizer?: string
  readonly learningRate?: number
  readonly clipNorm?: number
  readonly clipValue?: number
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
export interface ArithmeticModule<P extends ParameterSpecs = ParameterSpecs, W extends WeightSpecs = WeightSpecs> {
  /** The paper's abbreviation in lower case; file, page and flag are named after it. */
  readonly id: string
  readonly title: string
  readonly citation: Citation | undefined
  /** The forward pass in LaTeX, shapes included. */
  readonly equation: string
  readonly computes: readonly Operation[]
  /** Known failures, a sentence each. */
  readonly failures: readonly string[]
  /** Readings of the definition that differ, a sentence each. */
  readonly notes?: readonly string[]
  readonly parameters: P
  /** Weights that are made from parameters. A parameter that is a weight itself needs no entry, only its `snap`. */
  readonly weights?: W
  /** Builds the outputs, `[out, rows]`. (A method, so that a module of exact type is also a module of any.) */
  forward(context: ForwardContext<P, W>): Node
  readonly penalties?: readonly Penalty<P, W>[]
  readonly restart?: RestartRule
  readonly advice?: TrainingAdvice
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
export function defineModule<
  const P extends ParameterSpecs,
  const W extends WeightSpecs = Readonly<Record<never, WeightSpec>>,
>(module: ArithmeticModule<P, W>): ArithmeticModule<P, W> {
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
