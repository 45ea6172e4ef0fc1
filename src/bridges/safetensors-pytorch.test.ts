// Against PyTorch itself: the blocks of docs/pytorch.md are run, and the layers of its table compared.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { read } from '../../test/sources.ts'
import { randomStream } from '../base/normal.ts'
import { findModule, initialParameters, layers, modules, predict, predictNetwork, stack } from '../index.ts'
import { readSafetensors, type StoredTensor } from './safetensors.ts'
import { modelFromSafetensors, modelToSafetensors } from './safetensors-model.ts'
import { saveNetwork } from './safetensors-network.ts'

/** A Python with the packages torch, numpy and safetensors. Where there is none, what needs it is skipped. */
const python = process.env['NALU_PYTHON']

const folder = mkdtempSync(join(tmpdir(), 'nalu-pytorch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a Python program prints, as JSON. */
function run(...args: readonly string[]): unknown {
  const { status, stdout, stderr, error } = spawnSync(python as string, args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${python} failed: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}

/** The Python behind `<!-- name -->` in the page. */
function block(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\\n\`\`\`python\\n([\\s\\S]*?)\`\`\``).exec(read('docs/pytorch.md'))?.[1]
  if (found === undefined) throw new Error(`docs/pytorch.md has no block ${name}.`)
  return found
}

const stream = randomStream(1, 'rows of these tests')
const draws = (count: number, low = -2, high = 2) =>
  Float32Array.from({ length: count }, () => stream.uniform(low, high))

/** Equal up to the rounding of a few dozen sums in float32, whose unit is 6e-8 of the largest. */
function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  const size = Math.max(...wanted.map(Math.abs))
  expect(found).toHaveLength(wanted.length)
  wanted.forEach((value, i) => expect(Math.abs((found[i] as number) - value)).toBeLessThan(3e-6 * size))
}

test('the units of the page take 30 lines, imports and empty lines aside', () => {
  const lines = block('units')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(import|from) /.test(line))
  expect(lines.length).toBeLessThanOrEqual(30)
})

