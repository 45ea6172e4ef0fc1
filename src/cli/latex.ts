// Equations in LaTeX as text for a terminal: `\tanh(\hat W) \odot \sigma(\hat M)` → `tanh(Ŵ) ⊙ σ(M̂)`.

/** Commands that stand for a character. */
const symbols: Readonly<Record<string, string>> = {
  odot: '⊙',
  cdot: '·',
  circ: '∘',
  times: '×',
  in: '∈',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  varphi: 'φ',
  psi: 'ψ',
  omega: 'ω',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  ne: '≠',
  neq: '≠',
  approx: '≈',
  sim: '~',
  pm: '±',
  to: '→',
  mapsto: '↦',
  infty: '∞',
  sum: 'Σ',
  prod: 'Π',
  partial: '∂',
  nabla: '∇',
  top: 'ᵀ',
  dots: '…',
  ldots: '…',
  cdots: '…',
  lfloor: '⌊',
  rfloor: '⌋',
  lceil: '⌈',
  rceil: '⌉',
  lvert: '|',
  rvert: '|',
  mid: '|',
  quad: ' ',
  qquad: ' ',
}
/** Sizes of brackets, which a line of text has not. */
const sizes = ['left', 'right', 'big', 'Big', 'bigg', 'Bigg', 'bigl', 'bigr', 'Bigl', 'Bigr', 'displaystyle', 'limits']
/** Commands whose argument is shown as it is. */
const plain = ['mathrm', 'mathit', 'mathbf', 'text', 'operatorname', 'boldsymbol']
const fractions = ['frac', 'tfrac', 'dfrac']
const environments = ['begin', 'end']

const superscripts: Readonly<Record<string, string>> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '−': '⁻',
  ᵀ: 'ᵀ',
}
const combiningHat = '\u0302'
const combiningTilde = '\u0303'
const combiningBar = '\u0304'
const accents: Readonly<Record<string, string>> = { hat: combiningHat, tilde: combiningTilde, bar: combiningBar }

/** One line of text; the name of a command that is not known stays, as that of a function does. */
export function latexToText(latex: string): string {
  // Commands, spaces, and every other character alone.
  const tokens = latex.match(/\\[a-zA-Z]+|\\.|\s+|./gsu) ?? []
  let position = 0

  /** The next argument: in braces, or a single character or command. */
  const argument = (): string => {
    while (tokens[position]?.trim() === '') position += 1
    return one()
  }
  const trimmed = (): string => argument().trim()
  const group = (): string => {
    let text = ''
    while (position < tokens.length && tokens[position] !== '}') text = joined(text, one)
    position += 1
    return text
  }
  /** A name after a letter stands apart from it: `W\log x` is `W log x`. */
  const joined = (text: string, next: () => string): string => {
    const isName = /^\\[a-zA-Z]/.test(tokens[position] ?? '')
    const piece = next()
    return isName && /\p{L}$/u.test(text) && /^\p{L}/u.test(piece) ? `${text} ${piece}` : text + piece
  }
  const one = (): string => {
    const token = tokens[position] ?? ''
    position += 1
    if (token === '{') return group()
    if (token === '^') return superscript(trimmed())
    if (token === '_') return subscript(trimmed())
    if (token === '-') return '−'
    if (token === '&' || token === '}') return ''
    if (token.startsWith('\\')) return command(token.slice(1))
    return token
  }
  const command = (name: string): string => {
    if (/^[^a-zA-Z]/.test(name)) return /[{}|%&#$_]/.test(name) ? name : ' '
    if (Object.hasOwn(accents, name)) return `${argument()}${accents[name]}`.normalize('NFC')
    if (name === 'mathbb') return argument().replace(/^R$/, 'ℝ').replace(/^C$/, 'ℂ')
    if (plain.includes(name)) return argument().replaceAll('−', '-')
    if (fractions.includes(name)) return `(${trimmed()}) / (${trimmed()})`
    if (name === 'sqrt') return root(trimmed())
    if (environments.includes(name)) return argument() && ' '
    if (Object.hasOwn(symbols, name)) return symbols[name] as string
    if (!sizes.includes(name)) return name
    // `\left.` is no bracket.
    if (tokens[position] === '.') position += 1
    return ''
  }

  let text = ''
  while (position < tokens.length) text = joined(text, one)
  return text.replace(/\s+/g, ' ').trim()
}

function superscript(text: string): string {
  const raised = [...text].map((character) => superscripts[character])
  if (!raised.includes(undefined)) return raised.join('')
  return [...text].length === 1 ? `^${text}` : `^(${text})`
}

const subscript = (text: string): string => (text.includes(' ') ? `_(${text})` : `_${text}`)

const root = (text: string): string => ([...text].length === 1 ? `√${text}` : `√(${text})`)
