// Compiles any step program: here gradient descent with momentum on a function of one's own, far from neural networks.

import { graph, Kernel, planKernel } from 'nalu'

const { add, gradients, multiply, slot, square, subtract } = graph

// Rosenbrock's valley, (1 − x)² + 100·(y − x²)²: its lowest point is (1, 1).
const x = slot('x')
const y = slot('y')
const height = add(square(subtract(1, x)), multiply(100, square(subtract(y, square(x)))))

// Every slot that changes has the graph of its next value; all of them change at once.
const rate = slot('rate')
const states = gradients(height, [x, y]).flatMap((slope, i) => {
  const position = i === 0 ? x : y
  const velocity = slot(`velocity of ${position.name}`)
  const next = subtract(multiply(0.9, velocity), multiply(rate, slope))
  return [
    { slot: velocity, next },
    { slot: position, next: add(position, next) },
  ]
})

// A trace is recorded in every step, and a call runs up to 4096 steps inside WebAssembly.
const kernel = new Kernel(planKernel({ states: [{ slot: rate }, ...states], traces: { height } }))
kernel.write('x', -1.2)
kernel.write('y', 1)
kernel.write('rate', 0.0003)
for (const call of [1, 2, 3]) {
  const heights = kernel.run(4096)['height']
  console.log(`after ${4096 * call} steps the height is ${heights?.at(-1)?.toExponential(1)}`)
}
console.log(`x = ${kernel.read('x')[0]?.toFixed(3)}, y = ${kernel.read('y')[0]?.toFixed(3)}`)
