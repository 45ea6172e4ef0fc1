// Any arithmetic module as a layer: with its parameters, bounds, penalties, restarts and notes.

import type { Axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { flattened } from '../graph/network.ts'
import type { SlotNode } from '../graph/node.ts'
import { applyModule } from '../modules/apply.ts'
import type { ArithmeticModule, AxisRole, ParameterSpec } from '../modules/module.ts'
import { nalu } from '../modules/nalu.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { readAxes } from './dense.ts'
import {
  checkedSize,
  type Layer,
  type LayerKind,
  type LayerParameter,
  type LiftedUnit,
  makeLayer,
  newAxis,
  type Place,
} from './layer.ts'
import { flat, image, sequence, sizeOf, vector } from './shape.ts'

/**
 * An arithmetic module (NALU, NAU, NMU, …) with so many outputs: `[…, in]` to `[…, out]`, the same at every position of
 * the other axes; a flat shape to `[out]`. Its penalties join the loss, its bounds hold after every step.
 * @throws NaluError if the inputs are indices or have no axis.
 */
export function unit(module: ArithmeticModule, outputs: number): Layer {
  checkedSize('unit', 'the number of outputs', outputs)
  return makeLayer('unit', `${module.id}, ${outputs}`, (input, place) => {
    const { kept, read } = readAxes(`unit (${module.id})`, input)
    const one = read.length === 1 ? (read[0] as Axis) : newAxis(place, 'in', sizeOf({ axes: read }))
    const output = newAxis(place, 'out', outputs)
    const roles = { in: one, out: output, operand: newAxis(place, 'operand', one.size) }
    const parameters = Object.entries(module.parameters).map(([name, spec]) => parameterOf(place, name, spec, roles))
    const slots: Readonly<Record<string, SlotNode>> = Object.fromEntries(
      Object.keys(module.parameters).map((name, i) => [name, (parameters[i] as LayerParameter).slot]),
    )
    const lifted: LiftedUnit = { module, name: place.name, input: one, output, parameters: slots }
    return {
      output: { axes: [...kept, output] },
      parameters,
      units: [lifted],
      notes: notesOf(module),
      apply: (x, { training }) =>
        applyModule(module, {
          x: read.length === 1 ? x : flattened(x, read, one),
          input: one,
          output,
          parameters: slots,
          ...(training === undefined
            ? {}
            : {
                training: {
                  step: training.step,
                  uniform: (what, ...draw) => training.uniform(`${place.name} ${what}`, ...draw),
                },
              }),
        }),
    }
  })
}

function parameterOf(
  place: Place,
  name: string,
  spec: ParameterSpec,
  roles: Readonly<Record<AxisRole, Axis>>,
): LayerParameter {
  const { axes, bounds, initial, description, turns, redraw } = spec
  const range = bounds === undefined ? {} : { range: { low: bounds[0], high: bounds[1] } }
  return {
    slot: slot(
      `${place.name}.${name}`,
      axes.map((role) => roles[role]),
      range,
    ),
    initial,
    fan: { in: roles.in.size, out: roles.out.size },
    description,
    update: {
      ...(bounds === undefined ? {} : { bounds }),
      ...(turns === undefined ? {} : { turns }),
      ...(redraw === undefined ? {} : { redraw }),
    },
  }
}

const notesOf = ({ id, domain, failures, notes = [] }: ArithmeticModule): readonly string[] =>
  [...failures, ...notes, ...(domain === 'positive' ? ['It is defined for positive inputs alone.'] : [])].map(
    (note) => `${id}: ${note}`,
  )

export const unitKind: LayerKind = {
  id: 'unit',
  title: 'Arithmetic unit',
  citation: undefined,
  equation: 'y = f(x), \\quad f \\text{ as its module says}',
  examples: () => [
    { input: vector(3), layer: unit(nalu, 2) },
    { input: flat(image(2, 2, 3)), layer: unit(nau, 2) },
    { input: sequence(3, 2), layer: unit(nmu, 2) },
  ],
}
