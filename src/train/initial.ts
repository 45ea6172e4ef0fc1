// Initialisers by name, as an option names them: `glorot-uniform`, `truncated-normal,0.02`.

import { unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { parseOption } from '../base/options.ts'
import {
  constantInitial,
  glorotUniformInitial,
  type Initializer,
  nacInitial,
  truncatedNormalInitial,
} from '../modules/initializers.ts'

const ways: Readonly<Record<string, (value: number | undefined) => Initializer>> = {
  'glorot-uniform': (gain = 1) => glorotUniformInitial(gain),
  'truncated-normal': (deviation) => truncatedNormalInitial(needed('truncated-normal', deviation)),
  constant: (value) => constantInitial(needed('constant', value)),
  nac: (value) => {
    if (value !== undefined) throw invalid(`Option --init: nac takes no number. Leave out ${value}.`)
    return nacInitial
  },
}

function needed(name: string, value: number | undefined): number {
  if (value !== undefined) return value
  throw invalid(`Option --init: ${name} needs a number. Write, for example, ${name},0.1.`)
}

/** @throws NaluError if there is no such way, or if what follows the comma is no number. */
export function initializerFrom(text: string): Initializer {
  const [name = '', ...rest] = text.split(',')
  const make = Object.hasOwn(ways, name) ? ways[name] : undefined
  if (make === undefined) throw unknownName('way to initialise', name, Object.keys(ways), { plural: 'ways' })
  const number = rest.length === 0 ? undefined : parseOption('init', { type: 'number', help: '' }, rest.join(','))
  return make(number)
}
