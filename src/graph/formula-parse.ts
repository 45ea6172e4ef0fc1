// Reads formulas: text to values, by precedence climbing. Nothing is ever evaluated as code.

import { suggest } from '../base/did-you-mean.ts'
import {
  argumentCounts,
  type Equation,
  type Formula,
  type FunctionName,
  functionNames,
  partsOf,
  term,
  variablesOf,
} from './formula.ts'
import { isPi, problemAt, quotedText, type Token, tokensOf, unexpectedToken } from './formula-tokens.ts'

// Brackets, signs and exponents inside each other; a sum of many terms is long and not deep.
const deepestNesting = 200
// Readers of formulas are plain recursion, so a formula is no deeper than any call stack allows.
const deepestFormula = 1000

/** What to write where people look for a function that is not there. */
const insteadOf: Readonly<Record<string, string>> = {
  pow: 'a^b',
  square: 'a^2',
  tan: 'sin(a) / cos(a)',
  ceil: '-floor(-a)',
  round: 'floor(a + 0.5)',
  log2: 'log(a) / log(2)',
  log10: 'log(a) / log(10)',
  mod: 'a - b * floor(a / b)',
}

/**
 * Reads one formula, such as `2 * a + sqrt(b)^3`.
 *
 * - Numbers: `1`, `1.5`, `.5`, `1e-3`. `pi` and `π` are the constant; `e` is a name like any other (write `exp(1)`).
 * - Names: letters of any script, digits, underscore. Any other name in backticks: `` `fare amount` ``, where two
 *   backticks stand for one. A column called `pi` needs backticks too.
 * - From loosest to tightest: `+ -`, then `* /`, then signs, then `^` (from the right: `a^b^c` is `a^(b^c)`, and
 *   `-a^2` is `-(a^2)`), then brackets and functions. A product is always written out: `2 * a`, never `2a`.
 * - Also read: `· ⋅ ×` for `*`, `÷` for `/`, `−` for `-`, `**` for `^`, `a²`, `a³`, `√a`, `√(a + b)`, `ln(a)`.
 *
 * @throws NaluError with the place, what was expected there and what to write instead.
 */
export function parseFormula(text: string): Formula {
  const tokens = tokensOf(text)
  const { target, formula } = readEquation(text, tokens)
  if (target !== undefined) {
    const place = tokens[1]?.start ?? 0
    throw problemAt(text, place, 'Only the formula itself is taken here.', `Leave out ${quotedText(target)} and "=".`)
  }
  return formula
}

/**
 * Reads a formula that may name what it computes: `y = a + b`, or `a + b` alone.
 * @throws NaluError as `parseFormula`, and if the target is not one name or is used by the formula itself.
 */
export function parseEquation(text: string): Equation {
  return readEquation(text, tokensOf(text))
}

function readEquation(text: string, tokens: readonly Token[]): Equation {
  const [first, second] = tokens
  if (first === undefined || !isSymbol(second, '=') || !isName(first)) {
    return { target: undefined, formula: readFormula(text, tokens, 0) }
  }
  if (first.kind === 'name' && isPi(first.text)) {
    const problem = `${quotedText(first.text)} is a constant and cannot be what a formula computes.`
    throw problemAt(text, first.start, problem, `A column of this name is written in backticks: \`${first.text}\`.`)
  }
  const formula = readFormula(text, tokens, 2)
  if (variablesOf(formula).includes(first.text)) {
    const uses = (t: Token, i: number) => i > 1 && isName(t) && t.text === first.text && !isSymbol(tokens[i + 1], '(')
    const problem = `${quotedText(first.text)} is computed from itself.`
    throw problemAt(text, tokens.find(uses)?.start ?? 0, problem, 'Give the result a name of its own.')
  }
  return { target: first.text, formula }
}

const isName = (token: Token) => token.kind === 'name' || token.kind === 'quoted'
const isSymbol = (token: Token | undefined, text: string) => token?.kind === 'symbol' && token.text === text
const startsOperand = (token: Token) =>
  token.kind === 'number' || isName(token) || isSymbol(token, '(') || isSymbol(token, '√')

