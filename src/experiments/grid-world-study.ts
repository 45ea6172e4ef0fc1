// One seed of the grid world: an agent learns the times 5 to 12 by actor-critic; the check that is best there is tested up to 25.

import { randomStream } from '../base/normal.ts'
import { programKey } from '../compile/cache.ts'
import { nac } from '../modules/nac.ts'
import { nau } from '../modules/nau.ts'
import { schedules } from '../optimizers/schedules.ts'
import { type Cell, type GridState, gridSide, gridStarts } from '../tasks/grid-world.ts'
import { gridStartTable } from '../tasks/grid-world-graph.ts'
import type { ObjectiveOptions } from '../train/train-objective.ts'
import { type GridAgent, gridAgent } from './grid-world-agent.ts'
import { type GridTimes, gridObjective, gridStartsName } from './grid-world-episodes.ts'
import {
  type GridActing,
  type GridPlayerOptions,
  gridPlayer,
  gridPlayerProgram,
  type PlayedGrids,
} from './grid-world-player.ts'
import { describeTraining, studiedOf, trainAndChoose } from './network-study.ts'
import type { Procedure, Study } from './study.ts'

/** What may go along beside the LSTM. */
export const gridCounters = { none: undefined, nac, nau } as const

/** Times that agents learn from, and all that they are tested on. */
export const gridTrainingTimes: GridTimes = [5, 12]
export const gridTestTimes: GridTimes = [5, 25]

/** How much the squared error of the value counts beside the policy’s loss, and the longest gradient. */
export const gridValueWeight = 0.5
export const gridClipping = 0.5

const checks = 20
const validationEpisodes = 200

/** From one time to another, both among them. */
export const timesOf = ([low, high]: GridTimes): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i)

/** The measure of the share of episodes won at a time. */
export const rewardAt = (time: number, acting: GridActing = 'likeliest'): string =>
  acting === 'likeliest' ? `reward at ${time}` : `sampled reward at ${time}`

/** Episodes whose ways are kept for a picture: one start, told several times. */
const shownStart = { agent: { row: 4, column: 0 }, goal: { row: 1, column: 3 } } as const
export const gridShownTimes = [6, 12, 18, 25] as const
export const gridShownGoal: Cell = shownStart.goal

/** The measure of the number of the cell, row after row, where the agent is at a step of an episode that is shown. */
export const placeAt = (time: number, step: number): string => `T ${time} place at ${step}`

/** The agent of a cell. */
export function gridAgentOf({ options }: Study): GridAgent {
  const module = gridCounters[options['counter'] as keyof typeof gridCounters]
  const { toldToBoth = true } = options
  const counter = { units: options['counterUnits'] as number, toldToBoth: toldToBoth as boolean }
  return gridAgent({
    units: options['units'] as number,
    counter: module === undefined ? undefined : { module, ...counter },
  })
}

function objectiveOf({ options }: Study, agent: GridAgent): ObjectiveOptions & { readonly checkEvery: number } {
  const { steps, strict = false } = options
  const settings = {
    times: gridTrainingTimes,
    episodes: options['episodes'] as number,
    value: gridValueWeight,
    entropy: options['entropy'] as number,
  }
  return {
    trainable: agent,
    objective: (context) => gridObjective(agent, settings, context),
    data: { [gridStartsName]: gridStartTable },
    steps,
    learningRate: options['learningRate'] as number,
    schedule: schedules.linear,
    clipping: { norm: gridClipping },
    strict,
    checkEvery: Math.ceil(steps / checks),
  }
}

interface Players {
  readonly validation: GridPlayerOptions
  readonly test: Readonly<Record<GridActing, GridPlayerOptions>>
  readonly shown: GridPlayerOptions
}

function playersOf({ options }: Study): Players {
  const [, last] = gridTestTimes
  const test = { steps: last, episodes: options['testEpisodes'] as number }
  return {
    validation: {
      steps: gridTrainingTimes[1],
      episodes: validationEpisodes * timesOf(gridTrainingTimes).length,
      acting: 'likeliest',
    },
    test: { likeliest: { ...test, acting: 'likeliest' }, sampled: { ...test, acting: 'sampled' } },
    shown: { steps: last, episodes: gridShownTimes.length, acting: 'likeliest' },
  }
}

const shareWon = ({ rewards }: PlayedGrids): number => rewards.reduce((won, reward) => won + reward, 0) / rewards.length

/** Even draws from the starts of a time. */
function startsAt(seed: number, stream: string, time: number, episodes: number): GridState[] {
  const draws = randomStream(seed, `${stream} ${time}`)
  const possible = gridStarts(time)
  return Array.from({ length: episodes }, () => possible[draws.integer(possible.length)] as GridState)
}

export const gridWorldProcedure: Procedure = {
  id: 'grid-world',
  version: 1,
  trainings: (study) => {
    const agent = gridAgentOf(study)
    const { validation, test, shown } = playersOf(study)
    const players = [validation, test.likeliest, test.sampled, shown]
    return [
      describeTraining(objectiveOf(study, agent)),
      ...players.map((player) => ({ plays: programKey(gridPlayerProgram(agent, player)) })),
    ]
  },
  run: async (study, seed, hooks) => {
    const agent = gridAgentOf(study)
    const players = playersOf(study)
    const validation = gridPlayer(agent, players.validation)
    const known = timesOf(gridTrainingTimes).flatMap((time) =>
      startsAt(seed, 'grid validation', time, validationEpisodes),
    )
    const trained = await trainAndChoose(
      { ...objectiveOf(study, agent), seed },
      (values) => -shareWon(validation(values, known, seed)),
      hooks,
    )
    const rewards = (['likeliest', 'sampled'] as const).flatMap((acting) => {
      const play = gridPlayer(agent, players.test[acting])
      return timesOf(gridTestTimes).map((time) => {
        const starts = startsAt(seed, 'grid test', time, players.test[acting].episodes)
        return [rewardAt(time, acting), shareWon(play(trained.values, starts, seed))] as const
      })
    })
    const shown = gridShownTimes.map((time): GridState => ({ ...shownStart, time, step: 0 }))
    const { paths } = gridPlayer(agent, players.shown)(trained.values, shown, seed)
    const places = paths.flatMap((path, i) =>
      path.map(
        ({ row, column }, step) => [placeAt(gridShownTimes[i] as number, step), row * gridSide + column] as const,
      ),
    )
    return studiedOf(trained, Object.fromEntries([...rewards, ...places]))
  },
}
