import { describe, expect, test } from 'vitest'
import { modules } from '../modules/index.ts'
import { moduleChecks } from './index.ts'

describe.each(modules.map((module) => [module.id, module] as const))('%s', (_, module) => {
  test.each(moduleChecks(module).map((check) => [check.name, check] as const))('%s', (_name, check) => {
    expect(check.run()).toEqual([])
  })
})
