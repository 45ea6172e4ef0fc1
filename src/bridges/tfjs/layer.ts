// An arithmetic module as a layer of TensorFlow.js: its starts, its bounds after every step, its penalties in the loss.

import * as tf from '@tensorflow/tfjs-core'
import { type LayerVariable, layers } from '@tensorflow/tfjs-layers'
import { unknownName } from '../../base/did-you-mean.ts'
import { failure, invalid } from '../../base/errors.ts'
import { splitSeed } from '../../base/random.ts'
import type { ArithmeticModule } from '../../modules/module.ts'
import { initialParameters, type Layer, stack } from '../../train/model.ts'
import type { PenaltyChanges } from '../../train/penalties.ts'
import { callGraph } from './differentiable.ts'
import { forwardPasses, type Pass } from './passes.ts'
import { type PenaltyFunction, penaltyFunction } from './penalty.ts'
import { checkedStart, GivenStart, keepWithin, type StartValues } from './weights.ts'

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>
type TensorShape = (number | null)[]

/** Options of a layer: beside these, what every layer of TensorFlow.js takes, such as `inputShape` and `name`. */
export interface ArithmeticLayerArgs extends LayerArgs {
  /** Number of outputs. */
  readonly units: number
  /**
   * What the start and draws in training depend on. Layers of one module, shape and seed start alike: give each its own.
   * The start is that of the first layer in a training of `nalu` with this seed.
   */
  readonly seed: number
  /** Other numbers than the module's own for its penalties, by their ids: the weight, and the two of the schedule. */
  readonly penalties?: PenaltyChanges
  /** Where to start in place of the module's own start. */
  readonly start?: StartValues
  /** Training passes that lie behind; a loaded layer goes on from there. Default 0. */
  readonly steps?: number
}

/** What a layer has once it knows how many inputs there are. */
interface Built {
  /** In the order of the module's parameters. */
  readonly weights: readonly LayerVariable[]
  readonly pass: (rows: number, step?: number) => Pass
  readonly penalty: PenaltyFunction | undefined
}

/** What penalties depend on beside the weights. */
export interface PenaltyMoment {
  /** Steps already taken. Default: the training passes before the last one. */
  readonly step?: number
  /** The loss of this step, for a penalty that acts where it is low. Default: not known, and such a penalty is 0. */
  readonly loss?: number | tf.Scalar
}

/**
 * A module as a layer, from `[…, inputs]` to `[…, units]`: the same at every position of the other dimensions. Made by
 * `arithmeticLayer`.
 *
 * Its weights are the module's parameters in their order, over their axes: `['out', 'in']` is `[units, inputs]`.
 * (A class, because TensorFlow.js takes its layers so.)
 */
export abstract class ArithmeticLayer extends layers.Layer {
  readonly module: ArithmeticModule
  readonly units: number
  readonly #seed: number
  readonly #penalties: PenaltyChanges
  readonly #start: StartValues | undefined
  #steps: number
  #built: Built | undefined

  /** @throws NaluError if units, seed or the id of a penalty are none. */
  constructor(module: ArithmeticModule, args: ArithmeticLayerArgs) {
    const { units, seed, penalties = {}, start, steps = 0, ...rest } = args
    super(rest)
    if (!Number.isInteger(units) || units < 1) {
      throw invalid(`Layer ${this.name}: units is ${units}; expected a whole number of at least 1.`)
    }
    splitSeed(seed)
    const ids = (module.penalties ?? []).map(({ id }) => id)
    const unknown = Object.keys(penalties).find((id) => !ids.includes(id))
    if (unknown !== undefined) {
      throw unknownName('penalty', unknown, ids, { where: `module ${module.id}`, plural: 'penalties' })
    }
    this.module = module
    this.units = units
    this.#seed = seed
    this.#penalties = penalties
    this.#start = start
    this.#steps = steps
    this.supportsMasking = true
    this.inputSpec = [{ minNDim: 2 }]
  }

