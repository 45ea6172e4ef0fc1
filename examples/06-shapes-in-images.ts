// Multiplies numbers of shapes in images: a convolution sees them, arithmetic units compute, also where there are more.

import { findModule, layers, scoreNetwork, trainNetwork } from 'nalu'

const { conv2d, dense, flatten, image, meanSquaredError, network, printSummary, unit } = layers

let state = 1 // Of Park & Miller's generator: the same images everywhere.
function random(): number {
  state = (state * 16807) % 2147483647
  return state / 2147483647
}

// Crosses and boxes of 3 × 3 pixels, up to `most` of each, on a grid of 4 × 4; the target is the product of their numbers.
const shapes = ['010111010', '111101111']
function drawImages(count: number, most: number) {
  const inputs = new Float32Array(count * 144)
  const targets = Float32Array.from({ length: count }, (_, row) => {
    const places = Array.from({ length: 16 }, (_, cell) => ({ cell, rank: random() })).sort((a, b) => a.rank - b.rank)
    const [crosses, boxes] = [Math.floor(random() * (most + 1)), Math.floor(random() * (most + 1))]
    places.slice(0, crosses + boxes).forEach(({ cell }, k) => {
      const corner = row * 144 + 36 * Math.floor(cell / 4) + 3 * (cell % 4)
      const pixels = [...(shapes[k < crosses ? 0 : 1] as string)].map(Number)
      for (const y of [0, 1, 2]) inputs.set(pixels.slice(3 * y, 3 * y + 3), corner + 12 * y)
    })
    return crosses * boxes
  })
  return { inputs, targets }
}

const [few, many] = [drawImages(1000, 4), drawImages(200, 8)]
const heads = {
  'dense layers': [dense(16, { activation: 'relu' }), dense(1)],
  'NAU and NMU': [unit(findModule('nau'), 2), unit(findModule('nmu'), 1)],
}
for (const [name, head] of Object.entries(heads)) {
  const net = network(image(1, 12, 12), conv2d(4, 3, { stride: 3, activation: 'relu' }), flatten(), ...head)
  const options = { network: net, loss: meanSquaredError, steps: 6000, batch: 50, learningRate: 0.01 }
  const off = (w: layers.NetworkValues, rows: typeof few) => scoreNetwork(net, w, rows, meanSquaredError).loss ** 0.5
  // The best of five random starts by what it is off by inside the training range: the test must not choose.
  const starts = await Promise.all([1, 2, 3, 4, 5].map((seed) => trainNetwork({ ...options, seed }, few)))
  const [best] = starts.map(({ values }) => values).sort((a, b) => off(a, few) - off(b, few))
  const errors = [few, many].map((rows) => off(best as layers.NetworkValues, rows).toFixed(3))
  console.log(`${printSummary(net)}\n${name}: off by ${errors[0]} up to 4 of each, by ${errors[1]} up to 8`)
}
