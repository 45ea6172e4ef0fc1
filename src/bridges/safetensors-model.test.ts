import { describe, expect, test } from 'vitest'
import { findModule, initialParameters, modules, predict, stack } from '../index.ts'
import { constantInitial, uniformInitial } from '../modules/initializers.ts'
import { type ArithmeticModule, defineModule } from '../modules/module.ts'
import { linear } from '../modules/parts.ts'
import type { Model } from '../train/model.ts'
import { recurrent } from '../train/recurrent.ts'
import { readSafetensors, type TensorToWrite, writeSafetensors } from './safetensors.ts'
import { modelFromSafetensors, modelToSafetensors, parametersFromSafetensors } from './safetensors-model.ts'

const [nalu, nau, nmu] = ['nalu', 'nau', 'nmu'].map((id) => findModule(id)) as [
  ArithmeticModule,
  ArithmeticModule,
  ArithmeticModule,
]

const threeUnits = stack(3, [
  { module: nau, outputs: 4 },
  { module: nalu, outputs: 3 },
  { module: nmu, outputs: 2 },
])

// Three inputs of four rows: [in, rows].
const rows = Float32Array.of(0.5, 1.5, -2, 3, 1, 0.25, 2, -1, 4, 0.1, 0.75, 1.25)

type Matrix = readonly (readonly number[])[]

function tensorOf(bytes: Uint8Array, name: string) {
  const { shape, values } = readSafetensors(bytes).tensors.get(name) ?? { shape: [], values: new Float32Array() }
  return { shape, values: values as Float32Array }
}

/** A tensor of two axes as rows of numbers. */
function matrix(bytes: Uint8Array, name: string): Matrix {
  const { shape, values } = tensorOf(bytes, name)
  const [height, width] = shape as [number, number]
  return Array.from({ length: height }, (_, i) => [...values.slice(i * width, (i + 1) * width)])
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))

/** What the three layers give for one row, from the arrays of a file: Trask et al. 2018, Madsen & Johansen 2020. */
function byHand(bytes: Uint8Array, x: readonly number[]): number[] {
  const a = matrix(bytes, 'layers.0.W').map((w) => dot(w, x))
  const [wHat, mHat, G] = ['W_hat', 'M_hat', 'G'].map((name) => matrix(bytes, `layers.1.${name}`)) as [
    Matrix,
    Matrix,
    Matrix,
  ]
  const b = wHat.map((row, o) => {
    const w = row.map((value, i) => Math.tanh(value) * sigmoid(mHat[o]?.[i] as number))
    const g = sigmoid(dot(G[o] as readonly number[], a))
    const logs = a.map((value) => Math.log(Math.abs(value) + 1e-7))
    return g * dot(w, a) + (1 - g) * Math.exp(dot(w, logs))
  })
  return matrix(bytes, 'layers.2.W').map((w) =>
    w.reduce((product, each, i) => product * (each * (b[i] as number) + 1 - each), 1),
  )
}

describe('weights of a model', () => {
  const parameters = initialParameters(threeUnits, 1)
  const bytes = modelToSafetensors(threeUnits, parameters, { madeBy: 'nalu 0.1.0' })

  test('are named and shaped as PyTorch keeps those of layers, outputs first', () => {
    const { tensors, metadata } = readSafetensors(bytes)
    expect([...tensors].map(([name, { type, shape }]) => [name, type, shape])).toEqual([
      ['layers.0.W', 'F32', [4, 3]],
      ['layers.1.W_hat', 'F32', [3, 4]],
      ['layers.1.M_hat', 'F32', [3, 4]],
      ['layers.1.G', 'F32', [3, 4]],
      ['layers.2.W', 'F32', [2, 3]],
    ])
    expect(metadata).toEqual({
      'nalu.format': '1',
      'nalu.madeBy': 'nalu 0.1.0',
      'nalu.layers':
        '[{"module":"nau","inputs":3,"outputs":4},{"module":"nalu","inputs":4,"outputs":3},{"module":"nmu","inputs":3,"outputs":2}]',
    })
  })

  test('give the predictions of the model by the equations in plain loops', () => {
    const found = predict(threeUnits, parameters, rows) // [out, rows]
    for (let row = 0; row < 4; row += 1) {
      const x = [0, 1, 2].map((i) => rows[i * 4 + row] as number)
      byHand(bytes, x).forEach((value, o) => expect((found[o * 4 + row] as number) / value).toBeCloseTo(1, 5))
    }
  })

  test.each(modules.map((module) => [module.id, module] as const))('of %s are read back bit for bit', (_, module) => {
    const model = stack(3, [
      { module, outputs: 3 },
      { module, outputs: 2 },
    ])
    const values = initialParameters(model, 2)
    const written = modelToSafetensors(model, values)
    const loaded = modelFromSafetensors(written, modules)
    expect(loaded.parameters).toEqual(values)
    expect(parametersFromSafetensors(model, written)).toEqual(values)
    expect(predict(loaded.model, loaded.parameters, rows)).toEqual(predict(model, values, rows))
  })
})

