import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Emitter } from './emitter.ts'
import { allocate, executeSteps } from './execute.ts'
import type { Address, Buffer, Instruction, LoopProgram, Value, Variable } from './loops.ts'
import { schedule } from './schedule.ts'

const buffers: readonly Buffer[] = [0, 1].map((id) => ({ id, name: `b${id}`, length: 32 }))
const at = (offset: number, id = 0): Address => ({ buffer: buffers[id] as Buffer, offset, terms: [] })
const load = (out: Value, offset: number, id = 0): Instruction => ({
  op: 'load',
  out,
  address: at(offset, id),
  laneStride: 1,
})
const store = (value: Value, offset: number, id = 0): Instruction => ({
  op: 'store',
  address: at(offset, id),
  value,
  count: 4,
})
const add = (out: Value, a: Value, b: Value): Instruction => ({
  op: 'compute',
  operation: 'add',
  out,
  inputs: [a, b],
})

const chain = (first: Value, length: number): Instruction[] =>
  Array.from({ length }, (_, i) => add(first + i + 1, first + i, first + i))

/** Both buffers after one step of this body. */
function run(body: readonly Instruction[]): number[][] {
  const routine = { name: 'test', body, values: 200, variables: 4 }
  const program: LoopProgram = { buffers, prepare: [], step: [{ blocks: 1, routines: [routine] }] }
  const memory = allocate(program)
  memory.forEach((words, b) => words.set(new Int32Array(Float32Array.from(words, (_, i) => 1 + b + i / 7).buffer)))
  executeSteps(program, memory, 1)
  return memory.map((words) => [...words])
}

describe('the order of instructions', () => {
  it('sets independent chains side by side', () => {
    const body = [load(0, 0), ...chain(0, 5), load(10, 4), ...chain(10, 5)]
    const order = schedule([...body, store(5, 8), store(15, 12)]).filter(({ op }) => op === 'compute')
    const chains = order.map((instruction) => ('out' in instruction && instruction.out >= 10 ? 1 : 0))
    expect(chains).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
  })

  it('starts the longest chain first', () => {
    const body = [load(0, 0), ...chain(0, 2), load(10, 4), ...chain(10, 9), store(2, 8), store(19, 12)]
    expect(schedule(body).find(({ op }) => op === 'compute')).toMatchObject({ out: 11 })
  })

  it('does not start more than registers can hold', () => {
    const starts = Array.from({ length: 40 }, (_, i) => [load(i, i % 16), add(100 + i, i, i), add(140 + i, 100 + i, i)])
    const body = [...starts.flat(), ...starts.map((_, i) => store(140 + i, i % 16, 1))]
    let live = 0
    let most = 0
    for (const instruction of schedule(body)) {
      if (instruction.op === 'compute' && instruction.out < 140) live += 1
      if (instruction.op === 'store') live -= 1
      most = Math.max(most, live)
    }
    expect(most).toBeLessThanOrEqual(16)
  })

  it('keeps an exchange of two places, where each load waits for no store and each store for both loads', () => {
    const body = [load(0, 0), load(1, 4), store(1, 0), store(0, 4), load(2, 0), load(3, 4), store(2, 8), store(3, 12)]
    expect(run(schedule(body))).toEqual(run(body))
  })

  it('keeps the order of an accumulator and of what reads it on the way', () => {
    const m = new Emitter()
    const sum = m.declare(m.float(0.1))
    for (let i = 0; i < 8; i += 1) {
      m.accumulate('add', sum, m.load(at(i), 1))
      m.store(at(i, 1), m.read(sum), 4)
    }
    const { body } = m.finish('sums')
    expect(run(schedule(body))).toEqual(run(body))
  })

  it('leaves loops where they are and orders what is in them', () => {
    const variable: Variable = { id: 2, name: 'i' }
    const inner = [load(20, 0), ...chain(20, 4), load(30, 4), ...chain(30, 4), store(24, 8), store(34, 12)]
    const body: Instruction[] = [load(0, 0), store(0, 4), { op: 'loop', variable, extent: 3, body: inner }, load(1, 8)]
    const ordered = schedule(body)
    expect(ordered.map(({ op }) => op)).toEqual(['load', 'store', 'loop', 'load'])
    expect(ordered[2]).toMatchObject({ body: expect.arrayContaining(inner) })
  })

  it('changes no result of any sequence of loads, sums and stores that overlap', () => {
    const step = fc.record({
      kind: fc.constantFrom('load', 'store', 'add'),
      offset: fc.nat(12),
      buffer: fc.nat(1),
      a: fc.nat(),
      b: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 8, maxLength: 60 }), (steps) => {
        const body: Instruction[] = [load(0, 0)]
        let values = 1
        for (const { kind, offset, buffer, a, b } of steps) {
          if (kind === 'store') body.push(store(a % values, offset, buffer))
          else body.push(kind === 'load' ? load(values, offset, buffer) : add(values, a % values, b % values))
          if (kind !== 'store') values += 1
        }
        const ordered = schedule(body)
        expect(ordered).toHaveLength(body.length)
        expect(run(ordered)).toEqual(run(body))
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})
