// Equations of units built on powers, reciprocals, shares and comparisons, in plain JavaScript from their papers.

type Matrix = readonly (readonly number[])[]
type Weights = Readonly<Record<string, Matrix>>

/** Output `o` of a layer for one row of inputs. Vectors are matrices of one row, cubes matrices of `out · operand` rows. */
type Output = (w: Weights, x: readonly number[], o: number) => number

const float32Epsilon = 1.1920928955078125e-7
const row = (matrix: Matrix | undefined, o: number) => (matrix as Matrix)[o] as readonly number[]
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const product = (values: readonly number[]) => values.reduce((total, value) => total * value, 1)
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, i) => value * (b[i] as number)))
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
const clip = (z: number, low: number, high: number) => Math.min(Math.max(z, low), high)
const isNegative = (value: number) => (value < 0 ? 1 : 0)

/** Heim et al. 2020, section 3, in complex numbers: Re exp(W log z) with z = r·e^(ik). */
function neuralPower(re: readonly number[], im: readonly number[], x: readonly number[], g: readonly number[]): number {
  const gate = g.map((value) => clip(value, 0, 1))
  const exponent = x.map((value, i) => {
    const [share, a, b] = [gate[i] as number, re[i] as number, im[i] as number]
    const logR = Math.log(share * (Math.abs(value) + float32Epsilon) + 1 - share)
    const k = share * Math.PI * isNegative(value)
    return [a * logR - b * k, a * k + b * logR] as const
  })
  return Math.exp(sum(exponent.map(([real]) => real))) * Math.cos(sum(exponent.map(([, imaginary]) => imaginary)))
}

const ones = [1, 1, 1]
const none = [0, 0, 0]
const npu: Output = (w, x, o) => neuralPower(row(w['W_re'], o), row(w['W_im'], o), x, row(w['g'], 0))
const realNpu: Output = (w, x, o) => neuralPower(row(w['W'], o), none, x, row(w['g'], 0))

// Ours: magnitudes below 1e-12 count as 1e-12.
const size = (value: number) => Math.max(Math.abs(value), 1e-12)

/** Mistry et al. 2022 (division): the Neural Reciprocal Unit. `share` is |W|, or what stands for it. */
const nru =
  (share: (w: number) => number): Output =>
  (w, x, o) =>
    product(
      x.map((value, i) => {
        const W = row(w['W'], o)[i] as number
        return unitOf(W, share, Math.sign(value) * size(value) ** W)
      }),
    )
const unitOf = (w: number, share: (w: number) => number, factor: number) => factor * share(w) + 1 - share(w)
const nruSeparate =
  (share: (w: number) => number): Output =>
  (w, x, o) => {
    const W = row(w['W'], o)
    const magnitude = product(x.map((value, i) => unitOf(W[i] as number, share, size(value) ** (W[i] as number))))
    return magnitude * product(x.map((value, i) => (Math.round(Math.abs(W[i] as number)) === 0 ? 1 : Math.sign(value))))
  }
const smooth = (w: number) => Math.tanh(1000 * w) ** 2

/** The same: inputs beside their reciprocals. */
const reciprocals = (x: readonly number[], added: number) =>
  x.map((value) => 1 / (Math.abs(value + added) < 1e-12 ? 1e-12 : value + added))
const nmruWeights = (w: Weights, o: number) => [...row(w['W_x'], o), ...row(w['W_r'], o)]
const nmuProduct = (W: readonly number[], z: readonly number[]) =>
  product(W.map((share, i) => share * (z[i] as number) + 1 - share))
const signedNmu = (W: readonly number[], z: readonly number[]) =>
  nmuProduct(W, z.map(Math.abs)) * Math.cos(Math.PI * dot(W, z.map(isNegative)))
const nmru =
  (added: number): Output =>
  (w, x, o) =>
    signedNmu(nmruWeights(w, o), [...x, ...reciprocals(x, added)])
const nmruUnsigned =
  (added: number): Output =>
  (w, x, o) =>
    nmuProduct(nmruWeights(w, o), [...x, ...reciprocals(x, added)])
const nmruGated =
  (added: number): Output =>
  (w, x, o) => {
    const g = [...row(w['g_x'], 0), ...row(w['g_r'], 0)]
    return signedNmu(
      nmruWeights(w, o),
      [...x, ...reciprocals(x, added)].map((value, i) => value * (g[i] as number)),
    )
  }

/** Hoedt et al. 2021: every input is shared out among all outputs. */
const shares = (w: Weights, o: number) =>
  row(w['R'], o).map((r, i) => Math.exp(r) / sum((w['R'] as Matrix).map((each) => Math.exp(each[i] as number))))