function readFormula(text: string, tokens: readonly Token[], start: number): Formula {
  const end = tokens[tokens.length - 1] as Token
  let place = start
  let nesting = 0

  const peek = (): Token => tokens[place] ?? end
  const is = (symbol: string) => isSymbol(peek(), symbol)
  const next = (): Token => {
    const token = peek()
    place += 1
    return token
  }
  const wrong = (expected: string, hint?: string) => unexpectedToken(text, peek(), expected, hint)

  function nested(read: () => Formula): Formula {
    nesting += 1
    if (nesting > deepestNesting) {
      throw problemAt(text, peek().start, `The formula is nested more than ${deepestNesting} levels deep.`)
    }
    const result = read()
    nesting -= 1
    return result
  }

  function sum(): Formula {
    let left = product()
    while (is('+') || is('-')) left = next().text === '+' ? term.add(left, product()) : term.subtract(left, product())
    return left
  }

  function product(): Formula {
    let left = signed()
    while (is('*') || is('/')) left = next().text === '*' ? term.multiply(left, signed()) : term.divide(left, signed())
    return left
  }

  function signed(): Formula {
    if (!is('-') && !is('+')) return power()
    return next().text === '-' ? term.negate(nested(signed)) : nested(signed)
  }

  function power(): Formula {
    const first = place
    let base = primary()
    const bareRoot = isSymbol(tokens[first], '√') && !isSymbol(tokens[first + 1], '(')
    if (bareRoot && (is('²') || is('³') || is('^'))) {
      throw problemAt(text, peek().start, 'It is not clear what this power belongs to.', 'Write √(a^2) or √(a)^2.')
    }
    while (is('²') || is('³')) base = term.power(base, term.number(next().text === '²' ? 2 : 3))
    if (startsOperand(peek())) throw missingOperator()
    if (!is('^')) return base
    next()
    return term.power(base, nested(signed))
  }

  function primary(): Formula {
    const token = peek()
    if (token.kind === 'number') return number(next())
    if (token.kind === 'quoted') return term.variable(next().text)
    if (token.kind === 'name') return named(next())
    if (is('√')) {
      next()
      return term.call('sqrt', nested(primary))
    }
    if (is('(')) {
      next()
      const inside = nested(sum)
      close('an operator or ")"')
      return inside
    }
    const hint = is('=') ? 'A formula has one "=", after the name of what it computes.' : undefined
    throw wrong('a number, a name or "("', hint)
  }

  function number(token: Token): Formula {
    const value = Number(token.text)
    if (!Number.isFinite(value)) {
      throw problemAt(text, token.start, `${token.text} is too large: numbers end at ${Number.MAX_VALUE}.`)
    }
    if (value === 0 && /^[0.]*[1-9]/.test(token.text)) {
      throw problemAt(text, token.start, `${token.text} is too close to zero: numbers start at ${Number.MIN_VALUE}.`)
    }
    return term.number(value)
  }

  function named(name: Token): Formula {
    if (is('(')) return call(name)
    return isPi(name.text) ? term.number(Math.PI) : term.variable(name.text)
  }

  function call(token: Token): Formula {
    const written = token.text === 'ln' ? 'log' : token.text
    const name = functionNames.find((each) => each === written)
    if (name === undefined) throw unknownFunction(text, token)
    next()
    const values: Formula[] = []
    if (!is(')')) {
      values.push(nested(sum))
      while (is(',')) {
        next()
        values.push(nested(sum))
      }
    }
    checkCount(text, token, name, values.length)
    close('an operator, "," or ")"')
    return term.call(name, ...values)
  }

  function close(expected: string): void {
    if (!is(')')) throw wrong(expected, is(',') ? commaHint : undefined)
    next()
  }

  function missingOperator() {
    const before = tokens[place - 1] as Token
    if (before.kind === 'name' && functionNames.some((each) => each === before.text)) {
      return wrong('an operator', `To call ${before.text} write ${before.text}(…).`)
    }
    const joined = isName(before) && isName(peek()) ? ' If it is one name, put it in backticks.' : ''
    return wrong('an operator', `A product is written out, as in 2 * a.${joined}`)
  }

  const formula = sum()
  if (is('=')) throw wrong('an operator', 'Before "=" stands one name: that of what the formula computes.')
  if (is(')')) throw wrong('an operator', 'No "(" is open here.')
  if (is(',')) throw wrong('an operator', commaHint)
  if (peek().kind !== 'end') throw wrong('an operator')
  if (depthOf(formula) > deepestFormula) {
    throw problemAt(text, tokens[start]?.start ?? 0, `The formula has more than ${deepestFormula} operations in a row.`)
  }
  return formula
}

const commaHint = 'A comma stands between the arguments of a function; decimals are written with a point.'

function unknownFunction(text: string, token: Token) {
  const instead = Object.hasOwn(insteadOf, token.text) ? insteadOf[token.text] : undefined
  const guess = suggest(token.text, functionNames)
  const nearest = guess === undefined ? '' : `Did you mean ${guess}? `
  const hint =
    instead === undefined
      ? `${nearest}Functions: ${functionNames.join(', ')}. For a product write ${token.text} * (…).`
      : `Write ${instead} instead.`
  return problemAt(text, token.start, `There is no function ${quotedText(token.text)}.`, hint)
}

function checkCount(text: string, token: Token, name: FunctionName, count: number): void {
  const { least, most } = argumentCounts(name)
  if (count >= least && count <= most) return
  const takes = least === 1 ? 'one argument' : 'two or more arguments'
  throw problemAt(text, token.start, `${name} takes ${takes}, not ${count}.`)
}

/** How many formulas lie inside each other, without recursion: the parser accepts no formula before this is known. */
function depthOf(formula: Formula): number {
  let level: readonly Formula[] = [formula]
  let depth = 0
  while (level.length > 0) {
    level = level.flatMap(partsOf)
    depth += 1
  }
  return depth
}