describe('axes', () => {
  const start = uniformInitial(-1, 1)
  const parameter = (axes: readonly ('in' | 'out' | 'operand')[]) => ({ axes, initial: start, description: 'test' })
  const own: ArithmeticModule = defineModule({
    ...nau,
    id: 'own',
    penalties: [],
    parameters: {
      across: parameter(['in', 'out']),
      deep: parameter(['in', 'operand', 'out']),
      each: parameter(['in']),
      one: { axes: [], initial: constantInitial(2), description: 'test' },
    },
    forward: ({ x, input, parameters: { across } }) => linear(across, x, input),
    exact: [],
  })
  const model = stack(3, [{ module: own, outputs: 2 }])
  const parameters = initialParameters(model, 1)
  const bytes = modelToSafetensors(model, parameters)
  const tensor = (name: string) => {
    const { shape, values } = tensorOf(bytes, `layers.0.${name}`)
    return {
      shape,
      at: (...position: number[]) => values[position.reduce((at, i, k) => at * (shape[k] as number) + i, 0)],
    }
  }

  test('of a module that declares them otherwise are stored as outputs, operands, inputs', () => {
    const [across, deep] = [tensor('across'), tensor('deep')]
    expect([across.shape, deep.shape, tensor('each').shape, tensor('one').shape]).toEqual([[2, 3], [2, 3, 3], [3], []])
    for (let o = 0; o < 2; o += 1) {
      for (let i = 0; i < 3; i += 1) {
        expect(across.at(o, i)).toBe(parameters['layer1.across']?.[i * 2 + o])
        for (let p = 0; p < 3; p += 1) expect(deep.at(o, p, i)).toBe(parameters['layer1.deep']?.[(i * 3 + p) * 2 + o])
      }
    }
    expect(tensor('one').at()).toBe(2)
  })

  test('are put back when the file is read, into a model of a module of one’s own', () => {
    const loaded = modelFromSafetensors(bytes, [own])
    expect(loaded.model.layers.map(({ module }) => module)).toEqual([own])
    expect(loaded.parameters).toEqual(parameters)
    expect(predict(loaded.model, loaded.parameters, rows)).toEqual(predict(model, parameters, rows))
  })
})

