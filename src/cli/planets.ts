// The eight planets, as in examples/planets.csv, so that the demonstration needs no file.

import { type Table, tableOf } from '../data/table.ts'

const columns = {
  planet: ['Mercury', 'Venus', 'Earth', 'Mars', 'Jupiter', 'Saturn', 'Uranus', 'Neptune'],
  /** From the sun, in astronomical units. */
  distance: ['0.387099', '0.723336', '1.000003', '1.523710', '5.202887', '9.536676', '19.189165', '30.069923'],
  /** In days. */
  period: ['87.969', '224.701', '365.256', '686.980', '4332.589', '10759.22', '30685.4', '60189'],
  /** In masses of the Earth. */
  mass: ['0.0553', '0.815', '1', '0.107', '317.8', '95.2', '14.5', '17.1'],
}

/** Cells are texts, whose last digits say how far numbers were rounded. */
export const planets = (): Table => ({ ...tableOf(columns), source: 'the planets' })
