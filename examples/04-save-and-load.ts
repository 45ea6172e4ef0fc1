// Keeps a trained model as text and predicts with it again: the same bits.

import { inputColumns, learn, loadModel, modules, predict, printDocument, resolveTraining, saveModel } from 'nalu'

const { options, seeds, testRange, testRows, configuration } = resolveTraining('a - b', { module: 'nac', seeds: 10 })
const { chosen } = await learn(options, seeds, { range: testRange, rows: testRows })
if (chosen === undefined) throw new Error('No seed has a finite error.')

const text = printDocument(
  saveModel({
    model: options.model,
    parameters: chosen.parameters,
    columns: inputColumns(options.task),
    task: options.task,
    training: { ...chosen, fused: configuration['fused'] === true },
    configuration,
  }),
)
console.log(`The model takes ${text.length} characters.`)

const loaded = loadModel(text, modules)
const rows = Float32Array.of(/* a */ 10, 20, 30, /* b */ 1, 2, 3)
const before = predict(options.model, chosen.parameters, rows)
const after = predict(loaded.model, loaded.parameters, rows)
console.log(`${loaded.columns.join(' - ')}:`, Array.from(after, (value) => value.toFixed(3)).join(' '))
console.log(`Bits that differ after loading: ${after.filter((value, i) => !Object.is(value, before[i])).length}`)
