import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { axis, countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { gradients } from '../graph/gradient.ts'
import { type Bindings, interpret, interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import { initialNetwork } from '../layers/network.ts'
import { nac } from '../modules/nac.ts'
import { gridActions, gridStart } from '../tasks/grid-world.ts'
import { gridStartTable } from '../tasks/grid-world-graph.ts'
import { trainObjective } from '../train/train-objective.ts'
import { gridAgent } from './grid-world-agent.ts'
import {
  actorCriticLoss,
  gridObjective,
  gridStartsName,
  likeliest,
  playEpisodes,
  sampled,
} from './grid-world-episodes.ts'
import { gridPlayer } from './grid-world-player.ts'

const stream = randomStream(1, 'grid world episodes')
const actions = axis('actions', gridActions.length)

describe('an action', () => {
  const rows = axis('rows', 2000)
  const logits = Array.from({ length: actions.size * rows.size }, () => stream.uniform(-3, 3)) // [rows, actions]
  const scores = slot('logits', [rows, actions])
  const ofRow = (row: number) => logits.slice(row * actions.size, (row + 1) * actions.size)

  test('is sampled where the draw lies among the probabilities, one after another', () => {
    const draws = Array.from({ length: rows.size }, () => stream.uniform(0, 1))
    const { data } = interpret(sampled(slot('draws', [rows]))(scores, actions), { logits, draws })
    for (let row = 0; row < rows.size; row += 1) {
      const weights = ofRow(row).map(Math.exp)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      let left = (draws[row] as number) * total
      const expected = weights.findIndex((weight) => {
        left -= weight
        return left < 0
      })
      expect(data[row]).toBe(expected)
    }
  })

  test('is the last one at most, wherever rounding puts the end of the probabilities', () => {
    const { data } = interpret(sampled(slot('draws', [rows]))(scores, actions), {
      logits,
      draws: Array(rows.size).fill(2),
    })
    expect(new Set(data)).toEqual(new Set([actions.size - 1]))
  })

  test('is the likeliest one where none is drawn', () => {
    const { data } = interpret(likeliest(scores, actions), { logits })
    for (let row = 0; row < rows.size; row += 1) expect(data[row]).toBe(ofRow(row).indexOf(Math.max(...ofRow(row))))
  })
})

describe('the actor-critic loss', () => {
  const weights = { value: 0.4, entropy: 0.2 }
  const [rows, time] = [axis('rows', 6), axis('time', 7)]
  const agent = gridAgent({ units: 3, counter: { module: nac, units: 2 } })
  const starts = Array.from({ length: rows.size }, () => gridStart(stream, [4, 7]))
  const int = (name: string, of: (start: (typeof starts)[number]) => number) => ({ name, values: starts.map(of) })
  const given = [
    int('row', ({ agent: { row } }) => row),
    int('column', ({ agent: { column } }) => column),
    int('goalRow', ({ goal: { row } }) => row),
    int('goalColumn', ({ goal: { column } }) => column),
    int('time', (start) => start.time),
  ]
  const slots = Object.fromEntries(given.map(({ name }) => [name, slot(name, [rows], { type: 'int' })]))
  // Actions are given, so that the loss is a smooth function of the weights.
  const done = slot('done', [rows, time], { type: 'int' })
  const played = playEpisodes(agent, time, slots as never, () => done, { rows })
  const loss = actorCriticLoss(played, { actions: agent.actions, time, rows }, weights)
  const doneValues = Array.from({ length: rows.size * time.size }, () => stream.integer(actions.size))
  const initial = initialNetwork(agent, 3)
  const startBindings = Object.fromEntries(given.map(({ name, values }) => [name, values]))
  const bindings: Bindings = { ...initial, ...startBindings, done: doneValues }

  /** What the agent says with some weights, step by step of each episode. */
  function said(at: Bindings) {
    const [logits, value, playing, reward] = interpretAll(
      [played.logits, played.value, played.isPlaying, played.reward],
      at,
    ) as [Tensor, Tensor, Tensor, Tensor]
    const over = [rows, time]
    return {
      logits: spreadOver(logits, [...over, agent.actions]),
      value: spreadOver(value, over),
      playing: spreadOver(playing, over),
      reward: spreadOver(reward, over),
    }
  }

  /** The same loss in plain steps; advantages may be those of other weights. */
  function plainLoss(at: Bindings, advantagesAt = at): number {
    const { logits, value, playing, reward } = said(at)
    const { value: fixedValue } = said(advantagesAt)
    let [total, steps] = [0, 0]
    for (let row = 0; row < rows.size; row += 1) {
      const own = reward.subarray(row * time.size, (row + 1) * time.size)
      const won = own.reduce((sum, each) => sum + each, 0)
      for (let step = row * time.size; step < (row + 1) * time.size; step += 1) {
        if (playing[step] === 0) continue
        const scores = logits.subarray(step * actions.size, (step + 1) * actions.size)
        const sum = scores.reduce((all, each) => all + Math.exp(each), 0)
        const shares = [...scores].map((each) => Math.exp(each) / sum)
        const entropy = -shares.reduce((all, share) => all + share * Math.log(share), 0)
        const chosen = Math.log(shares[doneValues[step] as number] as number)
        total -= chosen * (won - (fixedValue[step] as number))
        total += weights.value * (won - (value[step] as number)) ** 2 - weights.entropy * entropy
        steps += 1
      }
    }
    return total / steps
  }

  test('is what its formula says', () => {
    expect(interpret(loss, bindings).data[0]).toBeCloseTo(plainLoss(bindings), 12)
  })

  test('has the gradient of finite differences, in which advantages stay as they are', () => {
    const targets = agent.parameters.map((each) => each.slot)
    const found = interpretAll(gradients(loss, targets), bindings)
    for (const [i, { name, axes }] of targets.entries()) {
      const slope = spreadOver(found[i] as Tensor, axes)
      for (let element = 0; element < countElements(axes); element += 17) {
        const moved = (by: number) => {
          const values = Float64Array.from(initial[name] as Float32Array)
          values[element] = (values[element] as number) + by
          return plainLoss({ ...bindings, [name]: values }, bindings)
        }
        expect(slope[element], `${name} ${element}`).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7)
      }
    }
  })
})

test('training of a few seconds makes an agent better than chance', async () => {
  const agent = gridAgent({ units: 8 })
  const starts = Array.from({ length: 1000 }, () => gridStart(stream, [5, 6]))
  const play = gridPlayer(agent, { steps: 6, episodes: starts.length, acting: 'sampled' })
  const shareWon = (values: Parameters<typeof play>[0]) =>
    play(values, starts, 1).rewards.reduce((sum, reward) => sum + reward, 0) / starts.length
  const settings = { times: [5, 6] as const, episodes: 64, value: 0.5, entropy: 0.01 }
  const { values } = await trainObjective({
    trainable: agent,
    objective: (context) => gridObjective(agent, settings, context),
    data: { [gridStartsName]: gridStartTable },
    steps: 3000,
    learningRate: 0.01,
    clipping: { norm: 0.5 },
  })
  expect(shareWon(values)).toBeGreaterThan(5 * shareWon(initialNetwork(agent, 1)))
})
