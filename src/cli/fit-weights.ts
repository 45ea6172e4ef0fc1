// The weights of the training that led to a formula, as safetensors.

import { invalid } from '../base/errors.ts'
import { writeSafetensors } from '../bridges/safetensors.ts'
import type { Found } from '../fit/found.ts'

/**
 * The arrays by the names that `nalu fit --why` goes by: exponents `[products, columns]` and coefficients `[1, products]`, or
 * those of modules with the axes that they declare. The order of the columns stands in the metadata.
 * @throws NaluError if no training led to the formula.
 */
export function fitToSafetensors(found: Found, source: string, madeBy: string): Uint8Array<ArrayBuffer> {
  const weights = found.weights()
  if (weights === undefined) {
    throw invalid(
      `The formula of ${source} came of no training (${found.why()[0]?.text ?? 'a closed form'}), so it has no weights. ` +
        'Export it --as text or as a language.',
    )
  }
  return writeSafetensors(Object.entries(weights), {
    'nalu.madeBy': madeBy,
    'nalu.formula': found.to('text'),
    'nalu.columns': JSON.stringify(found.order),
  })
}
