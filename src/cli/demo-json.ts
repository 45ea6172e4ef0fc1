// What `nalu demo --json` prints: one object, in which a number that is not finite is null with its reason beside it.

import { encodeArray } from '../base/arrays.ts'
import { jsonNumber } from '../base/numbers.ts'
import { type DemoResult, type MainSeed, published } from '../experiments/demo.ts'
import { identityGrid } from '../experiments/identity-report.ts'
import type { Found } from '../fit/found.ts'
import { fitJson } from './fit-json.ts'

/** What is known of the run beside its result. */
export interface DemoFacts {
  readonly threads: number
  readonly strict: boolean
  readonly epochs: number
  readonly repeat: string
  readonly figures: readonly string[]
  readonly seconds: number
}

type Fields = Record<string, number | string | null>

/** `{ testLoss: 1.5 }`, or `{ testLoss: null, testLossReason: 'infinite' }`. */
function numberFields(values: Readonly<Record<string, number>>): Fields {
  const fields: Fields = {}
  for (const [name, x] of Object.entries(values)) {
    const json = jsonNumber(x)
    fields[name] = json.value
    if (json.value === null) fields[`${name}Reason`] = json.reason
  }
  return fields
}

export function demoJson(result: DemoResult, found: Found | undefined, facts: DemoFacts): object {
  const { seeds, chosen, reached, baselines, identity, counter } = result
  return {
    schema: 'nalu.demo',
    version: 1,
    solved: result.isSolved,
    published: { testLoss: published.loss, epochs: published.epochs, runs: 1 },
    nalu: chosen === undefined ? null : { ...seedJson(chosen), parameters: parametersJson(chosen) },
    seedsRun: seeds.length,
    seedsSolved: seeds.filter(({ reaches }) => reaches).length,
    interval: reached?.interval ?? null,
    seeds: seeds.map(seedJson),
    baselines: baselines.map(({ module, task, seeds: count, insideLoss, testLoss, insideError, testError }) => ({
      activation: module,
      task,
      seeds: count,
      ...numberFields({ trainLoss: insideLoss, testLoss, trainRelativeRmse: insideError, testRelativeRmse: testError }),
    })),
    identity: {
      inputs: identityGrid,
      modules: identity.map(({ module, models, notFinite, inside, outside, errors }) => ({
        module,
        models,
        notFinite,
        ...numberFields({ inside, outside }),
        errors: errors.map((error) => jsonNumber(error).value),
      })),
    },
    counter: counter.map(({ module, seeds: count, goOn, reach, numbers }) => ({
      module,
      seeds: count,
      countOn: goOn,
      ...numberFields({ rightUpTo: reach }),
      numbers: numbers.map((value) => jsonNumber(value).value),
    })),
    planets: found === undefined ? null : planetsJson(found),
    rounds: result.rounds,
    repeat: facts.repeat,
    epochs: facts.epochs,
    strict: facts.strict,
    threads: facts.threads,
    interrupted: result.isInterrupted,
    figures: facts.figures,
    seconds: facts.seconds,
  }
}

/** As `nalu fit --json`, but for the time, which is no part of what was found. */
function planetsJson(found: Found): object {
  const { seconds: _, ...json } = fitJson(found)
  return json
}

function seedJson({ outcome, reaches }: MainSeed): object {
  const { seed, steps, stopReason, notFiniteAtStep, seconds, measures } = outcome
  const { insideLoss = Number.NaN, ...others } = measures
  return {
    seed,
    solved: reaches,
    epochs: steps,
    stopReason,
    ...(notFiniteAtStep === undefined ? {} : { notFiniteAtStep }),
    ...numberFields({ validationLoss: insideLoss, ...others }),
    seconds: Number(seconds.toFixed(3)),
  }
}

/** The trained weights, bit for bit. */
const parametersJson = ({ result: { parameters } }: MainSeed): object =>
  Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, encodeArray(values)]))
