// Every model: does an arithmetic unit as the last layer help dense, convolutional, recurrent networks and autoencoders?

import { formatCount, formatNumber } from '../base/numbers.ts'
import { cellIdOf, headNames, reportEveryModel } from './every-model-report.ts'
import { penaltyRamp } from './every-model-study.ts'
import { matrixTasks } from './every-model-tasks.ts'
import type { Experiment, StudyCell } from './experiment.ts'

const steps = 3000
const batch = 32
const rows = 1000

const cells: readonly StudyCell[] = matrixTasks.flatMap(({ id, host, title, learningRate }) =>
  headNames.map((head) => ({
    id: cellIdOf(id, head),
    title: `${host}, ${title}, ${head}`,
    keys: { host, task: id, head },
    study: { procedure: 'every-model', options: { task: id, head, learningRate, batch, steps, rows } },
  })),
)

const tasksOf = (isArithmetic: boolean): string =>
  matrixTasks
    .filter((task) => task.isArithmetic === isArithmetic)
    .map(({ host, title, outside }) => `${host}: ${title} (outside: ${outside})`)
    .join('; ')

const smokeHeads = ['linear', 'NALU']

const percent = (part: number) => `${Math.round(100 * part)} %`

export const everyModel: Experiment<StudyCell> = {
  id: 'every-model',
  title: 'Every model: an arithmetic unit as the last layer of four kinds of networks',
  citation: undefined,
  claim: 'Do arithmetic units improve any known model, from convolutional networks to autoencoders?',
  protocol: [
    `Tasks with arithmetic. ${tasksOf(true)}.`,
    `Tasks without. ${tasksOf(false)}.`,
    'The last layer is a linear one with a bias, a NAC, a NALU, an NAU or an NMU; of an autoencoder it is the last of the decoder, since that must give numbers beyond the training range. Its code stays linear. Classes are told by logits.',
    'Below it: 16 ReLU units (dense); a convolution and 16 ReLU units (convolutional); 16 units (LSTM); 16 ReLU units on a code of 3 (autoencoder). So the linear head and the units read the same 16 numbers.',
    `${formatCount(rows)} rows each for training, validation, the test inside and the test outside, by task and seed: all heads of a seed have the same rows, the same order of batches and the same start of the layers below.`,
    `Adam, ${formatCount(steps)} steps of ${batch} rows, gradients clipped to norm 1 for all heads, since a NALU's first loss may be 1e30 here; mean squared error or cross-entropy.`,
    `Rates, the same for all heads of a task: ${matrixTasks.map(({ id, learningRate }) => `${id} ${formatNumber(learningRate)}`).join(', ')}. Chosen on validation rows inside, for all heads alike, with seeds 1000 to 1002, which are none of these; see decision 23.`,
    `NAU and NMU have their own bounds and penalties, which grow from ${percent(penaltyRamp.from)} to ${percent(penaltyRamp.to)} of the steps.`,
    'Twenty checks; the one with the lowest loss on validation rows counts. Nothing outside the range has a part in any choice.',
    'Twenty seeds, not ten: of ten pairs the smallest p-value is 1 / 512, which the correction for 64 comparisons makes 0.125, so that nothing could ever be told apart.',
  ],
  cells,
  seeds: 20,
  // Nearly all of its time goes into kernels, one for each cell.
  smoke: { seeds: 1, steps: 20, cells: ({ keys }) => smokeHeads.includes(keys?.['head'] ?? ''), options: { rows: 64 } },
  published: [],
  report: (outcomes) => reportEveryModel(cells, outcomes),
}
