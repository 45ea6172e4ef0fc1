// `node scripts/example-tables.ts`: writes the made-up tables of examples/, of which it is known what is in them.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomStream } from '../src/base/normal.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Taxi rides: fare = 2.5 + 1.8·km + 0.3·minutes, rounded to the cent; minutes are whole; the city says nothing; two cells are missing. */
function rides(): string[] {
  const stream = randomStream(1, 'rides')
  const cities = ['Oslo', 'Bergen', 'Tromsø']
  const rows = Array.from({ length: 60 }, (_, row) => {
    const km = (10 ** stream.uniform(-0.1, 1.3)).toFixed(2)
    const minutes = (2 + Number(km) * stream.uniform(1.2, 3.5)).toFixed(0)
    const fare = (2.5 + 1.8 * Number(km) + 0.3 * Number(minutes)).toFixed(2)
    return [cities[stream.integer(3)], row === 16 ? '' : km, row === 40 ? '' : minutes, fare].join(',')
  })
  return ['city,km,minutes,fare', ...rows]
}

/** The same rides; in three of them the decimal point of the fare slipped. */
function slips(): string[] {
  return rides().map((line, row) => {
    const cells = line.split(',')
    return row % 20 === 4 ? [...cells.slice(0, 3), (10 * Number(cells[3])).toFixed(1)].join(',') : line
  })
}

/** Stopping distances in metres by speed in km/h: 0.3·speed + speed²/100, measured with an error of 1 %. */
function stopping(): string[] {
  const stream = randomStream(2, 'stopping distances')
  const rows = Array.from({ length: 60 }, () => {
    const speed = Number(stream.uniform(20, 60).toFixed(1))
    const distance = (0.3 * speed + speed ** 2 / 100) * stream.normal(1, 0.01)
    return `${speed.toFixed(1)},${distance.toFixed(1)}`
  })
  return ['speed,distance', ...rows]
}

/** Four days of a tide: height = 2.1 + 1.4·sin(2π·hour / 12.42) in metres, to the centimetre. */
function tides(): string[] {
  const rows = Array.from({ length: 97 }, (_, hour) => {
    return `${hour},${(2.1 + 1.4 * Math.sin((2 * Math.PI * hour) / 12.42)).toFixed(2)}`
  })
  return ['hour,height', ...rows]
}

for (const [name, lines] of Object.entries({ rides: rides(), slips: slips(), stopping: stopping(), tides: tides() })) {
  writeFileSync(join(root, 'examples', `${name}.csv`), `${lines.join('\n')}\n`)
}
