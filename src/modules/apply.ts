// Applies a module to nodes: fills in the weights that it makes from its parameters, and what a plain forward pass lacks.

import type { Axis } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import type { ArithmeticModule, TrainingContext } from './module.ts'

/** What one layer is applied to, and where a reader looks in. */
export interface Application {
  readonly x: Node // [in, rows]
  readonly input: Axis
  readonly output: Axis
  readonly parameters: Readonly<Record<string, Node>>
  /** Only in a training step. */
  readonly training?: TrainingContext
  /** Sees each parameter and each weight on its way and gives what is used in its place. */
  readonly weight?: (name: string, value: Node) => Node
  /** Sees each gate on its way and gives what is used in its place. */
  readonly gate?: (name: string, share: Node) => Node
}

type Nodes = Readonly<Record<string, Node>>

const unchanged = (_: string, value: Node): Node => value

/** The outputs of a module, `[out, rows]`. */
export function applyModule(module: ArithmeticModule, application: Application): Node {
  const { x, input, output, training, gate = unchanged } = application
  const { parameters, weights } = weightsOf(module, application.parameters, application.weight)
  return module.forward({
    x,
    input,
    output,
    parameters,
    weights,
    gate,
    ...(training === undefined ? {} : { training }),
  })
}

/** The weights that a module makes from its parameters, each as `weight` wants it. */
export function weightsOf(
  module: ArithmeticModule,
  given: Nodes,
  weight: (name: string, value: Node) => Node = unchanged,
): { readonly parameters: Nodes; readonly weights: Nodes } {
  const parameters = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, weight(name, value)]))
  const made = Object.entries(module.weights ?? {})
  const weights = Object.fromEntries(made.map(([name, spec]) => [name, weight(name, spec.from(parameters))]))
  return { parameters, weights }
}
