// General layers and networks for users: everything from which a model of any shape is put together.

export { activation } from './activation.ts'
export { type AlongTimeOptions, alongTime } from './along-time.ts'
export { type AttentionOptions, attention } from './attention.ts'
export { autoencoder } from './autoencoder.ts'
export { type BatchNormOptions, batchNorm } from './batch-norm.ts'
export { type Conv2dOptions, conv2d, type Size2d } from './conv2d.ts'
export { type DenseOptions, dense } from './dense.ts'
export { dropout } from './dropout.ts'
export { eachTime } from './each-time.ts'
export { embedding } from './embedding.ts'
export { flatten } from './flatten.ts'
export { gru } from './gru.ts'
export { layerKinds } from './kinds.ts'
export {
  inside,
  type Layer,
  type LayerExample,
  type LayerKind,
  type LayerParameter,
  type LayerState,
  type LiftedUnit,
  makeLayer,
  newAxis,
  type Pass,
  type Place,
  type PlacedLayer,
  parameter,
  type TrainingPass,
  wrongShape,
} from './layer.ts'
export { layerNorm } from './layer-norm.ts'
export { crossEntropy, type Loss, meanSquaredError } from './losses.ts'
export { lstm, type RecurrentLayerOptions } from './lstm.ts'
export { maxPool } from './max-pool.ts'
export { applyNetwork, initialNetwork, type Network, type NetworkValues, network } from './network.ts'
export { residual } from './residual.ts'
export { describeShape, flat, image, images, type Shape, sequence, tokens, vector } from './shape.ts'
export { shared } from './shared.ts'
export { stack } from './stack.ts'
export { type LayerSummary, type NetworkSummary, printSummary, summarize } from './summary.ts'
export { type TransposedConv2dOptions, transposedConv2d } from './transposed-conv2d.ts'
export { unit } from './unit.ts'
