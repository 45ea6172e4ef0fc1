// Finds the formula of a table, and uses it on rows that lie far outside.

import { fit, loadFit, printDocument } from 'nalu'
import { readTable } from 'nalu/data'

// Columns by their names would do as well: { km: [2, 5, …], minutes: [7, 12, …], fare: [8.2, 15.1, …] }.
const rides = await readTable(`${import.meta.dirname}/rides.csv`)
const found = await fit(rides, { target: 'fare', rounds: 1, time: 300 })

console.log(found.found ? `Found: fare = ${found.formula}` : `Not found. The best: fare = ${found.formula}`)
for (const { passed, says } of found.trust.rules) console.log(`${passed ? 'yes' : 'no '}  ${says}`)
for (const { reason } of found.dropped) console.log(reason)

// The longest ride of the table has 20 km.
const [fare] = found.predict({ km: [100], minutes: [90] })
console.log(`100 km in 90 minutes: ${fare?.toFixed(2)}`)
console.log(found.to('python'))

// A file of it predicts the same, bit for bit.
const loaded = loadFit(printDocument(found.save()))
const before = found.predict(rides)
const differ = loaded.predict(rides).filter((value, row) => !Object.is(value, before[row]))
console.log(`Predictions that differ after loading: ${differ.length}`)

// Another formula of the list, which nothing certifies.
const shorter = found.pick(found.candidates.findIndex(({ complexity }) => complexity <= 3))
console.log(
  `R² of fare = ${shorter.formula}: ${shorter.score(rides).toFixed(3)}, of the pick: ${found.score(rides).toFixed(3)}`,
)
