// Puts an NMU after a TensorFlow.js network that reads dials: it learns products up to 5 · 5 and multiplies up to 11 · 11.

import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { findModule, modules } from 'nalu'
import { arithmeticLayer, registerLayers } from 'nalu/tfjs'

tf.enableProdMode()
const spread = (from: number, to: number, by: number) =>
  Array.from({ length: 256 }, (_, i) => from + (to - from) * ((i * by) % 1))
const hands = (hours: number[]) => tf.tensor2d(hours.map((h) => [Math.sin, Math.cos].map((f) => f((h * Math.PI) / 6))))
const column = (values: number[]) => tf.tensor2d(values, [values.length, 1])
const dense = (units: number, seed: number, activation: 'relu' | 'linear', inputs: number) =>
  tfl.layers.dense({ units, activation, inputShape: [inputs], kernelInitializer: tfl.initializers.heNormal({ seed }) })
async function train(model: tfl.LayersModel, x: tf.Tensor | tf.Tensor[], y: tf.Tensor) {
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.02) })
  await model.fit(x, y, { epochs: 80, shuffle: false, verbose: 0 })
}

// The existing network: from the tip of a hand to the hour. It has seen the whole dial, and is frozen from here on.
const reader = tfl.sequential({ layers: [dense(32, 1, 'relu', 2), dense(1, 2, 'linear', 32)] })
const dial = spread(0, 11, 0.618)
await train(reader, hands(dial), column(dial))
reader.trainable = false

const products = (from: number, to: number) => {
  const [a, b] = [spread(from, to, 0.618), spread(from, to, 0.414)]
  return { x: [hands(a), hands(b)], y: column(a.map((hour, i) => hour * (b[i] as number))) }
}
const [small, large] = [products(0, 5), products(6, 11)]
const sparsity = { weight: 1, from: 300, to: 600 } // Steps. The ramp of the module itself begins at 20,000.
const nmu = arithmeticLayer(findModule('nmu'), { units: 1, seed: 1, penalties: { sparsity } })
const usual = tfl.sequential({ layers: [dense(16, 3, 'relu', 2), dense(1, 4, 'linear', 16)] })
const networks = Object.entries({ 'dense layers': usual, NMU: nmu }).map(([name, head]) => {
  const dials = [tfl.input({ shape: [2] }), tfl.input({ shape: [2] })]
  const read = dials.map((each) => reader.apply(each) as tfl.SymbolicTensor)
  const outputs = head.apply(tfl.layers.concatenate().apply(read)) as tfl.SymbolicTensor
  return { name, model: tfl.model({ inputs: dials, outputs }) }
})
for (const { name, model } of networks) {
  await train(model, small.x, small.y)
  const [inside, outside] = [small, large].map(({ x, y }) => (model.evaluate(x, y) as tf.Scalar).arraySync() ** 0.5)
  console.log(`${name}: off by ${inside?.toFixed(2)} up to 5 · 5, by ${outside?.toFixed(2)} from 6 · 6 to 11 · 11`)
}
console.log(`W = ${Array.from(nmu.getWeights()[0]?.dataSync() ?? [], (weight) => weight.toFixed(2))}`)

// Into memory, where a page would say 'indexeddb://dials'. Layers are made known before they are loaded.
const saved: tf.io.ModelArtifacts[] = []
const modelArtifactsInfo = { dateSaved: new Date(), modelTopologyType: 'JSON' } as const
const [, { model }] = networks as [unknown, (typeof networks)[number]]
await model.save(tf.io.withSaveHandler((all) => Promise.resolve({ modelArtifactsInfo, count: saved.push(all) })))
registerLayers(modules)
const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved[0] ?? {}))
const [before, after] = [model, loaded].map((each) => (each.predict(large.x) as tf.Tensor).dataSync())
console.log(`Predictions that differ after loading: ${before?.filter((value, i) => value !== after?.[i]).length}`)