describe('a file that does not fit', () => {
  const model = stack(2, [{ module: nalu, outputs: 1 }])
  const parameters = initialParameters(model, 1)
  const bytes = modelToSafetensors(model, parameters)

  /** The file with some tensors and texts changed; undefined leaves one out. */
  function changed(
    tensors: Readonly<Record<string, TensorToWrite | undefined>>,
    metadata: Record<string, string | undefined> = {},
  ) {
    const file = readSafetensors(bytes)
    const all = Object.entries({ ...Object.fromEntries(file.tensors), ...tensors })
    const texts = Object.entries({ ...file.metadata, ...metadata }).filter(([, text]) => text !== undefined)
    return writeSafetensors(
      all.filter((entry): entry is [string, TensorToWrite] => entry[1] !== undefined),
      Object.fromEntries(texts) as Record<string, string>,
    )
  }
  const values = (...shape: number[]) => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) })
  const layers = (text: string | undefined) => changed({}, { 'nalu.layers': text })

  test.each<[string, Uint8Array, string]>([
    [
      'lacks a tensor',
      changed({ 'layers.0.G': undefined }),
      'w is not of this model:\n  layers.0.G [1,2] is missing\nLoad',
    ],
    [
      'has a tensor under another name',
      changed({ 'layers.0.W_hat': undefined, 'layers.0.w_hat': values(1, 2) }),
      'layers.0.W_hat [1,2] is missing. Did you mean layers.0.w_hat, which is there?\n  layers.0.w_hat [1,2] is there, but not wanted',
    ],
    [
      'has a transposed one',
      changed({ 'layers.0.G': values(2, 1) }),
      'layers.0.G has the shape [2,1] there, [1,2] here',
    ],
    [
      'has whole numbers',
      changed({ 'layers.0.G': { shape: [1, 2], values: Int32Array.of(1, 2) } }),
      'layers.0.G has elements of I32 there; floats are needed',
    ],
    [
      'has many more',
      changed(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`more.${i}`, values(1)]))),
      'more.7 [1] is there, but not wanted\n  and 4 more\n',
    ],
    [
      'does not name its modules',
      layers(undefined),
      'w has no text nalu.layers that names its modules. Write it, as in save_file',
    ],
    [
      'names an unknown module',
      layers('[{"module":"nallu","inputs":2,"outputs":1}]'),
      'Layer 1 of nalu.layers of w is of a module that is not known here. No module "nallu". Modules: nalu',
    ],
    [
      'is of layers that do not fit',
      layers('[{"module":"nau","inputs":2,"outputs":3},{"module":"nau","inputs":2,"outputs":1}]'),
      'takes 2 inputs, but layer 1 gives 3 outputs',
    ],
    ['is of no layer', layers('[]'), 'has no layer'],
    ['has a text nested without end', layers('['.repeat(1e5) + ']'.repeat(1e5)), 'nalu.layers of w'],
    ['has a broken text', layers('[{'), 'nalu.layers of w is "[{", which cannot be read'],
    [
      'has a text without sizes',
      layers('[{"module":"nau"}]'),
      '[0].inputs in nalu.layers of w is missing; expected a whole number of at least 1',
    ],
    [
      'is of a newer version',
      changed({}, { 'nalu.format': '2' }),
      'w has version "2" of nalu.format; this nalu reads 1. It was made by a newer version of nalu',
    ],
  ])('because it %s is refused', (_, file, message) => {
    expect(() => modelFromSafetensors(file, modules, 'w')).toThrow(message)
  })

  test('because it is of another module of the same shapes is refused', () => {
    const sums = stack(2, [{ module: nau, outputs: 1 }])
    const file = modelToSafetensors(sums, initialParameters(sums, 1))
    const products = stack(2, [{ module: nmu, outputs: 1 }])
    expect(() => parametersFromSafetensors(products, file, 'w')).toThrow(
      'w is not of this model:\n  layer 1 is nau 2 → 1 there, nmu 2 → 1 here\nLoad',
    )
  })

  test('because it holds a number beyond float32 is refused; F64 within is rounded', () => {
    const model = stack(1, [{ module: nau, outputs: 1 }])
    const file = (value: number) => {
      const header = JSON.stringify({ 'layers.0.W': { dtype: 'F64', shape: [1, 1], data_offsets: [0, 8] } })
      const bytes = Buffer.alloc(16 + header.length)
      bytes.writeBigUInt64LE(BigInt(header.length))
      bytes.write(header, 8)
      bytes.writeDoubleLE(value, 8 + header.length)
      return bytes
    }
    expect(parametersFromSafetensors(model, file(0.1))).toEqual({ 'layer1.W': Float32Array.of(0.1) })
    expect(() => parametersFromSafetensors(model, file(1e39))).toThrow(
      'layers.0.W holds 1e+39 there, which is beyond float32',
    )
    expect(parametersFromSafetensors(model, file(Number.NEGATIVE_INFINITY))).toEqual({
      'layer1.W': Float32Array.of(-Infinity),
    })
  })

  test('weights that are missing or too few are not written', () => {
    expect(() => modelToSafetensors(model, {})).toThrow(
      'Parameter layer1.W_hat of the model takes 2 values; none were given',
    )
    const few = { ...parameters, 'layer1.G': new Float32Array(1) }
    expect(() => modelToSafetensors(model, few)).toThrow('Parameter layer1.G of the model takes 2 values; 1 were given')
  })

  test('a recurrent model is not written', () => {
    const along: Model = recurrent(nau, { length: 3, width: 1, hidden: 1 })
    expect(() => modelToSafetensors(along, {})).toThrow('A recurrent model cannot be written as safetensors')
  })
})
