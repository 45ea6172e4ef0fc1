// Operon as a candidate of the benchmark of formulas.

import { peerCandidate } from './peer.ts'

export const spec = {
  name: 'Operon',
  script: '../formulas/peers/operon_formulas.py',
  packages: ['pyoperon==0.6.2', 'scikit-learn==1.9.1', 'numpy==2.4.6'],
} as const

export const { fitter, isRecovered } = peerCandidate(spec)