  override build(inputShape: TensorShape | TensorShape[]): void {
    const shape = onlyShape(inputShape)
    const inputs = shape.at(-1)
    if (typeof inputs !== 'number') {
      throw invalid(
        `Layer ${this.name} takes inputs of shape [batch, …, inputs], not [${shape.map((size) => size ?? 'any')}]. ` +
          'Say how many inputs there are, for example with inputShape: [2].',
      )
    }
    const model = stack(inputs, [{ module: this.module, outputs: this.units }])
    const [layer] = model.layers as readonly [Layer]
    const given = this.#start === undefined ? undefined : checkedStart(layer, this.#start)
    const drawn = initialParameters(model, this.#seed)
    const weights = Object.entries(layer.parameters).map(([name, { name: slotName, axes }]) => {
      const values = given?.[name] ?? (drawn[slotName] as Float32Array)
      const sizes = axes.map(({ size }) => size)
      const weight = this.addWeight(name, sizes, 'float32', new GivenStart(values))
      const bounds = this.module.parameters[name]?.bounds
      if (bounds !== undefined) keepWithin(weight.read() as tf.Variable, bounds)
      return weight
    })
    const penalty = penaltyFunction(layer, this.#penalties)
    if (penalty !== undefined) this.addLoss(() => this.penalty())
    this.#built = { weights, pass: forwardPasses(model, this.#seed), penalty }
    this.inputSpec = [{ minNDim: 2, axes: { [-1]: inputs } }]
    this.built = true
  }

  override computeOutputShape(inputShape: TensorShape | TensorShape[]): TensorShape {
    return [...onlyShape(inputShape).slice(0, -1), this.units]
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Readonly<Record<string, unknown>>): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs)
      const { weights, pass } = this.#whenBuilt()
      const input = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs
      const rows = tf.reshape(tf.cast(input, 'float32'), [-1, input.shape.at(-1) as number]) // [rows, in]
      const step = kwargs['training'] === true ? this.#steps : undefined
      const { graph, constants } = pass(rows.shape[0] as number, step)
      if (step !== undefined) this.#steps = step + 1
      const outputs = callGraph(graph, [tf.transpose(rows), ...valuesOf(weights)], constants) // [rows, out]
      return tf.reshape(outputs, [...input.shape.slice(0, -1), this.units])
    })
  }

  /**
   * The module's penalties with the factors of this moment, added up. `fit` adds them by itself; add them to the loss of a
   * training loop of your own.
   */
  penalty({ step = Math.max(0, this.#steps - 1), loss = Number.POSITIVE_INFINITY }: PenaltyMoment = {}): tf.Scalar {
    return tf.tidy(() => {
      const { penalty, weights } = this.#whenBuilt()
      return penalty === undefined ? tf.scalar(0) : penalty(valuesOf(weights), step, loss)
    })
  }

  /** What makes the layer anew. A given start is not part of it: weights are saved beside it. */
  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      units: this.units,
      seed: this.#seed,
      steps: this.#steps,
      penalties: savedPenalties(this.module, this.#penalties),
    }
  }

  #whenBuilt(): Built {
    if (this.#built !== undefined) return this.#built
    throw failure(`Layer ${this.name} has no weights yet. Add it to a model, or apply it to inputs, first.`)
  }
}

const valuesOf = (weights: readonly LayerVariable[]) => weights.map((each) => each.read())

const onlyShape = (shape: TensorShape | TensorShape[]): TensorShape =>
  Array.isArray(shape[0]) ? shape[0] : (shape as TensorShape)

type SavedPenalties = readonly (readonly [weight: number | null, from: number | null, to: number | null])[]

/** In the order of the module's penalties: TensorFlow.js respells names that it saves. */
const savedPenalties = ({ penalties = [] }: ArithmeticModule, changes: PenaltyChanges) =>
  penalties.map(({ id }) => {
    const { weight = null, from = null, to = null } = changes[id] ?? {}
    return [weight, from, to]
  })

function loadedPenalties({ penalties = [] }: ArithmeticModule, saved: SavedPenalties = []): PenaltyChanges {
  const changes = penalties.map(({ id }, i) => {
    const [weight = null, from = null, to = null] = saved[i] ?? []
    const change = Object.entries({ weight, from, to }).filter(([, number]) => number !== null)
    return [id, Object.fromEntries(change)] as const
  })
  return Object.fromEntries(changes)
}

/** A class whose layers are of one module. */
interface LayerClass {
  readonly className: string
  new (args: ArithmeticLayerArgs): ArithmeticLayer
  fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T
}

const classes = new WeakMap<ArithmeticModule, LayerClass>()

/** The class of a module's layers, always the same one. */
function layerClass(module: ArithmeticModule): LayerClass {
  const known = classes.get(module)
  if (known !== undefined) return known
  const made = class extends ArithmeticLayer {
    static readonly className = `Nalu-${module.id}`

    constructor(args: ArithmeticLayerArgs) {
      super(module, args)
    }

    static override fromConfig<T extends tf.serialization.Serializable>(
      cls: tf.serialization.SerializableConstructor<T>,
      config: tf.serialization.ConfigDict,
    ): T {
      return new cls({
        ...config,
        penalties: loadedPenalties(module, config['penalties'] as SavedPenalties | undefined),
      })
    }
  }
  classes.set(module, made)
  return made
}

/**
 * A module as a layer of TensorFlow.js, for `tf.sequential`, `tf.model` or a call of your own:
 *
 * ```ts
 * model.add(arithmeticLayer(findModule('nau'), { units: 1, seed: 1 }))
 * ```
 *
 * @throws NaluError if `units` is not a whole number of at least 1, if the seed is not one from 0 to 2^53 − 1, or if the
 * module has no penalty of a name.
 */
export function arithmeticLayer(module: ArithmeticModule, args: ArithmeticLayerArgs): ArithmeticLayer {
  return new (layerClass(module))(args)
}

/**
 * Makes layers of these modules known to `tf.loadLayersModel`. Call it before a model with such layers is loaded.
 * @throws NaluError if a layer of another module of the same id is known already.
 */
export function registerLayers(modules: readonly ArithmeticModule[]): void {
  for (const module of modules) {
    const made = layerClass(module)
    const [known] = tf.serialization.SerializationMap.getMap().classNameMap[made.className] ?? []
    if (known !== undefined && known !== made) {
      throw invalid(
        `Layers of another module "${module.id}" are registered already, and saved models would not tell the two ` +
          'apart. Give one of the modules another id.',
      )
    }
    tf.serialization.registerClass(made)
  }
}
