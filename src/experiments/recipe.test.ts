import { expect, test } from 'vitest'
import type { Interval } from '../base/options.ts'
import { subsetValues } from '../train/target.ts'
import type { FormulaCell } from './experiment.ts'
import { type Recipe, recipeJob, recipeStarts } from './recipe.ts'
import { followRecipe } from './recipe-score.ts'
import { robustSingleModule } from './robust.ts'
import { scoringJob } from './scoring.ts'

const cellWhere = (wanted: Readonly<Record<string, string>>): FormulaCell =>
  robustSingleModule.cells.find(({ keys }) =>
    Object.entries(wanted).every(([key, value]) => keys?.[key] === value),
  ) as FormulaCell

const running = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined }

function follow(cell: FormulaCell, seed: number, testRange: readonly Interval[], signal = running) {
  const recipe = cell.recipe as Recipe
  const { model, task } = cell.training
  const scoring = scoringJob(model, task, { testRange, rows: 256, threshold: 1 })
  return followRecipe(recipeJob(recipe), scoring, recipeStarts(recipe, seed), subsetValues(task, seed), signal)
}

const quotient = cellWhere({ told: 'nothing', inputs: '10', op: 'div', range: '-2,2' })

test('with nothing told it finds a quotient of two of ten inputs, signs included', async () => {
  const followed = await follow(quotient, 4, [[2, 6]])
  expect(followed?.score.candidate).toBe(1)
  expect(followed?.score.insideRelativeRmse).toBeLessThan(1e-7)
  expect(followed?.score.extrapolation).toBeLessThan(1e-20)
})

test('another test range changes the error outside and nothing else', async () => {
  // A task that no candidate has: the error outside is then one to compare.
  const [first] = (quotient.recipe as Recipe).candidates
  const cell = {
    ...quotient,
    recipe: { ...(quotient.recipe as Recipe), candidates: [first], restarts: 2 },
  } as FormulaCell
  const [near, far] = await Promise.all([follow(cell, 1, [[2, 6]]), follow(cell, 1, [[20, 60]])])
  const { extrapolation: nearError, ...inside } = near?.score ?? {}
  const { extrapolation: farError, ...same } = far?.score ?? {}
  expect(same).toEqual(inside)
  expect(inside).toMatchObject({ trainings: 2 })
  expect(farError).not.toBe(nearError)
  expect(far?.result.parameters).toEqual(near?.result.parameters)
})

test('what was interrupted gives no result', async () => {
  expect(await follow(quotient, 4, [[2, 6]], { ...running, aborted: true })).toBeUndefined()
})

test('starts of one seed differ, and all of them have the operands of the seed', () => {
  const starts = recipeStarts(quotient.recipe as Recipe, 7)
  const subsets = subsetValues(quotient.training.task, 7)
  const seeds = starts.flat().map(({ seed }) => seed)
  expect(new Set(seeds).size).toBe(starts.length)
  for (const { slots } of starts.flat())
    for (const [name, values] of Object.entries(subsets)) expect(slots[name]).toEqual(values)
})
