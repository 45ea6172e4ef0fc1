// Where a formula comes from, in words: units and weights of the training that led to it.

import type { Found } from '../fit/found.ts'
import { heading, paragraph } from './explain-parts.ts'

/** A heading, and a paragraph for each part of the formula. */
export function whyText(found: Found): string {
  const parts = found.why().map(({ part, text }) => paragraph(`${part}: ${text}.`, '  · '))
  return [heading('Why this formula'), ...parts].join('\n')
}
