// Formulas as SQL that SQLite and PostgreSQL compute alike: an expression, and a query.

import { invalid } from '../../base/errors.ts'
import { type CallFormula, type Formula, partsOf } from '../formula.ts'
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
  sum,
  unsigned,
  whole,
} from './style.ts'

export const sql: Notation = {
  style: () => ({
    number: floatNumber,
    pi: String(Math.PI),
    name: identifier,
    brackets: (inside) => `(${inside})`,
    times: ' * ',
    operandNeeds: power,
    // `--` would start a comment.
    bracketsSigns: true,
    call: sqlCall,
    power: (base, exponent, place) => ({
      text: `POWER(${place(base, sum)}, ${place(exponent, sum)})`,
      tightness: whole,
    }),
    divide: (left, right, place) => {
      const above = mayBeWhole(left) && mayBeWhole(right) ? asFloat(left, place) : place(left, product)
      return { text: `${above} / ${unsigned(place(right, signed))}`, tightness: product }
    },
  }),
  program: ({ variables, target, expression }) => {
    const columns = [...variables.map(identifier), `${expression} AS ${identifier(target)}`]
    return `-- data stands for the name of the table.\nSELECT ${columns.join(', ')} FROM data\n`
  },
}

function identifier(name: string): string {
  if (name.includes('\0')) {
    throw invalid(`SQL has no name for the column ${quoted(name)}: it holds a null character. Rename the column.`)
  }
  return `"${name.replaceAll('"', '""')}"`
}

/** In SQLite's sense and in PostgreSQL's; "REAL" would have 32 bits in the latter. */
function asFloat(formula: Formula, place: Place): string {
  return `CAST(${place(formula, sum)} AS DOUBLE PRECISION)`
}

/** True if the database may take it for a whole number, which it divides without a remainder, or for text. */
function mayBeWhole(formula: Formula): boolean {
  switch (formula.kind) {
    case 'variable':
      return true
    case 'negate':
    case 'add':
    case 'subtract':
    case 'multiply':
      return partsOf(formula).every(mayBeWhole)
    case 'call':
      return ['abs', 'sign', 'floor'].includes(formula.function) && partsOf(formula).every(mayBeWhole)
    default:
      return false
  }
}

function sqlCall(formula: CallFormula, place: Place): Printed {
  const name = formula.function
  switch (name) {
    case 'log':
      // LOG is the logarithm to base 10 here, and the natural one there.
      return callOf('LN', formula, place)
    case 'sigmoid':
      return { text: `1.0 / (1.0 + EXP(-${place(argumentOf(formula), whole)}))`, tightness: product }
    case 'min':
      return extreme('MIN', formula, place)
    case 'max':
      return extreme('MAX', formula, place)
    case 'sqrt':
    case 'abs':
    case 'exp':
    case 'sin':
    case 'cos':
    case 'tanh':
    case 'sign':
    case 'floor':
      return callOf(name.toUpperCase(), formula, place)
    default:
      return name satisfies never
  }
}

/**
 * MIN of several values is LEAST elsewhere, and one database or the other skips what is missing. This is missing if any
 * value is. Columns are cast, because in SQLite they may hold text, where "10" comes before "9".
 */
function extreme(name: 'MIN' | 'MAX', formula: CallFormula, place: Place): Printed {
  const values = formula.arguments.map((value) => (mayBeWhole(value) ? asFloat(value, place) : place(value, sum)))
  const rows = values.map((value, i) => (i === 0 ? `SELECT ${value} AS v` : `SELECT ${value}`)).join(' UNION ALL ')
  const unlessMissing = `CASE WHEN COUNT(*) = COUNT(v) THEN ${name}(v) END`
  return { text: `(SELECT ${unlessMissing} FROM (${rows}) AS t)`, tightness: whole }
}
