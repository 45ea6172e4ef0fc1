import { expect, test } from 'vitest'
import { multiply } from '../graph/build.ts'
import { constantInitial } from './initializers.ts'
import { type ArithmeticModule, defineModule } from './module.ts'

const scale = {
  id: 'scale',
  title: 'Scale',
  citation: undefined,
  equation: 'y = s x',
  computes: ['identity'],
  failures: ['Takes one input.'],
  parameters: { s: { axes: ['in'], initial: constantInitial(1), description: 'factor' } },
  forward: ({ x, parameters: { s } }) => multiply(s, x),
  exact: [{ operation: 'identity', weights: { s: [1] } }],
} as const satisfies ArithmeticModule<{ readonly s: ArithmeticModule['parameters'][string] }>

test('a defined module is frozen and otherwise what was given', () => {
  const module = defineModule(scale)
  expect(module).toEqual(scale)
  expect(Object.isFrozen(module)).toBe(true)
})

test('a module of exact type is a module wherever any is wanted', () => {
  const any: ArithmeticModule = defineModule(scale)
  expect(any.id).toBe('scale')
})

test.each(['NALU', 'my module', '2nd', ''])('the id "%s" is refused, with an example of a right one', (id) => {
  expect(() => defineModule({ ...scale, id })).toThrow(
    `Module id "${id}" must be lower case letters, digits and dashes, such as "nalu".`,
  )
})

test.each(['title', 'equation'] as const)('an empty %s is refused', (key) => {
  expect(() => defineModule({ ...scale, [key]: ' ' })).toThrow(`Module "scale" does not state its ${key}.`)
})

test('exact weights that lack a parameter are refused', () => {
  const exact = [{ operation: 'identity', weights: {} }] as const
  expect(() => defineModule({ ...scale, exact })).toThrow(
    'Module "scale": the exact weights for identity lack parameter "s".',
  )
})
