// The demonstration's figures as files: into a folder of their own, and never over anything.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, NaluError } from '../base/errors.ts'
import { readText, writeText } from '../base/files.node.ts'
import { formatNumber } from '../base/numbers.ts'
import { counterFigure } from '../experiments/counter-report.ts'
import type { DemoResult, MainSeed } from '../experiments/demo.ts'
import { chosenForFigure, identityFigure } from '../experiments/identity-report.ts'
import { foreign } from '../lab/report-files.ts'
import type { Figure } from '../plot/figure.ts'
import { figureToSvg } from '../plot/svg.ts'

/** The loss of every seed over its epochs. */
function trainingFigure(seeds: readonly MainSeed[], chosen: MainSeed | undefined, threshold: number): Figure {
  return {
    title: 'a + b: the loss while it is learnt',
    subtitle: 'half the sum of squared errors over 10,000 rows of the training range, mean of 1,000 epochs',
    xLabel: 'epoch',
    yLabel: 'loss',
    xScale: 'linear',
    yScale: 'log',
    series: seeds.map(({ outcome: { seed }, result, reaches }) => ({
      name: `seed ${seed}${reaches ? ' ✓' : ''}`,
      points: result.history.map(({ step, trainLoss }) => [step, trainLoss] as const),
      emphasis: seed === chosen?.outcome.seed || seeds.length <= 8,
    })),
    caption: `✓: test loss outside the range of at most ${formatNumber(threshold, 4)}.`,
  }
}

/** Figures by the name of their file; those without anything to draw are left out. */
export function demoFigures({ seeds, chosen, identity, counter }: DemoResult, threshold: number): Map<string, Figure> {
  const figures = new Map<string, Figure>()
  if (identity.length > 0) figures.set('identity.svg', identityFigure(identity, chosenForFigure(identity)))
  if (counter.length > 0) figures.set('counter.svg', counterFigure(counter))
  if (seeds.some(({ result }) => result.history.length > 1)) {
    figures.set('static-add.svg', trainingFigure(seeds, chosen, threshold))
  }
  return figures
}

const mostFolders = 1000

/**
 * Writes them into `out`, or into the first folder of `runs/` that has room; the same figures are not written twice.
 * @returns the paths.
 * @throws NaluError if `out` holds a file of that name with something else in it, or cannot be written.
 */
export async function writeFigures(figures: ReadonlyMap<string, Figure>, out: string | undefined, name: string) {
  const files = [...figures].map(([file, figure]) => [file, figureToSvg(figure)] as const)
  if (out !== undefined) return await writeAll(files, out)
  for (let number = 1; number <= mostFolders; number += 1) {
    const folder = join('runs', number === 1 ? name : `${name}-${number}`)
    try {
      return await writeAll(files, folder)
    } catch (error) {
      // Something else has these names: the next folder.
      if (!(error instanceof NaluError) || !(await isTaken(folder, files))) throw error
    }
  }
  throw failure(`There are ${mostFolders} folders runs/${name}-… already. Remove some, or give --out.`)
}

type File = readonly [name: string, text: string]

const textOf = (path: string) => readText(path).catch(() => undefined)

async function isTaken(folder: string, files: readonly File[]): Promise<boolean> {
  for (const [name, text] of files) {
    const there = await textOf(join(folder, name))
    if (there !== undefined && there !== text) return true
  }
  return false
}

async function writeAll(files: readonly File[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw failure(`The folder ${folder} could not be made: ${String(cause)}. Give another with --out.`, { cause })
  })
  // First look at all of them, so that a clash leaves nothing half written.
  const missing: File[] = []
  for (const [name, text] of files) {
    const there = await textOf(join(folder, name))
    if (there === undefined) missing.push([name, text])
    else if (there !== text) throw foreign(join(folder, name), 'it holds something else')
  }
  for (const [name, text] of missing) await writeText(join(folder, name), text)
  return files.map(([name]) => join(folder, name))
}
