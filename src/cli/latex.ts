// Equations in LaTeX as text for a terminal: `\tanh(\hat W) \odot \sigma(\hat M)` → `tanh(Ŵ) ⊙ σ(M̂)`.

const symbols: Readonly<Record<string, string>> = {
  odot: '⊙',
  cdot: '·',
  times: '×',
  in: '∈',
  sigma: 'σ',
  epsilon: 'ε',
  alpha: 'α',
  beta: 'β',
  delta: 'δ',
  lambda: 'λ',
  mu: 'μ',
  tau: 'τ',
  pi: 'π',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  ne: '≠',
  pm: '±',
  to: '→',
  infty: '∞',
  sum: 'Σ',
  prod: 'Π',
  partial: '∂',
  left: '',
  right: '',
  quad: ' ',
}
/** Commands whose argument is shown as it is. */
const plain = ['mathrm', 'mathit', 'mathbf', 'text', 'operatorname', 'boldsymbol']

const superscripts: Readonly<Record<string, string>> = { '0': '⁰', '1': '¹', '2': '²', '3': '³', '-': '⁻' }
const combiningHat = '\u0302'
const combiningTilde = '\u0303'
const combiningBar = '\u0304'
const accents: Readonly<Record<string, string>> = { hat: combiningHat, tilde: combiningTilde, bar: combiningBar }

// An argument: in braces, or a single character or command.
const argument = String.raw`\s*(?:\{([^{}]*)\}|(\\[a-zA-Z]+|[^\s\\{}]))`

/** One line of text; what is not known stays as it was written. */
export function latexToText(latex: string): string {
  let text = latex
  for (const [name, mark] of Object.entries(accents)) {
    text = text.replace(new RegExp(`\\\\${name}(?![a-zA-Z])${argument}`, 'g'), (_, group?: string, single?: string) =>
      `${group ?? single ?? ''}${mark}`.normalize('NFC'),
    )
  }
  text = text
    .replace(new RegExp(`\\\\mathbb${argument}`, 'g'), (_, group?: string, single?: string) => {
      return (group ?? single) === 'R' ? 'ℝ' : `${group ?? single}`
    })
    .replace(new RegExp(`\\\\(?:${plain.join('|')})${argument}`, 'g'), (_, group?: string, single?: string) => {
      return group ?? single ?? ''
    })
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, '√($1)')
    .replace(/\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '($1) / ($2)')
    .replace(/\\[,;:!]/g, ' ')
    .replace(/\\\\|\\quad|\\qquad/g, ' ')
    .replace(/\\([a-zA-Z]+) ?/g, (command, name: string) => {
      if (!Object.hasOwn(symbols, name)) return command.slice(1)
      return `${symbols[name]}${command.endsWith(' ') && symbols[name] !== '' ? ' ' : ''}`
    })
    .replace(/\^\{([^{}]*)\}/g, (_, group: string) => superscript(group))
    .replace(/\^(\d)/g, (_, digit: string) => superscript(digit))
    .replace(/_\{([^{}]*)\}/g, '_$1')
  return text.replace(/ - /g, ' − ').replace(/\s+/g, ' ').trim()
}

function superscript(text: string): string {
  const raised = [...text].map((character) => superscripts[character])
  return raised.includes(undefined) ? `^(${text})` : raised.join('')
}
