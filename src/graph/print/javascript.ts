// Formulas as JavaScript: an expression, and a module that exports a function of a row.

import type { CallFormula } from '../formula.ts'
import { identifierBeside, identifiersOf } from './identifiers.ts'
import {
  argumentOf,
  callOf,
  type Notation,
  type Place,
  type Printed,
  plainNumber,
  power,
  product,
  quoted,
  signed,
  whole,
} from './style.ts'

/** Words that cannot name a variable of a module (ECMA-262, 12.7.2, and strict mode), and what is called here. */
const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield Infinity NaN undefined Math'
  ).split(' '),
)

export const javascript: Notation = {
  style: ({ variables }) => {
    const identifiers = identifiersOf(variables, reserved)
    return {
      number: plainNumber,
      pi: 'Math.PI',
      name: (name) => identifiers.get(name) ?? name,
      brackets: (inside) => `(${inside})`,
      times: ' * ',
      // `-a ** 2` is a syntax error.
      operandNeeds: whole,
      bracketsSigns: true,
      call: javascriptCall,
      power: (base, exponent, place) => ({
        text: `${place(base, whole)} ** ${place(exponent, signed)}`,
        tightness: power,
      }),
    }
  },
  program: ({ variables, target, expression }) => {
    const identifiers = identifiersOf(variables, reserved)
    const name = identifierBeside(target, identifiers, reserved)
    const fields = variables.map((each) =>
      identifiers.get(each) === each ? each : `${quoted(each)}: ${identifiers.get(each)}`,
    )
    const row = fields.length === 0 ? '' : `{ ${fields.join(', ')} }`
    const note = name === target ? '' : `// ${name} computes ${quoted(target)}.\n`
    return `${note}export function ${name}(${row}) {\n  return ${expression}\n}\n`
  },
}

function javascriptCall(formula: CallFormula, place: Place): Printed {
  if (formula.function !== 'sigmoid') return callOf(`Math.${formula.function}`, formula, place)
  return { text: `1 / (1 + Math.exp(-${place(argumentOf(formula), whole)}))`, tightness: product }
}
