// Appends instructions of the loop language, each in the outermost scope that has what it needs.

import { failure } from '../base/errors.ts'
import type { Reduction } from '../graph/node.ts'
import type { Arithmetic } from './arithmetic.ts'
import {
  type Address,
  type ArithmeticOperation,
  type Instruction,
  type Position,
  type Routine,
  routineParameters,
  type Value,
  type Variable,
} from './loops.ts'
import { schedule } from './schedule.ts'

interface Scope {
  readonly body: Instruction[]
  /** What was computed here already, by its text: the same instruction is never emitted twice. */
  readonly known: Map<string, Value>
}

/** Builds one routine. */
export class Emitter implements Arithmetic<Value> {
  readonly #scopes: Scope[] = [{ body: [], known: new Map() }]
  /** The scope in which each value was computed. */
  readonly #depths: number[] = []
  readonly #variableDepths = new Map<Variable, number>(routineParameters.map((variable) => [variable, 0]))

  /** The finished routine. */
  finish(name: string): Routine {
    const [outermost] = this.#scopes
    if (outermost === undefined || this.#scopes.length !== 1) throw failure(`Routine ${name} ends inside a loop.`)
    return { name, body: schedule(outermost.body), values: this.#depths.length, variables: this.#variableDepths.size }
  }

  /** A loop around what `body` emits. A loop of one round is no loop. */
  loop(name: string, extent: number, body: (variable: Variable | undefined) => void): void {
    if (extent === 1) {
      body(undefined)
      return
    }
    const variable: Variable = { id: this.#variableDepths.size, name }
    const scope: Scope = { body: [], known: new Map() }
    this.#scopes.push(scope)
    this.#variableDepths.set(variable, this.#scopes.length - 1)
    body(variable)
    this.#scopes.pop()
    this.#current().body.push({ op: 'loop', variable, extent, body: scope.body })
  }

  #current(): Scope {
    return this.#scopes[this.#scopes.length - 1] as Scope
  }

  #depthOf(inputs: readonly Value[], position?: Position): number {
    const ofInputs = inputs.map((v) => this.#depths[v] as number)
    const ofTerms = (position?.terms ?? []).map((t) => this.#variableDepths.get(t.variable) as number)
    return Math.max(0, ...ofInputs, ...ofTerms)
  }

  #define(depth: number, key: string, make: (out: Value) => Instruction): Value {
    for (let d = depth; d < this.#scopes.length; d += 1) {
      const known = this.#scopes[d]?.known.get(key)
      if (known !== undefined) return known
    }
    const out = this.#depths.length
    this.#depths.push(depth)
    const scope = this.#scopes[depth] as Scope
    scope.body.push(make(out))
    scope.known.set(key, out)
    return out
  }

  /** How many loops a value is computed in. */
  depthOf(value: Value): number {
    return this.#depths[value] as number
  }

  #compute(operation: ArithmeticOperation, inputs: readonly Value[], bits?: number): Value {
    return this.#define(this.#depthOf(inputs), `${operation} ${inputs.join(' ')} ${bits}`, (out) =>
      bits === undefined ? { op: 'compute', operation, out, inputs } : { op: 'compute', operation, out, inputs, bits },
    )
  }

  // Constants stand in the outermost scope, so that nothing is kept inside a loop by them.
  float(value: number): Value {
    const exact = Math.fround(value)
    const text = Object.is(exact, -0) ? '-0' : String(exact)
    return this.#define(0, `float ${text}`, (out) => ({ op: 'float', out, value: exact }))
  }

  int(value: number): Value {
    return this.#define(0, `int ${value | 0}`, (out) => ({ op: 'int', out, value: value | 0 }))
  }

  position(position: Position, lanes: boolean): Value {
    const key = `position ${positionKey(position)} ${lanes}`
    return this.#define(this.#depthOf([], position), key, (out) => ({ op: 'position', out, position, lanes }))
  }

  load(address: Address, laneStride: number): Value {
    const key = `load ${address.buffer.id} ${positionKey(address)} ${laneStride}`
    return this.#define(this.#depthOf([], address), key, (out) => ({ op: 'load', out, address, laneStride }))
  }

