// What each unit of a stack of modules weighs, in sentences: where a law that was read off them comes from.

import { formatCount, formatNumber } from '../base/numbers.ts'
import type { Origin } from '../search/candidates.ts'
import type { WhyPart } from './facts.ts'

type ModulesOrigin = Extract<Origin, { readonly kind: 'modules' }>

/**
 * The stack, then a part for each unit.
 * @param whole the formula.
 * @param order the columns as the first layer has them.
 */
export function whyOfModules(origin: ModulesOrigin, whole: string, order: readonly string[]): WhyPart[] {
  const { ids, sizes, reachedBy, climbed, trained } = origin
  const layers = ids.map((id, layer) => `${formatCount(sizes[layer] as number)} of ${id}`)
  const head = {
    part: whole,
    text:
      `read off ${layers.join(', then ')}, and a linear layer for the scale, trained to a loss of ` +
      `${formatNumber(trained.loss)}; ${formatCount(reachedBy)} of the ${formatCount(climbed)} starts that were read led to it`,
  }
  const units = ids.flatMap((id, layer) => {
    const inputs = inputsOf(layer, ids, sizes, order)
    return Array.from({ length: sizes[layer] as number }, (_, unit): WhyPart => {
      const part = `unit ${unit + 1} of ${id}${layer === 0 ? '' : `, layer ${layer + 1}`}`
      return { part, text: unitText(origin, layer, unit, inputs) }
    })
  })
  return [head, ...units]
}

/** Names of what comes into a layer: columns, or the units of the layer before. */
function inputsOf(
  layer: number,
  ids: readonly string[],
  sizes: readonly number[],
  order: readonly string[],
): readonly string[] {
  if (layer === 0) return order
  return Array.from({ length: sizes[layer - 1] as number }, (_, unit) => `unit ${unit + 1} of ${ids[layer - 1]}`)
}

/** Every weight of one unit: one for each input, or one alone. */
function unitText(
  { sizes, trained: { values, weights = values } }: ModulesOrigin,
  layer: number,
  unit: number,
  inputs: readonly string[],
): string {
  const prefix = `layer${layer + 1}.`
  const units = sizes[layer] as number
  const texts = Object.entries(weights).flatMap(([slot, all]) => {
    if (!slot.startsWith(prefix)) return []
    const name = slot.slice(prefix.length)
    const own = all.subarray((unit * all.length) / units, ((unit + 1) * all.length) / units)
    if (all.length === units * inputs.length && inputs.length > 1) {
      return [`${name} ${inputs.map((input, i) => `${formatNumber(own[i] as number)} of ${input}`).join(', ')}`]
    }
    // Anything else is one number for the unit, or one for all of them.
    return own.length === 1 || all.length === 1 ? [`${name} ${formatNumber(own[0] ?? (all[0] as number))}`] : []
  })
  return texts.join('; ')
}
