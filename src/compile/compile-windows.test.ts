// Compiled windows: convolutions, pooling and their gradients, along the lanes or beside them.

import { describe, expect, it } from 'vitest'
import { expectSame, expectTraining, filled } from '../../test/compiled.ts'
import { type Axis, axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import { gradients as gradientsOf } from '../graph/gradient.ts'
import type { Node } from '../graph/node.ts'
import { compileProgram } from './compile.ts'
import type { Instruction } from './loops.ts'

describe('windows', () => {
  const shapes = [
    { output: 9, within: 3, stride: 1 },
    { output: 5, within: 3, stride: 2 },
    { output: 3, within: 3, stride: 3 },
    { output: 3, within: 5, stride: 3 },
    { output: 3, within: 2, stride: 4 },
  ]
  for (const { output: count, within: size, stride } of shapes) {
    it.each([3, 33])(`that are ${count} of ${size}, ${stride} apart, agree beside %i rows`, (batch) => {
      const length = axis('length', 11)
      const output = axis('output', count)
      const within = axis('within', size)
      const x = filled('x', [length, axis('batch', batch)])
      const read = f.windows(g.sin(x.slot), length, output, within, stride)
      const w = filled('w', [within])
      expectSame(read, [x.slot], x.values)
      const smooth = f.contract(read, w.slot, within)
      const highest = g.maximum(read, within)
      for (const y of [smooth, highest, g.multiply(smooth, highest)]) {
        const trained = y === highest ? [x.slot] : [x.slot, w.slot]
        const others = y === highest ? [] : trained
        expectTraining(f.mean(f.square(y), y.axes), trained, [], {
          ...x.values,
          ...(others.length > 0 ? w.values : {}),
        })
      }
    })
  }

  it('that go backwards agree', () => {
    const [length, output, within] = [axis('length', 30), axis('output', 20), axis('within', 5)]
    const x = filled('x', [length, axis('batch', 9)])
    const position = g.add(g.subtract(g.index(output), g.multiply(2, g.index(within))), 9)
    const y = g.sum(f.square(g.gather(x.slot, length, position)), within)
    expectSame(y, [x.slot], x.values)
    expectTraining(f.mean(f.square(y), y.axes), [x.slot], [], x.values, 0.001)
  })
})

interface Image {
  readonly rows: number
  readonly size: number
  readonly kernel: number
  readonly stride: number
}

function convolution({ rows, size, kernel, stride }: Image) {
  const batch = axis('batch', rows)
  const channels = axis('channels', 3)
  const out = axis('out', 5)
  const [height, width] = [axis('height', size), axis('width', size + 1)]
  const outputs = (along: Axis) => Math.floor((along.size - kernel) / stride) + 1
  const [oh, ow] = [axis('oh', outputs(height)), axis('ow', outputs(width))]
  const [kh, kw] = [axis('kh', kernel), axis('kw', kernel)]
  const x = filled('x', [channels, height, width, batch])
  const w = filled('w', [out, channels, kh, kw], -0.5, 0.5)
  const patches = f.windows(f.windows(x.slot, height, oh, kh, stride), width, ow, kw, stride)
  const y = g.max(g.sum(g.multiply(patches, w.slot), [channels, kh, kw]), 0)
  return { x, w, y, batch, out, oh, ow }
}

describe('a convolution', () => {
  it.each([
    { rows: 10, size: 5, kernel: 3, stride: 1 },
    { rows: 7, size: 6, kernel: 2, stride: 2 },
    { rows: 1, size: 9, kernel: 3, stride: 2 },
    { rows: 270, size: 2, kernel: 2, stride: 1 },
  ])('of $rows images of $size pixels with a kernel of $kernel every $stride agrees', (image) => {
    const { x, w, y } = convolution(image)
    expectTraining(f.mean(f.square(g.subtract(y, 0.3)), y.axes), [w.slot, x.slot], [], { ...x.values, ...w.values })
  })

  it('and pooling and a second convolution agree', () => {
    const { x, w, y, batch, out, oh, ow } = convolution({ rows: 12, size: 9, kernel: 2, stride: 1 })
    const [ph, pw] = [axis('ph', 4), axis('pw', 4)]
    const [qh, qw] = [axis('qh', 2), axis('qw', 2)]
    const pooled = g.maximum(f.windows(f.windows(y, oh, ph, qh, 2), ow, pw, qw, 2), [qh, qw])
    const v = filled('second', [axis('last', 2), out, axis('vh', 3), axis('vw', 3)], -0.5, 0.5)
    const [last, , vh, vw] = v.slot.axes as [Axis, Axis, Axis, Axis]
    const [sh, sw] = [axis('sh', 2), axis('sw', 2)]
    const again = f.windows(f.windows(pooled, ph, sh, vh), pw, sw, vw)
    const z = g.tanh(g.sum(g.multiply(again, v.slot), [out, vh, vw]))
    const loss = f.mean(f.square(g.subtract(z, 0.3)), [last, sh, sw, batch])
    expectTraining(loss, [v.slot, w.slot], [{ slot: x.slot }], { ...x.values, ...w.values, ...v.values })
  })

  it('reads whole vectors, forward and backward, where lanes lie along the batch', () => {
    const { x, w, y, batch } = convolution({ rows: 32, size: 8, kernel: 3, stride: 1 })
    const trained = [x.slot, w.slot]
    const loss: Node = f.mean(f.square(y), y.axes)
    const steps = gradientsOf(loss, trained)
    const states = trained.map((slot, i) => ({ slot, next: g.subtract(slot, steps[i] as Node) }))
    const { loops } = compileProgram({ states, traces: { loss }, rows: batch })
    const scattered = loops.step.flatMap(({ routines }) => routines.flatMap(({ body }) => scatteredLoads(body)))
    expect(scattered).toEqual([])
  })
})

/** Loads that take four addresses. */
const scatteredLoads = (body: readonly Instruction[]): Instruction[] =>
  body.flatMap((instruction) => {
    if (instruction.op === 'loop') return scatteredLoads(instruction.body)
    const isScattered = instruction.op === 'loadAt' ? !instruction.shared : false
    return isScattered || (instruction.op === 'load' && instruction.laneStride > 1) ? [instruction] : []
  })
