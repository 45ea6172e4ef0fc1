// Options declared once: command-line flag, configuration key, URL key, library option and documentation come from here.

import { suggest, unknownName } from './did-you-mean.ts'
import { failure, invalid } from './errors.ts'
import {
  describeExpected,
  type Fault,
  type Interval,
  type OptionSpec,
  parseValue,
  printValue,
  valueFault,
} from './option-values.ts'

export type { Interval, OptionSpec } from './option-values.ts'

/** Options by name. The name is the key in a configuration (`learningRate`); the flag follows from it. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

type ItemOf<S> = S extends { of: 'integer' | 'number' }
  ? number
  : S extends { of: 'range' }
    ? Interval
    : S extends { choices: readonly (infer C)[] }
      ? C
      : string

type GivenValueOf<S extends OptionSpec> = S extends { type: 'integer' | 'number' }
  ? number
  : S extends { type: 'range' }
    ? Interval
    : S extends { type: 'boolean' }
      ? boolean
      : S extends { type: 'choice'; choices: readonly (infer C)[] }
        ? C
        : S extends { type: 'list' }
          ? readonly ItemOf<S>[]
          : string

/** The type of one option's value; without a default and not required, it may be undefined. */
export type ValueOf<S extends OptionSpec> = S extends { default: unknown } | { required: true }
  ? GivenValueOf<S>
  : GivenValueOf<S> | undefined

/** Every option's value, after defaults. */
export type ValuesOf<S extends OptionSpecs> = { readonly [K in keyof S]: ValueOf<S[K]> }

/** What a caller may give: any of the options; undefined means not given. */
export type GivenValues<S extends OptionSpecs> = { readonly [K in keyof S]?: GivenValueOf<S[K]> | undefined }

/**
 * Declares options, keeping their exact types.
 * @throws NaluError if a declaration contradicts itself: a name that is not camelCase, a default outside the bounds.
 */
export function defineOptions<const S extends OptionSpecs>(specs: S): S {
  for (const [name, spec] of Object.entries<OptionSpec>(specs)) {
    if (!/^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/.test(name)) throw failure(`Option name "${name}" is not camelCase.`)
    if (spec.default === undefined) continue
    if (spec.required === true) throw failure(`Option ${name} is required and has a default; it can be one only.`)
    const fault = valueFault(spec, spec.default)
    if (fault !== undefined) throw failure(`Default of ${name}: ${fault.message}, expected ${describeExpected(spec)}.`)
  }
  return specs
}

/** `learningRate` → `learning-rate`, as in the flag `--learning-rate` and in a URL. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `learning-rate` → `learningRate`; a name in camelCase stays as it is. */
export function keyName(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** How a message names an option: by its flag for text that a person typed, by its key for a library value. */
type Style = 'flag' | 'key'

function label(name: string, style: Style): string {
  return style === 'flag' ? `--${flagName(name)}` : name
}

function wrongValue(name: string, spec: OptionSpec, { value, message }: Fault, style: Style) {
  const choices = 'choices' in spec ? (spec.choices ?? []) : []
  const guess = typeof value === 'string' ? suggest(value, choices) : undefined
  const question = guess === undefined ? '' : ` Did you mean ${guess}?`
  return invalid(`Option ${label(name, style)}: ${message}; expected ${describeExpected(spec)}.${question}`)
}

/**
 * Reads one option from text, as typed after a flag or in a URL.
 * @throws NaluError naming the option, the text and what was expected.
 */
export function parseOption<S extends OptionSpec>(name: string, spec: S, text: string): GivenValueOf<S> {
  const value = parseValue(spec, text)
  const unread = { value: text, message: `cannot read "${text}"` }
  const fault = value === undefined ? unread : valueFault(spec, value)
  if (fault !== undefined) throw wrongValue(name, spec, fault, 'flag')
  return value as GivenValueOf<S>
}

/**
 * Checks one option's value, which may come from anywhere.
 * @throws NaluError naming the option, the value and what was expected.
 */
export function checkOption<S extends OptionSpec>(name: string, spec: S, value: unknown): GivenValueOf<S> {
  const fault = valueFault(spec, value)
  if (fault !== undefined) throw wrongValue(name, spec, fault, 'key')
  return value as GivenValueOf<S>
}

function resolve<S extends OptionSpecs>(specs: S, given: ReadonlyMap<string, unknown>, style: Style): ValuesOf<S> {
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries<OptionSpec>(specs)) {
    const value = given.get(name)
    if (value === undefined && spec.required === true) {
      throw invalid(`Option ${label(name, style)} is missing; give ${describeExpected(spec)}.`)
    }
    values[name] = value === undefined ? spec.default : value
  }
  return Object.freeze(values) as ValuesOf<S>
}

function unknownOption(specs: OptionSpecs, name: string, style: Style) {
  const spell = (key: string) => (style === 'flag' ? flagName(key) : key)
  return unknownName('option', spell(name), Object.keys(specs).map(spell))
}

/**
 * Checks the given values and fills in the defaults.
 * @throws NaluError for an unknown name (with a guess), a value out of bounds or a required option that is missing.
 */
export function resolveOptions<const S extends OptionSpecs>(specs: S, given: GivenValues<S>): ValuesOf<S> {
  const checked = new Map<string, unknown>()
  for (const [name, value] of Object.entries<unknown>(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (spec === undefined) throw unknownOption(specs, name, 'key')
    if (value !== undefined) checked.set(name, checkOption(name, spec, value))
  }
  return resolve(specs, checked, 'key')
}

/** `resolveOptions` for text: flag names or keys, with the text after each (`''` or `'true'` for a boolean that is set). */
export function parseOptions<const S extends OptionSpecs>(
  specs: S,
  texts: Readonly<Record<string, string | undefined>>,
): ValuesOf<S> {
  const parsed = new Map<string, unknown>()
  for (const [flag, text] of Object.entries(texts)) {
    const name = keyName(flag)
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (spec === undefined) throw unknownOption(specs, name, 'flag')
    if (text !== undefined) parsed.set(name, parseOption(name, spec, text))
  }
  return resolve(specs, parsed, 'flag')
}

/** One option's value as the text that `parseOption` reads back: for commands to copy, URLs and printed configurations. */
export function printOption(spec: OptionSpec, value: unknown): string {
  return printValue(spec, value)
}

/** What an option takes, in words: `a number above 0`, `one of nau, nmu`. */
export function expectedValue(spec: OptionSpec): string {
  return describeExpected(spec)
}
