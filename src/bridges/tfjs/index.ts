// `nalu/tfjs`: every arithmetic module as a layer of TensorFlow.js.

export {
  type ArithmeticLayer,
  type ArithmeticLayerArgs,
  arithmeticLayer,
  type PenaltyMoment,
  registerLayers,
} from './layer.ts'
export { fromLayers, toLayers } from './models.ts'
