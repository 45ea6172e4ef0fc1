import { expect, test } from 'vitest'
import { initializerFrom } from './initial.ts'

test.each([
  ['glorot-uniform', 'U(−r, r), r = √(6 / (in + out))'],
  ['glorot-uniform,2', 'U(−r, r), r = 2·√(6 / (in + out))'],
  ['truncated-normal,0.02', 'N(0, 0.02²), redrawn beyond two deviations'],
  ['constant,-0.5', '-0.5'],
  ['nac', 'U(−r, r), r such that Var(W) = 2 / (in + out)'],
])('%s starts at %s', (text, description) => {
  expect(initializerFrom(text).description).toBe(description)
})

test.each([
  ['glorot', 'No way to initialise "glorot". Ways: glorot-uniform, truncated-normal, constant, nac. Did you mean'],
  ['toString', 'No way to initialise "toString"'],
  ['constant', 'constant needs a number. Write, for example, constant,0.1.'],
  ['constant,', 'Option --init: cannot read ""'],
  ['constant,x', 'Option --init: cannot read "x"'],
  ['nac,1', 'nac takes no number. Leave out 1.'],
])('%s is refused', (text, message) => {
  expect(() => initializerFrom(text)).toThrow(message)
})
