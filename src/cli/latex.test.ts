import { expect, test } from 'vitest'
import { equationParts } from '../modules/describe.ts'
import { modules } from '../modules/index.ts'
import { latexToText } from './latex.ts'

test.each([
  [
    String.raw`W = \tanh(\hat W) \odot \sigma(\hat M) \in \mathbb{R}^{out \times in}`,
    'W = tanh(Ŵ) ⊙ σ(M̂) ∈ ℝ^(out × in)',
  ],
  [String.raw`m = \exp\left(W_m \log(|x| + \epsilon)\right)`, 'm = exp(W_m log(|x| + ε))'],
  [String.raw`y = g \odot a + (1 - g) \odot m`, 'y = g ⊙ a + (1 − g) ⊙ m'],
  [String.raw`z > 0 \,?\, z : e^z - 1`, 'z > 0 ? z : e^z − 1'],
  [String.raw`\mathrm{sign}(z) \max(|z| - 0.5, 0)`, 'sign(z) max(|z| − 0.5, 0)'],
  [String.raw`\tanh z`, 'tanh z'],
  [String.raw`\sqrt{6 / (in + out)}`, '√(6 / (in + out))'],
  [String.raw`\frac{a}{b} \le x^2 + x^{-1}`, '(a) / (b) ≤ x² + x⁻¹'],
  [String.raw`\prod_{i} (W_{i} x_i + 1 - W_i)`, 'Π_i (W_i x_i + 1 − W_i)'],
])('%s is shown as %s', (latex, text) => {
  expect(latexToText(latex)).toBe(text)
})

test.each(modules.map(({ id, equation }) => [id, equation]))(
  'no LaTeX is left of the equations of %s',
  (_, equation) => {
    const lines = equationParts(equation).map(latexToText)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).not.toMatch(/[\\{}]/)
  },
)
