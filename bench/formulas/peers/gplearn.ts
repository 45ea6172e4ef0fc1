// gplearn as a candidate of the benchmark of formulas.

import { peerCandidate } from './peer.ts'

export const spec = {
  name: 'gplearn',
  script: '../formulas/peers/gplearn_formulas.py',
  packages: ['gplearn==0.4.3', 'scikit-learn==1.9.1', 'numpy==2.4.6'],
} as const

export const { fitter, isRecovered } = peerCandidate(spec)
