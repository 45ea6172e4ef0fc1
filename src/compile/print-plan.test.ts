import { expect, test } from 'vitest'
import { resolveTraining } from '../train/configuration.ts'
import { trainingStep } from '../train/step.ts'
import { compileProgram } from './compile.ts'
import type { Instruction, LoopProgram, Phase } from './loops.ts'
import { printPlan } from './print-plan.ts'

test('a small program is printed in full', () => {
  const x = { id: 0, name: 'x', length: 16 }
  const y = { id: 1, name: 'y', length: 4 }
  const block = { id: 0, name: 'block' }
  const row = { id: 3, name: 'row' }
  const at = (buffer: typeof x, ...terms: { variable: typeof row; stride: number }[]) => ({ buffer, offset: 0, terms })
  const program: LoopProgram = {
    buffers: [x, y],
    prepare: [],
    step: [
      {
        blocks: 2,
        routines: [
          {
            name: 'fold',
            values: 4,
            variables: 1,
            body: [
              { op: 'float', out: 0, value: 0.5 },
              { op: 'declare', out: 1, value: 0 },
              {
                op: 'loop',
                variable: row,
                extent: 2,
                body: [
                  {
                    op: 'load',
                    out: 2,
                    address: at(x, { variable: row, stride: 4 }, { variable: block, stride: 8 }),
                    laneStride: 1,
                  },
                  { op: 'compute', operation: 'add', out: 3, inputs: [1, 2] },
                  { op: 'assign', target: 1, value: 3 },
                ],
              },
              { op: 'store', address: at(y), value: 1, count: 1 },
            ],
          },
        ],
      },
    ],
  }
  expect(printPlan(program)).toBe(
    [
      'step: 1 phase, 1 routine; memory: 2 buffers, 80 bytes',
      'v3 is four lanes of 32 bits; x[i + 0..3] is four neighbouring elements, x[i] one element in every lane.',
      '',
      'buffers',
      '  b0 "x" 16 elements',
      '  b1 "y" 4 elements',
      '',
      'step',
      '  phase 0: 1 routine, for each of 2 blocks of rows',
      '    routine "fold": 4 values',
      '      v0 = float 0.5',
      '      v1 := v0',
      '      for row3 in 0..1',
      '        v2 = load b0 x[4·row3 + 8·block + 0..3]',
      '        v3 = add v1, v2',
      '        v1 ← v3',
      '      store b1 y[0] = v1',
    ].join('\n'),
  )
})

const instructionsOf = (body: readonly Instruction[]): number =>
  body.reduce((n, each) => n + 1 + (each.op === 'loop' ? instructionsOf(each.body) : 0), 0)

test('every instruction of a training has a line', () => {
  const { options } = resolveTraining('a + b', { rows: 2000, batch: 500, layers: [3] })
  const { loops } = compileProgram(trainingStep(options).program)
  const lines = printPlan(loops).split('\n')
  const count = (phases: readonly Phase[]) =>
    phases.reduce((n, { routines }) => {
      return n + 1 + routines.reduce((m, { body }) => m + 1 + instructionsOf(body), 0)
    }, 0)
  const indented = lines.filter((line) => line.startsWith('  ')).length
  expect(indented).toBe(loops.buffers.length + count(loops.prepare) + count(loops.step))
  expect(lines.join('\n')).not.toMatch(/undefined|NaN|\[object/)
})
