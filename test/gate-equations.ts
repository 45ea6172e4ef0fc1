// Equations of NALU's relatives, in plain JavaScript from their papers.

type Matrix = readonly (readonly number[])[]
type Weights = Readonly<Record<string, Matrix>>

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
const nacWeight = (wHat: Matrix, mHat: Matrix) =>
  wHat.map((row, o) => row.map((w, i) => Math.tanh(w) * sigmoid((mHat[o] as readonly number[])[i] as number)))
const logs = (x: readonly number[]) => x.map((value) => Math.log(Math.abs(value) + 1e-7))
const at = (w: Weights, name: string) => w[name] as Matrix
const row = (matrix: Matrix, o: number) => matrix[o] as readonly number[]
const mix = (g: number, a: number, m: number) => g * a + (1 - g) * m
/** Output `o` of a layer for one row of inputs. */
type Output = (w: Weights, x: readonly number[], o: number) => number

const phi = (1 + Math.sqrt(5)) / 2
const times = (values: readonly number[]) => values.reduce((product, value) => product * value, 1)
const gated = (W: readonly number[], x: readonly number[]) =>
  times(x.map((value, i) => (W[i] as number) * value + 1 - (W[i] as number)))
/** NALU, given its weights of a sum and of a product and its gate. */
const nalu = (g: number, Wa: readonly number[], Wm: readonly number[], x: readonly number[]) =>
  mix(g, dot(Wa, x), Math.exp(dot(Wm, logs(x))))
/** iNALU of Schlör et al. 2020, likewise. */
const inalu = (g: number, Wa: readonly number[], Wm: readonly number[], x: readonly number[]) => {
  const m = Math.exp(
    Math.min(
      dot(
        Wm,
        x.map((value) => Math.log(Math.max(Math.abs(value), 1e-7))),
      ),
      20,
    ),
  )
  const s = times(x.map((value, i) => Math.sign(value) * Math.abs(Wm[i] as number) + 1 - Math.abs(Wm[i] as number)))
  return mix(g, dot(Wa, x), m * s)
}
const nacAt = (w: Weights, wHat: string, mHat: string, o: number) => row(nacWeight(at(w, wHat), at(w, mHat)), o)
const independent: Output = (w, x, o) =>
  inalu(
    sigmoid(row(at(w, 'G_hat'), 0)[o] as number),
    nacAt(w, 'W_hat_a', 'M_hat_a', o),
    nacAt(w, 'W_hat_m', 'M_hat_m', o),
    x,
  )
const golden = {
  sigmoid: (z: number) => 1 / (1 + phi ** -z),
  tanh: (z: number) => (phi ** (2 * z) - 1) / (phi ** (2 * z) + 1),
  log: (z: number) => Math.log(z) / Math.log(phi),
}
/** The real part of a product of powers, as complex numbers in polar form multiply. */
const realPower = (W: readonly number[], x: readonly number[]) => {
  let [size, angle] = [1, 0]
  x.forEach((value, i) => {
    size *= Math.max(Math.abs(value), 1e-8) ** (W[i] as number)
    angle += (W[i] as number) * (value < 0 ? Math.PI : 0)
  })
  return size * Math.cos(angle)
}

export const gateEquations: Readonly<Record<string, Output>> = {
  'nac-mul-sigma': (w, x, o) => Math.exp(dot(row(at(w, 'W_hat'), o).map(sigmoid), logs(x))),
  'nac-mul-nmu': (w, x, o) => Math.exp(dot(row(at(w, 'W'), o), logs(x))),
  'nalu-vector': (w, x, o) => {
    const W = nacAt(w, 'W_hat', 'M_hat', o)
    return nalu(sigmoid(dot(row(at(w, 'G'), 0), x)), W, W, x)
  },
  'g-nalu': (w, x, o) => {
    const sizes = row(at(w, 'M_hat'), o).map(golden.sigmoid)
    const W = row(at(w, 'W_hat'), o).map((z, i) => golden.tanh(z) * (sizes[i] as number))
    const m =
      phi **
      dot(
        W,
        x.map((value) => golden.log(Math.abs(value) + 1e-7)),
      )
    return mix(golden.sigmoid(dot(row(at(w, 'G'), o), x)), dot(W, x), m)
  },
  'gated-nau-nmu': (w, x, o) =>
    mix(sigmoid(dot(row(at(w, 'G'), o), x)), dot(row(at(w, 'W_a'), o), x), gated(row(at(w, 'W_m'), o), x)),
  snalu: (w, x, o) => {
    const W = nacAt(w, 'W_hat', 'M_hat', o)
    const magnitude = Math.exp(
      dot(
        W,
        x.map((value) => Math.log(Math.abs(value) + 1e-8)),
      ),
    )
    return mix(sigmoid(row(at(w, 'G'), 0)[0] as number), dot(W, x), magnitude * times(x.map(Math.sign)))
  },
  inalu: independent,
  'inalu-default-init': independent,
  'inalu-shared': (w, x, o) => {
    const W = nacAt(w, 'W_hat', 'M_hat', o)
    return inalu(sigmoid(row(at(w, 'G_hat'), 0)[o] as number), W, W, x)
  },
  // Without noise, which only training has, an sNMU is an NMU.
  snmu: (w, x, o) => gated(row(at(w, 'W'), o), x),
  'snmu-batch': (w, x, o) => gated(row(at(w, 'W'), o), x),
  'hill-space-add': (w, x, o) => dot(nacAt(w, 'W_hat', 'M_hat', o), x),
  'hill-space-mul': (w, x, o) => realPower(nacAt(w, 'W_hat', 'M_hat', o), x),
}
