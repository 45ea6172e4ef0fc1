// Turns a formula into a node of the expression graph, so that a task's target can be compiled and trained on.

import { invalid } from '../base/errors.ts'
import * as g from './build.ts'
import { evaluateFormula, type Formula, type FunctionName, variablesOf } from './formula.ts'
import { power } from './functions.ts'
import type { Node } from './node.ts'

/**
 * The node that computes the formula; the result has every axis of the variables that it uses.
 * @throws NaluError if `variables` lacks a name of the formula.
 */
export function formulaToNode(formula: Formula, variables: ReadonlyMap<string, Node>): Node {
  const missing = variablesOf(formula).filter((name) => !variables.has(name))
  if (missing.length > 0) {
    const known = [...variables.keys()].join(', ') || 'none'
    throw invalid(`The formula uses ${missing.join(', ')}, which is not there. Variables: ${known}.`)
  }
  const operand = (part: Formula): g.Operand => (part.kind === 'number' ? part.value : node(part))
  // A power with a fixed exponent is products and roots, so `a^(1 / 2)` has to arrive as the number 0.5.
  const exponent = (part: Formula): g.Operand =>
    variablesOf(part).length === 0 ? evaluateFormula(part, () => Number.NaN) : node(part)
  const node = (part: Formula): Node => {
    switch (part.kind) {
      case 'number':
        return g.constant(part.value)
      case 'variable':
        return variables.get(part.name) as Node
      case 'negate':
        return g.negate(node(part.operand))
      case 'add':
        return g.add(operand(part.left), operand(part.right))
      case 'subtract':
        return g.subtract(operand(part.left), operand(part.right))
      case 'multiply':
        return g.multiply(operand(part.left), operand(part.right))
      case 'divide':
        return g.divide(operand(part.left), operand(part.right))
      case 'power':
        return power(node(part.left), exponent(part.right))
      case 'call': {
        const [first, ...others] = part.arguments.map(node)
        return builders[part.function](first as Node, ...others)
      }
      default:
        return part satisfies never
    }
  }
  return node(formula)
}

const builders: Readonly<Record<FunctionName, (first: Node, ...others: Node[]) => Node>> = {
  sqrt: g.sqrt,
  abs: g.absolute,
  exp: g.exp,
  log: g.log,
  sin: g.sin,
  cos: g.cos,
  tanh: g.tanh,
  sigmoid: g.sigmoid,
  sign: g.sign,
  floor: g.floor,
  min: (first, ...others) => others.reduce((least, other) => g.min(least, other), first),
  max: (first, ...others) => others.reduce((most, other) => g.max(most, other), first),
}