  loadAt(address: Address, laneStride: number, at: Value, shared: boolean): Value {
    const key = `loadAt ${address.buffer.id} ${positionKey(address)} ${laneStride} ${at}`
    return this.#define(this.#depthOf([at], address), key, (out) => ({
      op: 'loadAt',
      out,
      address,
      laneStride,
      at,
      shared,
    }))
  }

  store(address: Address, value: Value, count: 1 | 4): void {
    this.#current().body.push({ op: 'store', address, value, count })
  }

  addAt(address: Address, at: Value, value: Value, count: 1 | 4, shared: boolean): void {
    this.#current().body.push({ op: 'addAt', address, at, value, count, shared })
  }

  /** An accumulator: a value that `assign` may change. Nothing computed from it is ever moved out of a loop. */
  declare(value: Value): Value {
    const out = this.#depths.length
    this.#depths.push(this.#scopes.length - 1)
    this.#current().body.push({ op: 'declare', out, value })
    return out
  }

  assign(target: Value, value: Value): void {
    this.#current().body.push({ op: 'assign', target, value })
  }

  // Computed where we are, since the accumulator changes with every round.
  accumulate(operation: 'add' | 'multiply' | 'max', target: Value, value: Value): void {
    this.assign(target, this.#fresh(operation, [target, value]))
  }

  accumulateProduct(target: Value, a: Value, b: Value): void {
    this.assign(target, this.#fresh('multiplyAdd', [a, b, target]))
  }

  #fresh(operation: ArithmeticOperation, inputs: readonly Value[]): Value {
    const out = this.#depths.length
    this.#depths.push(this.#scopes.length - 1)
    this.#current().body.push({ op: 'compute', operation, out, inputs })
    return out
  }

  /** The final value of an accumulator, after its loop. */
  read(accumulator: Value): Value {
    const out = this.#depths.length
    this.#depths.push(this.#scopes.length - 1)
    this.#current().body.push({ op: 'declare', out, value: accumulator })
    return out
  }

  foldLanes(reduction: Reduction, value: Value): Value {
    return this.#define(this.#depthOf([value]), `fold ${reduction} ${value}`, (out) => ({
      op: 'foldLanes',
      out,
      reduction,
      value,
    }))
  }

  add = (a: Value, b: Value): Value => this.#compute('add', [a, b])
  subtract = (a: Value, b: Value): Value => this.#compute('subtract', [a, b])
  multiply = (a: Value, b: Value): Value => this.#compute('multiply', [a, b])
  divide = (a: Value, b: Value): Value => this.#compute('divide', [a, b])
  min = (a: Value, b: Value): Value => this.#compute('min', [a, b])
  max = (a: Value, b: Value): Value => this.#compute('max', [a, b])
  negate = (a: Value): Value => this.#compute('negate', [a])
  absolute = (a: Value): Value => this.#compute('absolute', [a])
  sqrt = (a: Value): Value => this.#compute('sqrt', [a])
  floor = (a: Value): Value => this.#compute('floor', [a])
  nearest = (a: Value): Value => this.#compute('nearest', [a])
  multiplyAdd = (a: Value, b: Value, c: Value): Value => this.#compute('multiplyAdd', [a, b, c])
  less = (a: Value, b: Value): Value => this.#compute('less', [a, b])
  lessEqual = (a: Value, b: Value): Value => this.#compute('lessEqual', [a, b])
  equal = (a: Value, b: Value): Value => this.#compute('equal', [a, b])
  addInt = (a: Value, b: Value): Value => this.#compute('addInt', [a, b])
  subtractInt = (a: Value, b: Value): Value => this.#compute('subtractInt', [a, b])
  multiplyInt = (a: Value, b: Value): Value => this.#compute('multiplyInt', [a, b])
  minInt = (a: Value, b: Value): Value => this.#compute('minInt', [a, b])
  maxInt = (a: Value, b: Value): Value => this.#compute('maxInt', [a, b])
  lessInt = (a: Value, b: Value): Value => this.#compute('lessInt', [a, b])
  equalInt = (a: Value, b: Value): Value => this.#compute('equalInt', [a, b])
  shiftLeft = (a: Value, bits: number): Value => this.#compute('shiftLeft', [a], bits)
  shiftRight = (a: Value, bits: number): Value => this.#compute('shiftRight', [a], bits)
  shiftRightSigned = (a: Value, bits: number): Value => this.#compute('shiftRightSigned', [a], bits)
  and = (a: Value, b: Value): Value => this.#compute('and', [a, b])
  or = (a: Value, b: Value): Value => this.#compute('or', [a, b])
  xor = (a: Value, b: Value): Value => this.#compute('xor', [a, b])
  not = (a: Value): Value => this.#compute('not', [a])
  select = (condition: Value, a: Value, b: Value): Value => this.#compute('select', [condition, a, b])
  toFloat = (a: Value): Value => this.#compute('toFloat', [a])
  toInt = (a: Value): Value => this.#compute('toInt', [a])
  asFloat = (a: Value): Value => this.#compute('asFloat', [a])
  asInt = (a: Value): Value => this.#compute('asInt', [a])
}

const positionKey = ({ offset, terms }: Position): string =>
  `${offset}${terms.map((t) => ` ${t.variable.id}:${t.stride}`).join('')}`
