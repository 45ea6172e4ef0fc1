// Formulas as Python: an expression, and a function of numbers. Without functions it takes arrays of NumPy as well.

import { type CallFormula, type Formula, partsOf } from '../formula.ts'
import { identifierBeside, identifiersOf, renamings } from './identifiers.ts'
import {
  argumentOf,
  callOf,
  floatNumber,
  type Notation,
  type Place,
  type Printed,
  power,
  product,
  quoted,
  signed,
  whole,
} from './style.ts'

/** Python's keywords (`keyword.kwlist` and `__debug__`), and the names that are called here. */
const reserved = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield __debug__ abs max min math'
  ).split(' '),
)

export const python: Notation = {
  style: ({ variables }) => {
    const identifiers = identifiersOf(variables, reserved)
    return {
      // Whole numbers would count as such: arrays of them overflow, and take no negative exponents.
      number: floatNumber,
      // Not `math.pi`, so that nothing has to be imported.
      pi: String(Math.PI),
      name: (name) => identifiers.get(name) ?? name,
      brackets: (inside) => `(${inside})`,
      times: ' * ',
      operandNeeds: power,
      bracketsSigns: true,
      call: pythonCall,
      power: (base, exponent, place) => ({
        text: `${place(base, whole)} ** ${place(exponent, signed)}`,
        tightness: power,
      }),
    }
  },
  program: ({ variables, target, expression }) => {
    const identifiers = identifiersOf(variables, reserved)
    const name = identifierBeside(target, identifiers, reserved)
    const needsMath = /\bmath\./.test(expression)
    const notes = [
      ...(name === target ? [] : [`${name} computes ${quoted(target)}`]),
      ...renamings(variables, identifiers),
      ...(needsMath || /\b(?:min|max)\(/.test(expression) ? ['for numbers, not for arrays'] : []),
    ]
    return [
      ...(needsMath ? ['import math', '', ''] : []),
      `def ${name}(${variables.map((each) => identifiers.get(each)).join(', ')}):`,
      ...notes.map((note) => `    # ${note}`),
      `    return ${expression}`,
      '',
    ].join('\n')
  },
}

function pythonCall(formula: CallFormula, place: Place): Printed {
  const value = argumentOf(formula)
  const name = formula.function
  switch (name) {
    case 'sqrt':
      return { text: `${place(value, whole)} ** 0.5`, tightness: power }
    case 'floor':
      return { text: `${place(value, product)} // 1.0`, tightness: product }
    case 'abs':
      return callOf(mayBeComplex(value) ? 'math.fabs' : 'abs', formula, place)
    case 'sign':
      // Neither zero nor a missing value has a sign.
      return {
        text: `(lambda t: math.copysign(1.0, t) if t < 0 or t > 0 else t)(${place(value, 0)})`,
        tightness: whole,
      }
    case 'sigmoid':
      // `math.exp` raises an error from 710 on.
      return { text: `1.0 / (1.0 + math.exp(min(-${place(value, power)}, 709.0)))`, tightness: product }
    case 'min':
    case 'max':
      return callOf(name, formula, place)
    case 'exp':
    case 'log':
    case 'sin':
    case 'cos':
    case 'tanh':
      return callOf(`math.${name}`, formula, place)
    default:
      return name satisfies never
  }
}

/** True if a root of a negative number may be inside: Python makes a complex number of it, of which `abs` is a real one. */
function mayBeComplex(formula: Formula): boolean {
  if (formula.kind === 'call' && formula.function === 'sqrt') return true
  if (formula.kind === 'power' && !(formula.right.kind === 'number' && Number.isInteger(formula.right.value)))
    return true
  return partsOf(formula).some(mayBeComplex)
}
