// Weights of a layer: where they start, and the bounds that they keep.

import * as tf from '@tensorflow/tfjs-core'
import { unknownName } from '../../base/did-you-mean.ts'
import { invalid } from '../../base/errors.ts'
import { countElements, describeAxes } from '../../graph/axis.ts'
import type { Layer } from '../../train/model.ts'

/** Values of parameters by the module's names of them, in the order of their axes, last fastest. */
export type StartValues = Readonly<Record<string, ArrayLike<number>>>

/**
 * A start that a user gives.
 * @throws NaluError if it names no parameter, lacks one, or has another number of values.
 */
export function checkedStart({ module, parameters }: Layer, start: StartValues): StartValues {
  const names = Object.keys(parameters)
  const unknown = Object.keys(start).find((name) => !names.includes(name))
  if (unknown !== undefined) throw unknownName('parameter', unknown, names, { where: `module ${module.id}` })
  for (const [name, { axes }] of Object.entries(parameters)) {
    const [wanted, found] = [countElements(axes), start[name]?.length]
    if (found !== wanted) {
      throw invalid(
        `The start has ${found ?? 'no'} values for ${name} of module ${module.id}; ` +
          `expected ${wanted}, those of ${describeAxes(axes)}.`,
      )
    }
  }
  return start
}

/** What TensorFlow.js calls an initialiser, for values that are there already. */
export class GivenStart extends tf.serialization.Serializable {
  static readonly className = 'NaluStart'
  readonly #values: ArrayLike<number>

  constructor(values: ArrayLike<number>) {
    super()
    this.#values = values
  }

  fromConfigUsesCustomObjects(): boolean {
    return false
  }

  apply(shape: (number | null)[]): tf.Tensor {
    return tf.tensor(Float32Array.from(this.#values), shape as number[])
  }

  getConfig(): tf.serialization.ConfigDict {
    return {}
  }
}

/**
 * Projects every value that the variable is given into the bounds. Constraints of TensorFlow.js 4 act only where weights
 * are set by hand: its optimisers give new values to the variable itself.
 */
export function keepWithin(variable: tf.Variable, [low, high]: readonly [low: number, high: number]): void {
  const assign = variable.assign.bind(variable)
  variable.assign = (value) => tf.tidy(() => assign(tf.clipByValue(value, low, high)))
  variable.assign(variable)
}
