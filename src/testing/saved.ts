// Check of a module in a saved model: what is loaded predicts the same, bit for bit.

import { printDocument } from '../base/document.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { initialParameters, stackOf } from '../train/model.ts'
import { predict } from '../train/predict.ts'
import { loadModel, saveModel } from '../train/saved-model.ts'
import type { CheckOf } from './check.ts'

export const savedChecks: readonly CheckOf[] = [
  { name: 'a saved model predicts the same bits after loading', find: savedFaults },
]

const nothing = { relativeRmse: Number.NaN, meanSquaredError: Number.NaN, halfSumOfSquares: Number.NaN }
const training = {
  seed: 3,
  steps: 0,
  stopReason: 'steps',
  notFiniteAtStep: undefined,
  solved: false,
  solvedAtStep: undefined,
  trainLoss: Number.NaN,
  validation: nothing,
  fused: false,
} as const

function savedFaults(module: ArithmeticModule): string[] {
  const model = stackOf(module, 2, [2])
  const parameters = initialParameters(model, 3)
  const text = printDocument(saveModel({ model, parameters, columns: ['a', 'b'], training, configuration: {} }))
  const loaded = loadModel(text, [module])
  const rows = Float32Array.of(1, 2.5, 7, 0.1, 3, 10)
  const [before, after] = [predict(model, parameters, rows), predict(loaded.model, loaded.parameters, rows)]
  const changed = [...before.keys()].filter((i) => !Object.is(before[i], after[i]))
  return changed.length === 0
    ? []
    : [`${changed.length} of ${before.length} predictions differ after saving and loading.`]
}
