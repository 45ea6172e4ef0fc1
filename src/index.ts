// The library: everything that a program which uses it needs. Beside it: `nalu/testing`, `nalu/threads`, `nalu/tfjs`, and
// `nalu/data` for files of data sets in Node.

// Trained models: predictions, and documents to keep.
export { printDocument } from './base/document.ts'
// Errors that people read.
export { type ErrorKind, NaluError } from './base/errors.ts'
// Images of digits: genuine ones from files (MNIST from a folder: `nalu/data`), synthetic ones, and canvases to count on.
export { halved, type ImageSet, takeImages } from './base/images.ts'

// From a formula or a task to a training: every option of `nalu learn`, with its defaults.
export type { Interval } from './base/option-values.ts'
export type { CancelSignal } from './base/platform.ts'
// Weights in files that PyTorch and others read and write: docs/pytorch.md.
export {
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  type TensorToWrite,
  type TensorValues,
  writeSafetensors,
} from './bridges/safetensors.ts'
export type { SafetensorsOptions } from './bridges/safetensors-arrays.ts'
export { loadNetworkCheckpoint, saveNetworkCheckpoint } from './bridges/safetensors-checkpoint.ts'
export type { TensorType } from './bridges/safetensors-header.ts'
export {
  modelFromSafetensors,
  modelToSafetensors,
  parametersFromSafetensors,
} from './bridges/safetensors-model.ts'
export { loadNetwork, saveNetwork } from './bridges/safetensors-network.ts'
// Kernels: any step program, compiled to one WebAssembly loop.
export { Kernel } from './compile/kernel.ts'
export { type KernelOptions, type KernelPlan, planKernel } from './compile/plan-kernel.ts'
export type { State, StepProgram } from './compile/step-program.ts'
export { type IdxImages, labelledImages, readIdxImages, readIdxLabels } from './data/idx.ts'
export { type Mnist, type MnistSet, type SplitImages, splitMnist } from './data/mnist.ts'
// Tables of columns, and the search for a formula of one of them.
export type { Column, Table, TableInput } from './data/table.ts'
export type { FitProgress } from './fit/attempt.ts'
export type {
  CandidateFacts,
  Certified,
  FitInput,
  FitSearch,
  FittedConstant,
  FitValues,
  RuleReport,
  SeedsAgreeing,
  WhyPart,
} from './fit/facts.ts'
export { type FitTableOptions, type Found, type FoundCandidate, fit, loadFit, type Trust } from './fit/found.ts'
export type { FitDocument } from './fit/saved-fit.ts'
// Tasks and formulas.
export { type Equation, evaluateFormula, type Formula, variablesOf } from './graph/formula.ts'
export { parseEquation, parseFormula } from './graph/formula-parse.ts'
export {
  type FormulaFormat,
  type FormulaStyle,
  formulaStyles,
  printFormula,
  printProgram,
} from './graph/formula-print.ts'
// Expression graphs: the operations in which modules are written, their gradients and their values.
export * as graph from './graph/index.ts'
// Layers of any shape (dense, convolution, LSTM, …) with arithmetic units among them, and networks of them.
export * as layers from './layers/index.ts'
export { modules } from './modules/index.ts'

// Modules: the registry, and what a module of one's own is made of.
export {
  constantInitial,
  glorotUniformInitial,
  type Initializer,
  nacInitial,
  truncatedNormalInitial,
} from './modules/initializers.ts'
export {
  type ArithmeticModule,
  defineModule,
  type ExactWeights,
  type ForwardContext,
  type Operation,
  type ParameterSpec,
} from './modules/module.ts'
export * as parts from './modules/parts.ts'
// Models, optimisers, schedules: the pieces of a training that is put together by hand.
export { optimizers } from './optimizers/index.ts'
export type { Optimizer } from './optimizers/optimizer.ts'
export { type Schedule, type ScheduleName, schedules } from './optimizers/schedules.ts'
export { KeptWorkers } from './pool/kept-workers.ts'
export { type SuccessRate, successRate } from './statistics/success-rate.ts'
export { type DigitCanvases, type DigitCanvasesOptions, digitCanvases, type PlacedDigit } from './tasks/digit-canvas.ts'
export { tasks } from './tasks/index.ts'
// Numbers in English words: the data of one task, for networks that read tokens.
export {
  type NumberWordSizes,
  type NumberWordSplit,
  type NumberWordTokenOptions,
  numberWordSteps,
  numberWords,
  numberWordTokens,
  numberWordVocabulary,
  splitNumberWords,
  wordsToNumber,
} from './tasks/number-words.ts'
export { type SyntheticDigitsOptions, syntheticDigits } from './tasks/synthetic-digits.ts'
export {
  type FormulaTaskOptions,
  formulaTask,
  type Metric,
  overlappingSubsets,
  type Subset,
  type Task,
  type TestedTask,
  type Threshold,
} from './tasks/task.ts'
export type { Batching, FixedRows } from './train/batches.ts'
export { type Checkpoint, loadCheckpoint, saveCheckpoint } from './train/checkpoint.ts'
export { findModule, resolveTraining, type Training } from './train/configuration.ts'
// Training of networks on rows of data.
export { type DataRows, type DataValues, holdOut, pixels, type SplitData } from './train/data.ts'
export type { Clipping } from './train/descent.ts'
// Training over many seeds, and the score outside the training range.
export type { Metrics } from './train/evaluation.ts'
export type { TrainingOptions } from './train/job.ts'
export {
  type Learned,
  type LearnHooks,
  learn,
  type ScoredSeed,
  score,
  type TestRange,
  trainEach,
  trainSeeds,
} from './train/learn.ts'
export {
  forward,
  initialParameters,
  type LayerSpec,
  type Model,
  parametersOf,
  type SlotValues,
  stack,
  stackOf,
  summary,
} from './train/model.ts'
export {
  interpretNetwork,
  type NetworkPredictor,
  type NetworkScore,
  networkPredictor,
  predictNetwork,
  scoreNetwork,
} from './train/network-predict.ts'
export type { Objective, ObjectiveContext, Trainable } from './train/objective-step.ts'
export type { GivenTrainingValues, TrainingValues } from './train/options.ts'
export { type Predictor, predict, predictor } from './train/predict.ts'
export { type RecurrentOptions, recurrent } from './train/recurrent.ts'
export type { NetworkTrainingState } from './train/resume-network.ts'
export { inputColumns, type LoadedModel, loadModel, type SavedModel, saveModel } from './train/saved-model.ts'
export type { LossKind } from './train/step.ts'
export type { StopReason, StopRules } from './train/stop.ts'
export { type NetworkTrainingOptions, trainNetwork } from './train/train-network.ts'
export {
  type DescentChoices,
  type NetworkHistoryEntry,
  type NetworkHooks,
  type NetworkResult,
  type ObjectiveOptions,
  trainObjective,
} from './train/train-objective.ts'
export type { HistoryEntry, Progress, SeedResult, TrainingState } from './train/trainer.ts'
