// What `nalu demo` says at its end: what was learnt, whether it holds outside, how many seeds got there, and what failed.

import { formatCount, formatNumber } from '../base/numbers.ts'
import { baselineTasks } from '../experiments/baselines.ts'
import { finding } from '../experiments/baselines-report.ts'
import { counterFindings } from '../experiments/counter-report.ts'
import { type DemoResult, type MainSeed, published } from '../experiments/demo.ts'
import { chosenForFigure, identityFigure, identityFindings } from '../experiments/identity-report.ts'
import { publishedRelativeRmse } from '../experiments/static-report.ts'
import { errorText, figureText, intervalText } from '../experiments/summary.ts'
import { printFormula } from '../graph/formula-print.ts'
import { type Column, type TableCell, tableToText } from '../plot/table.ts'
import { figureToText } from '../plot/text.ts'
import type { SuccessRate } from '../statistics/success-rate.ts'
import { hasColour, paint, print, say, widthOf } from './terminal.ts'

const options = () => ({ width: widthOf(), colour: hasColour() })
const right = (title: string): Column => ({ title, align: 'right' })
const heading = (text: string) => print(`\n${paint('strong', text)}\n`)

const measure = ({ outcome }: MainSeed, name: string) => outcome.measures[name] ?? Number.NaN

// Error outside of which one may say that the function was found, if not to the last bits.
const nearly = 1e-3
const learnt = 1e-2

/** One seed in a few words. */
export function standing(seed: MainSeed): string {
  const { stopReason, notFiniteAtStep, steps } = seed.outcome
  if (stopReason === 'not finite') return `not finite at epoch ${formatCount(notFiniteAtStep ?? 0)}`
  if (stopReason === 'interrupted') return `stopped at epoch ${formatCount(steps)}`
  if (seed.reaches) return 'reaches the published loss'
  const outside = measure(seed, 'testRelativeRmse')
  if (outside < nearly) return 'holds outside, not as closely'
  return measure(seed, 'insideRelativeRmse') < learnt ? 'fits inside only' : 'did not learn it'
}

const columns: readonly Column[] = [
  { title: '' },
  right('seed'),
  right('loss inside'),
  right('loss outside'),
  right('error outside'),
  { title: '' },
]

export function reportMain(result: DemoResult, quiet: boolean): void {
  const { seeds, chosen } = result
  if (!quiet && seeds.length > 0) {
    heading('The sum of ten numbers, learnt on [0, 10), tested on [0, 100)')
    const rows = seeds.map((seed): TableCell[] => [
      seed === chosen ? '>>' : '',
      seed.outcome.seed,
      figureText(measure(seed, 'insideLoss')),
      figureText(measure(seed, 'testLoss')),
      errorText(measure(seed, 'testRelativeRmse')),
      standing(seed),
    ])
    print(tableToText(columns, rows, options()))
    say(
      paint(
        'faint',
        'loss: half the sum of squared errors over 10,000 rows · error: as a share of the target, root mean square',
      ),
    )
    print('')
  }
  say(verdict(result))
}

/** The outcome in sentences. */
export function verdict({ seeds, chosen, reached }: DemoResult): string {
  const nobody = 'No seed gave finite numbers.'
  if (chosen === undefined || reached === undefined) return `${paint('attention', 'Not found.')} ${nobody}`
  const head = chosen.reaches
    ? paint('good', 'Found, and it holds outside.')
    : paint('attention', 'Not found as closely as published.')
  const exact = `In float64 the same weights have a test loss of ${figureText(measure(chosen, 'testLossFloat64'))}. `
  return [
    `${head} Seed ${chosen.outcome.seed}, chosen by its loss inside, has a test loss of ` +
      `${figureText(measure(chosen, 'testLoss'))}; the published run has ${formatNumber(published.loss, 4)}. ${shareText(seeds.length, reached)}`,
    `Which seed gets so close is a lottery: the published loss is an error of ${formatNumber(publishedRelativeRmse, 2)} of ` +
      'the target, about two units in the last place of float32, in which it is computed, here as there. ' +
      `${chosen.reaches ? exact : ''}Nothing was trained on the test range.`,
  ].join('\n\n')
}

function shareText(seeds: number, reached: SuccessRate): string {
  if (seeds === 1) return reached.successes === 1 ? 'One seed was run.' : 'One seed was run; others may get there.'
  const { successes } = reached
  return (
    `${successes} of ${seeds} seeds get there (95 % interval ${intervalText(reached)}); ` +
    'the others count as failures, however near they are.'
  )
}

export function reportBaselines({ baselines, chosen }: DemoResult): void {
  if (baselines.length === 0) return
  heading('Other networks: error as a share of the target')
  const at = (module: string, task: string) => baselines.find((line) => line.module === module && line.task === task)
  const modules = [...new Set(baselines.map(({ module }) => module))]
  const cells = (module: string) =>
    baselineTasks.flatMap(({ task }) => {
      const line = at(module, task.id)
      return [line?.insideError, line?.testError].map((error) => (error === undefined ? '–' : errorText(error)))
    })
  const rows = modules.map((module): TableCell[] => [module, ...cells(module)])
  if (chosen !== undefined) {
    const own = ['insideRelativeRmse', 'testRelativeRmse'].map((name) => errorText(measure(chosen, name)))
    rows.push([`nalu, seed ${chosen.outcome.seed}`, ...own, '–', '–'])
  }
  const titles = baselineTasks.flatMap(({ task }) => [`${printFormula(task.formula)} inside`, 'outside'])
  print(tableToText([{ title: 'network' }, ...titles.map(right)], rows, options()))
  print('')
  for (const task of new Set(baselines.map((line) => line.task)))
    say(finding(baselines.filter((line) => line.task === task)))
  say(
    'Bounded outputs cannot grow with their inputs. A network that is linear far out can carry a sum on, since a sum is ' +
      'linear itself; a product is not.',
  )
}

const figureRows = 14

export function reportIdentity({ identity }: DemoResult): void {
  if (identity.length === 0) return
  heading('The identity: give back the input')
  print(figureToText(identityFigure(identity, chosenForFigure(identity)), { ...options(), height: figureRows }))
  print('')
  for (const sentence of identityFindings(identity)) say(sentence)
}

export function reportCounter({ counter }: DemoResult): void {
  if (counter.length === 0) return
  heading('The counter: shown 0, 1, 2, 3, 4, 5')
  const rows = counter.map(({ module, seeds, goOn, reach, numbers }): TableCell[] => [
    module,
    ...numbers.slice(0, 3).map((value) => formatNumber(value, 4)),
    `${goOn}/${seeds}`,
    reach,
  ])
  const titles = ['next', 'then', 'then', 'seeds right to 8', 'right up to']
  print(tableToText([{ title: 'module' }, ...titles.map(right)], rows, options()))
  say(paint('faint', 'medians over seeds; each number is computed from the one before, and counting ends at 1000'))
  print('')
  for (const sentence of counterFindings(counter)) say(sentence)
}
