// Checks of how a module starts: shapes, and draws that depend on the seed and on nothing else.

import { countElements } from '../graph/axis.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { initialParameters, parametersOf, stack } from '../train/model.ts'
import type { CheckOf } from './check.ts'
import { describeShape, shapes } from './probe.ts'

export const initialChecks: readonly CheckOf[] = [
  { name: 'initialisers give as many finite values as the shape has', find: shapeFaults },
  { name: 'starts lie within their bounds', find: boundFaults },
  { name: 'the same seed gives the same start, another seed another', find: seedFaults },
]

function shapeFaults(module: ArithmeticModule): string[] {
  return shapes.flatMap((shape) => {
    const model = stack(shape.inputs, [{ module, outputs: shape.outputs }])
    const values = initialParameters(model, 0)
    return parametersOf(model).flatMap(({ name, axes }) => {
      const drawn = values[name]
      const wanted = countElements(axes)
      if (drawn?.length !== wanted)
        return [`${describeShape(shape)}: ${name} gets ${drawn?.length} values, not ${wanted}.`]
      return drawn.every(Number.isFinite)
        ? []
        : [`${describeShape(shape)}: ${name} starts with a value that is not finite.`]
    })
  })
}

function boundFaults(module: ArithmeticModule): string[] {
  return shapes.flatMap((shape) => {
    const model = stack(shape.inputs, [{ module, outputs: shape.outputs }])
    const values = initialParameters(model, 0)
    return parametersOf(model).flatMap(({ name, range: { low, high } }) => {
      const outside = values[name]?.find((value) => value < low || value > high)
      return outside === undefined
        ? []
        : [`${describeShape(shape)}: ${name} starts at ${outside}, outside its bounds ${low} and ${high}.`]
    })
  })
}

function seedFaults(module: ArithmeticModule): string[] {
  const model = stack(3, [{ module, outputs: 2 }])
  const [first, again, other] = [initialParameters(model, 1), initialParameters(model, 1), initialParameters(model, 2)]
  return Object.entries(first).flatMap(([name, values]) => {
    const differs = (from: Float32Array | undefined) => values.some((value, i) => !Object.is(value, from?.[i]))
    // A bias may start at one value everywhere.
    const isConstant = values.every((value) => value === values[0])
    if (differs(again[name])) return [`${name} starts differently when the same seed is drawn again.`]
    return isConstant || differs(other[name]) ? [] : [`${name} starts the same from seed 1 and from seed 2.`]
  })
}
