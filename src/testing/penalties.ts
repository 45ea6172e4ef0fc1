// Checks of a module's penalties: one finite number, which is 0 where the penalty says and nowhere less.

import { randomStream } from '../base/normal.ts'
import { describeAxes } from '../graph/axis.ts'
import { interpret } from '../graph/interpret.ts'
import type { ArithmeticModule, Penalty } from '../modules/module.ts'
import type { CheckOf } from './check.ts'
import { probes, type Values } from './probe.ts'

export const penaltyChecks: readonly CheckOf[] = [
  { name: 'every penalty is one finite number, 0 where it says and nowhere less', find: valueFaults },
  { name: 'every penalty has a weight and a schedule that lets it in', find: scheduleFaults },
]

// Of a mean or sum of up to a few hundred float64 values.
const rounding = 1e-12
const places = 8
// Parameters without bounds are tried within ±this.
const farthest = 30

function valueFaults(module: ArithmeticModule): string[] {
  const faults = new Set<string>()
  for (const { probe: layer } of probes(module, 1)) {
    for (const { penalty, value } of layer.penalties) {
      const said = `Penalty "${penalty.id}"`
      if (value.axes.length > 0) {
        faults.add(`${said} gives ${describeAxes(value.axes)}, not one number.`)
        continue
      }
      const zeros = zerosOf(module, penalty)
      if (typeof zeros === 'string') {
        faults.add(`${said} ${zeros}`)
        continue
      }
      const at = (values: Values) => interpret(value, values).data[0] as number
      const draw = randomStream(1, `penalties of ${module.id}`)
      const fill = (pick: (name: string, values: Float64Array) => Float64Array): Values => ({
        ...layer.values,
        ...Object.fromEntries(
          layer.parameters.map(({ name }) => [name, pick(name, layer.values[name] as Float64Array)] as const),
        ),
      })
      for (let place = 0; place < places; place += 1) {
        const somewhere = at(
          fill((name, start) => {
            const [low, high] = module.parameters[ownName(name)]?.bounds ?? [-Infinity, Infinity]
            return start.map(() => draw.uniform(Math.max(low, -farthest), Math.min(high, farthest)))
          }),
        )
        for (const found of [at(layer.values), somewhere]) {
          if (!Number.isFinite(found)) faults.add(`${said} is ${found}.`)
          else if (zeros !== undefined && found < -rounding) faults.add(`${said} is less than 0: ${found}.`)
        }
        if (zeros === undefined) continue
        const lowest = at(
          fill((name, start) => {
            const values = zeros[ownName(name)]
            return values === undefined ? start : start.map(() => values[draw.integer(values.length)] as number)
          }),
        )
        if (!(Math.abs(lowest) <= rounding)) {
          faults.add(`${said} is ${lowest}, not 0, where it is said to be 0.`)
          break
        }
      }
    }
  }
  return [...faults]
}

const ownName = (slotName: string) => slotName.slice(slotName.indexOf('.') + 1)

/** The values of each parameter where the penalty is to be 0, undefined for nowhere, or what is wrong. */
function zerosOf(module: ArithmeticModule, { zeroAt }: Penalty): string | Zeros | undefined {
  if (zeroAt === 'nowhere') return undefined
  const zeros: Zeros =
    zeroAt ??
    Object.fromEntries(
      Object.entries(module.parameters).flatMap(([name, { snap }]) => (snap === undefined ? [] : [[name, snap]])),
    )
  const entries = Object.entries(zeros)
  if (entries.length === 0) return 'does not say where it is 0, and no parameter has values to snap to.'
  for (const [name, values] of entries) {
    const parameter = module.parameters[name]
    if (parameter === undefined) return `is said to be 0 at values of ${name}, which is no parameter.`
    if (values.length === 0) return `is said to be 0 at no value of ${name}.`
    const [low, high] = parameter.bounds ?? [-Infinity, Infinity]
    const outside = values.find((value) => value < low || value > high)
    if (outside !== undefined) return `is said to be 0 where ${name} is ${outside}, outside its bounds.`
  }
  return zeros
}

type Zeros = Readonly<Record<string, readonly number[]>>

function scheduleFaults({ penalties = [] }: ArithmeticModule): string[] {
  const ids = penalties.map(({ id }) => id)
  return penalties.flatMap((penalty, i) => [
    ...(ids.indexOf(penalty.id) < i ? [`Two penalties are called "${penalty.id}".`] : []),
    ...(penalty.description.trim() === '' ? [`Penalty "${penalty.id}" has no description.`] : []),
    ...(penalty.weight > 0 ? [] : [`Penalty "${penalty.id}" has the weight ${penalty.weight}, not one above 0.`]),
    ...(isSchedule(penalty)
      ? []
      : [`The schedule of penalty "${penalty.id}" never lets it in: ${JSON.stringify(penalty.schedule)}.`]),
  ])
}

function isSchedule({ schedule, weight }: Penalty): boolean {
  switch (schedule.kind) {
    case 'ramp':
      return schedule.from >= 0 && schedule.from < schedule.to
    case 'tenfold':
      return schedule.every >= 1 && schedule.most >= weight
    case 'whenLossBelow':
      return schedule.from >= 0 && schedule.bound > 0
    default:
      return schedule satisfies never
  }
}
