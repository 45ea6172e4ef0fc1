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
  [String.raw`\varphi = \tfrac{1 + \sqrt 5}{2}`, 'φ = (1 + √5) / (2)'],
  [String.raw`y_o = \prod_i x_i^{W_{oi}}`, 'y_o = Π_i x_i^(W_oi)'],
  [String.raw`\frac{\varphi^{2z} - 1}{\varphi^{2z} + 1}`, '(φ^(2z) − 1) / (φ^(2z) + 1)'],
  [String.raw`\exp\Bigl(\sum_i W_{oi}\log|x_i|\Bigr)`, 'exp(Σ_i W_oi log|x_i|)'],
  [String.raw`W \in \{-1, 0, 1\}`, 'W ∈ {−1, 0, 1}'],
  [String.raw`n_i \sim U(-1, 5), \; A^\top`, 'n_i ~ U(−1, 5), Aᵀ'],
  [String.raw`s = \operatorname{sign}(x) \text{ with leaky-relu}`, 's = sign(x) with leaky-relu'],
  [String.raw`y = \begin{cases} 1 & x > 0 \\ 0\text{ if not} \end{cases}`, 'y = 1 x > 0 0 if not'],
  [String.raw`\left.x\right|_{i = 1}`, 'x|_(i = 1)'],
])('%s is shown as %s', (latex, text) => {
  expect(latexToText(latex)).toBe(text)
})

test.each(modules.map(({ id, equation }) => [id, equation]))(
  'no LaTeX is left of the equations of %s',
  (_, equation) => {
    const lines = equationParts(equation).map(latexToText)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).not.toMatch(/\\|[\^_]\{/)
  },
)