describe.skipIf(python === undefined)('with the Python that NALU_PYTHON names', { timeout: 120_000 }, () => {
  const rows = 6
  // By row for PyTorch, by input for us.
  const x = draws(3 * rows)
  const byInput = Float32Array.from({ length: 3 * rows }, (_, i) => x[(i % rows) * 3 + Math.floor(i / rows)] as number)
  const byRow = (outputs: ArrayLike<number>, size: number) =>
    Array.from({ length: size * rows }, (_, i) => outputs[(i % size) * rows + Math.floor(i / size)] as number)
  const inputs = JSON.stringify(Array.from({ length: rows }, (_, row) => [...x.slice(row * 3, row * 3 + 3)]))

  test.each(['nalu', 'nau', 'nmu', 'nmu nalu nau'])(
    'PyTorch predicts the same from our file, and we from its file: %s',
    (names) => {
      const ids = names.split(' ')
      const sizes = [4, 3, 2].slice(0, ids.length)
      const model = stack(
        3,
        ids.map((id, i) => ({ module: findModule(id), outputs: sizes[i] as number })),
      )
      const parameters = initialParameters(model, 3)
      writeFileSync(join(folder, 'weights.safetensors'), modelToSafetensors(model, parameters))
      const predictions = `model(torch.tensor(${inputs})).flatten().tolist()`
      const program = [
        block('units'),
        block('load'),
        'torch.set_grad_enabled(False)',
        `before = ${predictions}`,
        'for parameter in model.parameters():',
        '    parameter.mul_(0.75).add_(0.125)',
        block('save'),
        `print(json.dumps([before, ${predictions}]))`,
      ]
      const [before, after] = run('-c', program.join('\n')) as [number[], number[]]
      const outputs = sizes.at(-1) as number
      expectClose(byRow(predict(model, parameters, byInput), outputs), before)
      const back = modelFromSafetensors(readFileSync(join(folder, 'back.safetensors')), modules)
      expect(back.model.layers.map(({ module }) => module.id)).toEqual(ids)
      expectClose(byRow(predict(back.model, back.parameters, byInput), outputs), after)
      expect(after).not.toEqual(before)
    },
  )

  test('every element type that is read is read as PyTorch writes it', () => {
    const types = { F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16', I64: 'int64', I32: 'int32' }
    const program = [
      'import json, torch',
      'from safetensors.torch import save_file',
      'numbers = torch.tensor([[1.1, -2.7, 6e-5], [3e4, -0.0, 77.0]], dtype=torch.float64)',
      `tensors = {key: numbers.to(getattr(torch, name)) for key, name in ${JSON.stringify(types)}.items()}`,
      'save_file({**tensors, "scalar": torch.tensor(3.0), "empty": torch.zeros(2, 0)}, "types.safetensors", {"a": "ü"})',
      'print(json.dumps({key: tensor.double().flatten().tolist() for key, tensor in tensors.items()}))',
    ]
    const wanted = run('-c', program.join('\n')) as Record<string, number[]>
    const { tensors, metadata } = readSafetensors(readFileSync(join(folder, 'types.safetensors')))
    expect(metadata).toEqual({ a: 'ü' })
    for (const [type, numbers] of Object.entries(wanted)) {
      const { values, ...rest } = tensors.get(type) as StoredTensor
      expect(rest).toEqual({ type, shape: [2, 3] })
      expect(Array.from(values as ArrayLike<number | bigint>, Number)).toEqual(numbers)
    }
    expect(tensors.get('scalar')).toEqual({ type: 'F32', shape: [], values: Float32Array.of(3) })
    expect(tensors.get('empty')).toEqual({ type: 'F32', shape: [2, 0], values: new Float32Array() })
    expect(tensors.size).toBe(8)
  })

  test('general layers of the page’s table give what PyTorch’s give', () => {
    const { attention, batchNorm, conv2d, dense, embedding, flatten, image, layerNorm, lstm, maxPool } = layers
    const { network, sequence, tokens, transposedConv2d } = layers
    const cases = {
      dense: network(image(2, 4, 3), flatten(), dense(4, { activation: 'tanh' }), dense(2)),
      conv2d: network(
        image(2, 8, 9),
        conv2d(3, [3, 2], { stride: [1, 2], activation: 'relu' }),
        batchNorm(),
        maxPool(2),
      ),
      'conv2d same': network(image(2, 5, 6), conv2d(3, [4, 3], { padding: 'same' })),
      transposedConv2d: network(image(2, 3, 4), transposedConv2d(3, [3, 2], { stride: 2 })),
      lstm: network(sequence(7, 3), lstm(5), layerNorm()),
      attention: network(tokens(4, 9), embedding(6), attention(6, { heads: 2 })),
    }
    const found = Object.entries(cases).map(([name, net]) => {
      const start = Object.entries(layers.initialNetwork(net, 1))
      // Nothing stays at 0 or 1: a bias at a wrong place would not be seen.
      const values = Object.fromEntries(
        start.map(([slot, { length }]) => [
          slot,
          slot.endsWith('variance') ? draws(length, 0.1, 2) : draws(length, -1, 1),
        ]),
      )
      const { axes, below } = net.input
      const size = axes.reduce((count, axis) => count * axis.size, 1)
      const numbers = draws(rows * size)
      const given = below === undefined ? numbers : numbers.map((value) => Math.floor(((value + 2) / 4) * below))
      writeFileSync(join(folder, `${name}.safetensors`), saveNetwork(net, values))
      writeFileSync(
        join(folder, `${name}.json`),
        JSON.stringify(nested([...given], [rows, ...axes.map((axis) => axis.size)])),
      )
      return [name, predictNetwork(net, values, given)] as const
    })
    const wanted = run(fileURLToPath(new URL('../../test/pytorch/layers.py', import.meta.url)), folder)
    expect(Object.keys(wanted as object)).toEqual(Object.keys(cases))
    for (const [name, predictions] of found)
      expectClose(predictions, (wanted as Record<string, number[]>)[name] as number[])
  })
})

/** Numbers as lists of lists of this shape. */
function nested(values: readonly number[], [size, ...rest]: readonly number[]): unknown {
  if (size === undefined) return values[0]
  const each = values.length / size
  return Array.from({ length: size }, (_, i) => nested(values.slice(i * each, (i + 1) * each), rest))
}
