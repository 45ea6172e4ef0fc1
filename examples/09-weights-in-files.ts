// Interrupts a training, goes on from a file with the same bits, and writes the weights for PyTorch.

import {
  findModule,
  layers,
  loadNetworkCheckpoint,
  modelToSafetensors,
  readSafetensors,
  saveNetworkCheckpoint,
  stack,
  trainNetwork,
} from 'nalu'

const { meanSquaredError, network, unit, vector } = layers
const nmu = findModule('nmu')

// Two hundred products of numbers from 0 to 2.
const inputs = Float32Array.from({ length: 400 }, (_, i) => ((i * 37) % 101) / 50)
const targets = Float32Array.from({ length: 200 }, (_, row) => (inputs[2 * row] ?? 0) * (inputs[2 * row + 1] ?? 0))
const data = { inputs, targets }

const net = network(vector(2), unit(nmu, 1))
const options = { network: net, loss: meanSquaredError, steps: 1000, batch: 32, learningRate: 0.001 }
const whole = await trainNetwork(options, data)

const halt = new AbortController()
const onCheck = ({ step }: { step: number }) => (step === 300 ? halt.abort() : undefined)
const part = await trainNetwork(options, data, undefined, { onCheck, signal: halt.signal })
const file = saveNetworkCheckpoint(net, part.state)
console.log(`Interrupted at step ${part.steps} with a loss of ${part.trainLoss.toPrecision(2)}.`)

const resumed = await trainNetwork({ ...options, resume: loadNetworkCheckpoint(net, file) }, data)
const differ = resumed.values['layer1.W']?.filter((value, i) => !Object.is(value, whole.values['layer1.W']?.[i]))
console.log(`At step ${resumed.steps}, ${differ?.length} weights differ from those of a training without a break.`)

// A stack of modules has the same slots. PyTorch reads these bytes: docs/pytorch.md.
const weights = modelToSafetensors(stack(2, [{ module: nmu, outputs: 1 }]), resumed.values)
for (const [name, { type, shape, values }] of readSafetensors(weights).tensors) {
  console.log(`${name}: ${type} [${shape.join(', ')}] ${[...values].map((w) => Number(w).toFixed(3)).join(' ')}`)
}
