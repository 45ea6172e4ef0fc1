// Attention of a sequence to itself: every time reads the others by how well its query fits their keys.

import { invalid } from '../base/errors.ts'
import { layerCitations } from '../base/layer-citations.ts'
import { index, lessEqual, multiply, rename, select } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import { softmax } from '../graph/network.ts'
import { glorotUniformInitial } from '../modules/initializers.ts'
import { wordsOf } from './activation.ts'
import { checkedSize, type Layer, type LayerKind, makeLayer, newAxis, parameter } from './layer.ts'
import { timeAxes } from './lstm.ts'
import { sequence, sizeOf } from './shape.ts'

/** Options of attention. */
export interface AttentionOptions {
  /** So many readings side by side, each with `size / heads` numbers. Default 1. */
  readonly heads?: number
  /** A time reads itself and what was before alone. Default false. */
  readonly isCausal?: boolean
}

// Far below any score: its share is 0 in float32 and in float64.
const excluded = -1e9

/**
 * Scaled dot-product attention with one or more heads: `[time, features]` to `[time, size]`
 * (Vaswani et al. 2017, eq. 1 and section 3.2.2).
 * @throws NaluError if the inputs have no axis beside time, or if the heads do not divide the size.
 */
export function attention(size: number, { heads = 1, isCausal = false }: AttentionOptions = {}): Layer {
  checkedSize('attention', 'the size', size)
  checkedSize('attention', 'the number of heads', heads)
  if (size % heads !== 0) throw invalid(`Layer attention: ${heads} heads do not divide the size ${size}.`)
  const words = wordsOf(size, heads === 1 ? '' : `${heads} heads`, isCausal ? 'causal' : '')
  return makeLayer('attention', words, (input, place) => {
    const { time, features } = timeAxes('attention', input)
    const other = newAxis(place, 'time read', time.size)
    const [head, inner] = [newAxis(place, 'heads', heads), newAxis(place, 'inner', size / heads)]
    const out = newAxis(place, 'out', size)
    const initial = glorotUniformInitial()
    const fan = { in: sizeOf({ axes: features }), out: size }
    const weights = (what: string, description: string) =>
      parameter(place, what, [head, inner, ...features], { initial, fan, description })
    const Q = weights('W_Q', 'what a time asks for')
    const K = weights('W_K', 'what a time is asked by')
    const V = weights('W_V', 'what a time gives')
    const O = parameter(place, 'W_O', [out, head, inner], {
      initial,
      fan: { in: size, out: size },
      description: 'what the heads give together',
    })
    return {
      output: { axes: [time, out] },
      parameters: [Q, K, V, O],
      apply: (x) => {
        const query = contract(Q.slot, x, features) // [heads, inner, time, rows]
        const read = rename(x, time, other)
        const scores = multiply(contract(query, contract(K.slot, read, features), inner), (size / heads) ** -0.5)
        const allowed = isCausal ? select(lessEqual(index(other), index(time)), scores, excluded) : scores
        const shares = softmax(allowed, other) // [heads, time, time read, rows]
        const mixed = contract(shares, contract(V.slot, read, features), other) // [heads, time, inner, rows]
        return contract(O.slot, mixed, [head, inner])
      },
    }
  })
}

export const attentionKind: LayerKind = {
  id: 'attention',
  title: 'Scaled dot-product attention',
  citation: layerCitations.vaswani2017,
  equation: String.raw`y = W_O \,\mathrm{concat}_h\big(\mathrm{softmax}(Q_h K_h^\top / \sqrt{d}) V_h\big), \quad Q = W_Q x, \; K = W_K x, \; V = W_V x`,
  examples: () => [
    { input: sequence(4, 3), layer: attention(3) },
    { input: sequence(5, 2), layer: attention(4, { heads: 2, isCausal: true }) },
  ],
}
