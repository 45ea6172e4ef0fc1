// All kinds of layers. A layer is one file and one line here; the conformance suite finds it by that line.

import { activationKind } from './activation.ts'
import { alongTimeKind } from './along-time.ts'
import { attentionKind } from './attention.ts'
import { autoencoderKind } from './autoencoder.ts'
import { batchNormKind } from './batch-norm.ts'
import { conv2dKind } from './conv2d.ts'
import { denseKind } from './dense.ts'
import { dropoutKind } from './dropout.ts'
import { eachTimeKind } from './each-time.ts'
import { embeddingKind } from './embedding.ts'
import { flattenKind } from './flatten.ts'
import { gruKind } from './gru.ts'
import type { LayerKind } from './layer.ts'
import { layerNormKind } from './layer-norm.ts'
import { lstmKind } from './lstm.ts'
import { maxPoolKind } from './max-pool.ts'
import { residualKind } from './residual.ts'
import { sharedKind } from './shared.ts'
import { stackKind } from './stack.ts'
import { transposedConv2dKind } from './transposed-conv2d.ts'
import { unitKind } from './unit.ts'

/** Every kind of layer, as documentation lists them. */
export const layerKinds: readonly LayerKind[] = [
  denseKind,
  activationKind,
  conv2dKind,
  transposedConv2dKind,
  maxPoolKind,
  flattenKind,
  embeddingKind,
  lstmKind,
  gruKind,
  eachTimeKind,
  alongTimeKind,
  attentionKind,
  layerNormKind,
  batchNormKind,
  dropoutKind,
  residualKind,
  sharedKind,
  autoencoderKind,
  stackKind,
  unitKind,
]
