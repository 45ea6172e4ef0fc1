// One seed of "every model": a host with a head is trained, and the check that is best inside counts, inside and outside.

import type { Network, NetworkValues } from '../layers/network.ts'
import { scoreNetwork } from '../train/network-predict.ts'
import { dataSlots } from '../train/network-step.ts'
import { networkObjective } from '../train/train-network.ts'
import type { ObjectiveOptions } from '../train/train-objective.ts'
import { drawRows, type Where } from './every-model-data.ts'
import { type MatrixTask, matrixNetwork, matrixTask } from './every-model-tasks.ts'
import { describeTraining, studiedOf, trainAndChoose } from './network-study.ts'
import type { Procedure, Study } from './study.ts'

const checks = 20

/** The part of the steps over which penalties grow to their weight: that of the single module task of 50,000 steps. */
export const penaltyRamp = { from: 0.4, to: 0.7 } as const

interface MatrixStudy {
  readonly task: MatrixTask
  readonly head: string
  readonly rows: number
}

const partsOf = ({ options: { task, head, rows } }: Study): MatrixStudy => ({
  task: matrixTask(task as string),
  head: head as string,
  rows: rows as number,
})

function objectiveOf(study: Study, inside: Network): ObjectiveOptions & { readonly checkEvery: number } {
  const { steps, batch, learningRate, strict = false } = study.options
  const { task, rows } = partsOf(study)
  const ramp = { from: Math.round(penaltyRamp.from * steps), to: Math.round(penaltyRamp.to * steps) }
  const training = {
    network: inside,
    loss: task.loss,
    batch: batch as number,
    learningRate: learningRate as number,
    clipping: { norm: 1 },
    penalties: { sparsity: ramp },
    steps,
    strict,
  }
  return { ...networkObjective(training, rows), checkEvery: Math.ceil(steps / checks) }
}

export const everyModelProcedure: Procedure = {
  id: 'every-model',
  version: 1,
  trainings: (study) => {
    const { task, head } = partsOf(study)
    return [describeTraining(objectiveOf(study, matrixNetwork(task, head, 'inside')))]
  },
  run: async (study, seed, hooks) => {
    const { task, head, rows } = partsOf(study)
    const networks = { inside: matrixNetwork(task, head, 'inside'), outside: matrixNetwork(task, head, 'outside') }
    // Rows depend on the task and the seed alone, so that all heads have the same.
    const drawn = (part: string, where: Where) => drawRows(task.draw, `${task.id} ${part}`, seed, where, rows)
    const [training, validation] = [drawn('training', 'inside'), drawn('validation', 'inside')]
    const loss = (values: NetworkValues, data: typeof training, where: Where) =>
      scoreNetwork(networks[where], values, data, task.loss).loss
    const trained = await trainAndChoose(
      {
        ...objectiveOf(study, networks.inside),
        data: { [dataSlots[0]]: training.inputs, [dataSlots[1]]: training.targets },
        seed,
      },
      (values) => loss(values, validation, 'inside'),
      hooks,
    )
    const lossOf = (part: string, where: Where) => loss(trained.values, drawn(part, where), where)
    return studiedOf(trained, {
      validation: loss(trained.values, validation, 'inside'),
      inside: lossOf('test', 'inside'),
      outside: lossOf('test', 'outside'),
    })
  },
}
