// Learns a sum from examples between 1 and 2, and adds numbers that lie far outside.

import { learn, predict, resolveTraining } from 'nalu'

// Ten random starts of one NALU. Every option that is not given has the default of `nalu learn`.
const { options, seeds, testRange, testRows } = resolveTraining('a + b', { module: 'nalu', seeds: 10 })
const { success, chosen } = await learn(options, seeds, { range: testRange, rows: testRows })
console.log(`${success.successes} of ${success.count} seeds found the sum.`)

// The best one by its error inside the training range: choosing by the test would be cheating.
if (chosen === undefined) throw new Error('No seed has a finite error.')
console.log(`Seed ${chosen.seed} is off by ${(100 * chosen.test.relativeRmse).toPrecision(2)} % between 2 and 6.`)

// Rows of inputs, one input after the other: [in, rows].
const a = [1.5, 30, 700]
const b = [1.25, 12, 77]
const sums = predict(options.model, chosen.parameters, Float32Array.of(...a, ...b))
a.forEach((value, row) => console.log(`${value} + ${b[row]} = ${sums[row]?.toFixed(2)}`))
