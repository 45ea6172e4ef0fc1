import { describe, expect, test } from 'vitest'
import { sound } from '../../test/sound-module.ts'
import { modules } from '../modules/index.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { findModule } from '../train/configuration.ts'
import { gatedStacksOf, isRegistered, stackName, stacksOf, takesColumns } from './module-stacks.ts'

const [nmu, nau, nalu] = ['nmu', 'nau', 'nalu'].map(findModule) as [
  ArithmeticModule,
  ArithmeticModule,
  ArithmeticModule,
]
const namesOf = (of: readonly ArithmeticModule[]) => stacksOf(of).map(stackName)

describe('stacks of modules', () => {
  test('are each alone, then products before sums and sums before products', () => {
    expect(namesOf([nmu, nau])).toEqual([
      'nmu 1',
      'nau 1',
      'nmu 2, nau 1',
      'nmu 3, nau 1',
      'nau 2, nmu 1',
      'nau 3, nmu 1',
    ])
  })

  test('of a module that computes both have it twice, others not', () => {
    expect(namesOf([nalu])).toEqual(['nalu 1', 'nalu 2, nalu 1', 'nalu 3, nalu 1'])
    expect(namesOf([nau])).toEqual(['nau 1'])
  })

  test('go by what a module declares, whatever it is called', () => {
    const renamed: ArithmeticModule = { ...sound, id: 'nmu', computes: ['multiply'] }
    expect(namesOf([sound, renamed])).toContain('nmu 2, sound 1')
    expect(namesOf([sound, { ...renamed, computes: ['add'] }])).toEqual(['sound 1', 'nmu 1'])
  })

  test('of a module that is named twice are those of it once', () => {
    expect(namesOf([nau, nau])).toEqual(['nau 1'])
  })

  test('are posted to threads if the registry has all of their modules', () => {
    expect(stacksOf([nmu, nau]).every(isRegistered)).toBe(true)
    const impostor: ArithmeticModule = { ...nmu }
    expect(stacksOf([impostor, nau]).filter(isRegistered).map(stackName)).toEqual(['nau 1'])
  })

  test('leave out columns that their first module is not defined for', () => {
    const positive: ArithmeticModule = { ...sound, domain: 'positive' }
    const [stack] = stacksOf([positive])
    expect(stack && [takesColumns(stack, [0.5, 1]), takesColumns(stack, [0, 1])]).toEqual([true, false])
    const [open] = stacksOf([sound])
    expect(open && takesColumns(open, [-1, 1])).toBe(true)
  })
})

test('three rounds of mixtures have every module of the registry that adds and multiplies, once', () => {
  const found = [2, 3, 4]
    .flatMap(gatedStacksOf)
    .flatMap(({ modules: [first], sizes }) => (sizes.length === 1 ? first : []))
  const expected = modules.filter(({ computes }) => computes.includes('add') && computes.includes('multiply'))
  expect(new Set(found)).toEqual(new Set(expected))
  expect(found).toHaveLength(expected.length)
})

describe('modules that no formula can be made of are refused:', () => {
  test('none at all', () => {
    expect(() => stacksOf([])).toThrow(
      'A fit with an empty list of modules; expected at least one, such as nmu and nau. Or leave it out.',
    )
  })

  test('one that computes nothing exactly', () => {
    const silent: ArithmeticModule = { ...sound, id: 'silent', computes: [] }
    expect(() => stacksOf([nmu, silent])).toThrow(
      'Module silent computes nothing exactly; a formula is made of modules that add, subtract, multiply, divide, square or ' +
        'take roots. See nalu list.',
    )
  })

  test('one that compares', () => {
    expect(() => stacksOf([findModule('nsr')])).toThrow('Module nsr computes greater and equal; a formula is made of')
  })
})