const outlet = (w: Weights, o: number) => sigmoid((row(w['w'], 0)[o] as number) + (row(w['b'], 0)[o] as number))
const massProduct: Output = (w, x, o) =>
  Math.exp(
    outlet(w, o) *
      dot(
        shares(w, o),
        x.map((value) => Math.log(size(value))),
      ) +
      (row(w['alpha'], 0)[o] as number),
  )

/** Faber & Wattenhofer 2023. */
const softmax = (z: readonly number[]) => z.map((value) => Math.exp(value) / sum(z.map(Math.exp)))
const register: Output = (w, x, o) => {
  const at = (name: string) => row(w[name], 0)[o] as number
  const s = Math.tanh(dot(softmax(row(w['V_1'], o)), x) - dot(softmax(row(w['V_2'], o)), x))
  return sigmoid(at('b') + at('w_s') * s + at('w_0') * (1 - 2 * s ** 2))
}

/** Curry 2025, one node of the author's code. */
const domainMixed =
  (training: boolean, normalise: boolean): Output =>
  (w, x, o) => {
    const middle = sum(x) / x.length
    const spread = Math.sqrt(sum(x.map((value) => (value - middle) ** 2)) / x.length + 1e-5)
    const z = normalise ? x.map((value) => (value - middle) / spread) : x
    const head = (name: string, bias: string) =>
      x.map((_, i) => dot(row(w[name], o * x.length + i), z) + (row(w[bias], o)[i] as number))
    const sizes = head('M', 'm')
    const soft = head('S', 's').map((s, i) => Math.tanh(s) * Math.log1p(Math.exp(sizes[i] as number)))
    const O = training ? soft : soft.map((value) => clip(Math.round(value), -1, 1))
    const [a, b] = (['A', 'B'] as const).map(
      (name) => dot(row(w[name], o), z) + (row(w[name.toLowerCase()], 0)[o] as number),
    ) as [number, number]
    const [linear, log] = training
      ? [softmax([a, b])[0] as number, softmax([a, b])[1] as number]
      : a >= b
        ? [1, 0]
        : [0, 1]
    const [least, greatest, limit] = training ? [1e-11, 1e6, Math.log(1e6) - 1] : [1e-20, 1e20, 50]
    const u = dot(O, x)
    const v = dot(
      O,
      x.map((value) => Math.log(Math.max(Math.abs(value), least))),
    )
    const ceiling = limit - Math.log1p(Math.exp(limit - v))
    const clamped = -limit + Math.log1p(Math.exp(ceiling + limit))
    const sign = linear * Math.tanh(u / 1e-4) + log * Math.cos(Math.PI * dot(O.map(Math.abs), x.map(isNegative)))
    return sign * clip(linear * Math.sqrt(u * u + 1e-8) + log * Math.exp(clamped), least, greatest)
  }

/** By the id of the module: the forward pass once training is over. */
export const powerEquations: Readonly<Record<string, Output>> = {
  npu,
  'npu-straight-through': npu,
  'naive-npu': (w, x, o) => neuralPower(row(w['W_re'], o), row(w['W_im'], o), x, ones),
  'real-npu': realNpu,
  'real-npu-straight-through': realNpu,
  'real-naive-npu': (w, x, o) => neuralPower(row(w['W'], o), none, x, ones),
  'real-npu-mod': realNpu,
  nru: nru(Math.abs),
  'nru-separate-sign': nruSeparate(Math.abs),
  nmru: nmru(0),
  'nmru-unsigned': nmruUnsigned(0),
  'nmru-gated': nmruGated(0),
  mcfc: (w, x, o) => outlet(w, o) * dot(shares(w, o), x),
  'mcfc-mul': massProduct,
  'mcfc-mul-inalu-sign': (w, x, o) => massProduct(w, x, o) * nmuProduct(shares(w, o), x.map(Math.sign)),
  'mcfc-mul-npu-sign': (w, x, o) => {
    const k = x.map((value, i) => clip(row(w['g'], 0)[i] as number, 0, 1) * Math.PI * isNegative(value))
    return massProduct(w, x, o) * Math.cos(dot(shares(w, o), k))
  },
  nsr: register,
  dmu: domainMixed(false, false),
  'dmu-normalised': domainMixed(false, true),
}

/** The forward pass of a training step, where it is another. */
export const powerEquationsInTraining: Readonly<Record<string, Output>> = {
  nru: nru(smooth),
  'nru-separate-sign': nruSeparate(smooth),
  nmru: nmru(float32Epsilon),
  'nmru-unsigned': nmruUnsigned(float32Epsilon),
  'nmru-gated': nmruGated(float32Epsilon),
  dmu: domainMixed(true, false),
  'dmu-normalised': domainMixed(true, true),
}
