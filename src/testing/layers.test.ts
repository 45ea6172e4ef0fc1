import { describe, expect, test } from 'vitest'
import { filesUnder, read } from '../../test/sources.ts'
import { layerKinds } from '../layers/kinds.ts'
import { describeShape } from '../layers/shape.ts'
import { layerChecks } from './layers.ts'

describe.each(layerKinds.map((kind) => [kind.id, kind] as const))('%s', (_, kind) => {
  const examples = kind.examples().map((example) => {
    const { layer, input } = example
    return [`${layer.id} ${layer.detail} on ${describeShape(input)}`, example] as const
  })
  describe.each(examples)('%s', (_name, example) => {
    test.each(layerChecks(example).map((check) => [check.name, check] as const))('%s', (__, check) => {
      expect(check.run()).toEqual([])
    })
  })
})

test('every file that makes a layer declares its kind, and every kind is in the list', () => {
  const makers = filesUnder('src/layers', '.ts').filter(
    (path) => !path.endsWith('.test.ts') && /^export (const|function) .*\bLayer\b( =>| \{)/m.test(read(path)),
  )
  const list = read('src/layers/kinds.ts')
  for (const path of makers.filter((each) => !each.endsWith('/layer.ts'))) {
    const declared = /^export const (\w+): LayerKind = /m.exec(read(path))?.[1]
    expect({ path, declared }).not.toEqual({ path, declared: undefined })
    expect(list).toContain(`import { ${declared} } from './${path.split('/').at(-1)}'`)
    expect(list).toContain(`  ${declared},`)
  }
  expect(new Set(layerKinds.map(({ id }) => id)).size).toBe(layerKinds.length)
  expect(makers.length).toBeGreaterThanOrEqual(layerKinds.length)
})
