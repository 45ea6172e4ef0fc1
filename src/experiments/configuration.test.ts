import { expect, test } from 'vitest'
import { configurationHash } from '../base/configuration.ts'
import { cellConfiguration } from './configuration.ts'
import { changedCell, type FormulaCell } from './experiment.ts'
import { singleModuleTask } from './single-module.ts'
import { staticArithmetic } from './static-arithmetic.ts'

const hashOf = (cell: FormulaCell) => configurationHash(cellConfiguration(cell))

test('the configuration of a cell changes with whatever its outcomes depend on, and with nothing else', () => {
  const cell = staticArithmetic.cells[0]
  if (cell === undefined) throw new Error('There is no cell.')
  const { training } = cell
  const same = hashOf({ ...cell, title: 'another title' })
  expect(same).toBe(hashOf(cell))
  const changed = [
    changedCell(cell, { steps: 1 }),
    { ...cell, training: { ...training, learningRate: 0.2 } },
    { ...cell, training: { ...training, loss: 'meanSquaredError' as const } },
    { ...cell, training: { ...training, batching: { kind: 'full' as const, rows: 9 } } },
    { ...cell, training: { ...training, checkEvery: 7 } },
    { ...cell, rows: [1] },
    { ...cell, measured: {} },
    staticArithmetic.cells[1] ?? cell,
  ]
  const all = [same, ...changed.map(hashOf)]
  expect(new Set(all).size).toBe(all.length)
})

test('the configuration of a scored cell changes with its threshold, its rows, its choice and the values of its weights', () => {
  const cell = singleModuleTask.cells[0] as FormulaCell
  const scoring = cell.scoring as NonNullable<FormulaCell['scoring']>
  const [layer] = cell.training.model.layers
  const weights = { W: { ...layer?.module.weights?.['W'], snap: [0, 5] } }
  const module = { ...layer?.module, weights } as NonNullable<typeof layer>['module']
  const model = { ...cell.training.model, layers: [{ ...(layer as NonNullable<typeof layer>), module }] }
  const changed: FormulaCell[] = [
    { ...cell, scoring: { ...scoring, threshold: 1 } },
    { ...cell, scoring: { ...scoring, rows: 300 } },
    { ...cell, scoring: { ...scoring, choice: 'last' } },
    { ...cell, training: { ...cell.training, model } },
  ]
  const all = [cell, ...changed].map(hashOf)
  expect(new Set(all).size).toBe(all.length)
  // How successes are counted beside changes no outcome.
  expect(hashOf({ ...cell, scoring: { ...scoring, otherThreshold: 2 } })).toBe(all[0])
})
