import { describe, expect, it } from 'vitest'
import { hostileNames } from '../../../test/random-formulas.ts'
import { identifierBeside, identifiersOf, renamings } from './identifiers.ts'

const none: ReadonlySet<string> = new Set()
const identifierOf = (name: string, reserved = none) => identifiersOf([name], reserved).get(name)

describe('an identifier', () => {
  it.each([
    ['km', 'km'],
    ['größe', 'größe'],
    ['距離', '距離'],
    ['_', '_'],
    ['__proto__', '__proto__'],
    ['trip km', 'trip_km'],
    ['fare (€)', 'fare'],
    ['a - b', 'a_b'],
    ['2nd', '_2nd'],
    ['x₁', 'x1'],
    ['ﬁ', 'fi'],
    ['€', 'x'],
    ['a\u202eb', 'a_b'],
    ['a\u3164', 'a'],
    ['𠀀', 'x'],
  ])('for %s is %s', (name, identifier) => {
    expect(identifierOf(name)).toBe(identifier)
  })

  it('is never a reserved word', () => {
    expect(identifierOf('class', new Set(['class', 'class_2']))).toBe('class_3')
  })

  it('stays for the name that is one already, wherever it stands', () => {
    const identifiers = identifiersOf(['a b', 'a-b', 'a_b', 'a_b_2'], none)
    expect([...identifiers].toSorted()).toEqual([
      ['a b', 'a_b_3'],
      ['a-b', 'a_b_4'],
      ['a_b', 'a_b'],
      ['a_b_2', 'a_b_2'],
    ])
  })

  it('is unique among all others, also after normalisation', () => {
    const identifiers = [...identifiersOf(hostileNames, none).values()]
    expect(new Set(identifiers.map((each) => each.normalize('NFKC'))).size).toBe(hostileNames.length)
  })

  it('can be made beside others', () => {
    const others = identifiersOf(['y', 'a b'], none)
    expect(identifierBeside('y', others, none)).toBe('y_2')
    expect(identifierBeside('a-b', others, new Set(['a_b_2']))).toBe('a_b_3')
  })
})

describe('renamings', () => {
  it('are said on one line each, whatever is in a name', () => {
    const names = ['km', 'a\n*/ "\u2028\u202e🙂', 'class']
    expect(renamings(names, identifiersOf(names, new Set(['class'])))).toEqual([
      'a is the column "a\\n*/ \\"\\u2028\\u202e🙂"',
      'class_2 is the column "class"',
    ])
  })
})
